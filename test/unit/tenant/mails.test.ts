import { describe, expect, it } from 'vitest'
import { languageTags } from '../../../actions/invitation/languages.ts'
import { languageOf } from '../../../actions/invitation/locale.ts'
import { attached, common, invited, mailTo } from './mail-to.ts'

describe('the language', () => {
  const subjectIn = (locale: string | undefined, variables: object = common) =>
    mailTo(invited({ locale }), variables).subject

  it('is the invitation’s, else another region’s, else English', () => {
    expect(subjectIn('de')).toBe('Sie sind zu Acme eingeladen')
    expect(subjectIn('de-AT')).toBe('Sie sind zu Acme eingeladen')
    expect(subjectIn('pt')).toBe('Você recebeu um convite para Acme')
    expect(subjectIn('pt-BR')).toBe('Você recebeu um convite para Acme')
    expect(subjectIn('tlh')).toBe('You are invited to Acme')
    expect(subjectIn(undefined)).toBe('You are invited to Acme')
  })

  it('is the page’s if no invitation names one and Auth0 says it', () => {
    expect(subjectIn(undefined, { ...common, request_language: 'ja,en;q=0.5' })).toBe('Acme への招待が届いています')
    expect(subjectIn('de', { ...common, request_language: 'ja' })).toBe('Sie sind zu Acme eingeladen')
  })

  it('stays the invitation’s in an ordinary reset after the acceptance', () => {
    const accepted = { app_metadata: { ...invited({ locale: 'fr' }).app_metadata, invitation_acceptance: { id: 'x' } } }
    expect(mailTo(accepted).subject).toBe('Choisissez un nouveau mot de passe pour Acme')
  })

  it.each([
    ['de', 'lang="de" dir="ltr"', 'left'],
    ['ar', 'lang="ar" dir="rtl"', 'right'],
  ])('%s: tells mail programs its direction', (locale, attributes, side) => {
    const { html } = mailTo(invited({ locale, note: 'Hi' }))
    expect(html).toContain(`<html ${attributes}>`)
    expect(html).toContain(`border-${side}:4px solid`)
    expect(html).not.toContain(`align="${side === 'left' ? 'right' : 'left'}"`)
  })

  it.each(['ar', 'AR-eg', 'de-CH', 'en-US', 'es-419', 'fr-CA', 'ja-JP', 'pt-PT', 'zh-Hant-TW', 'tlh', 'x', ''])(
    '%s: the template and the program choose the same',
    (locale) => {
      const { html } = mailTo(invited({ locale }))
      expect(html).toContain(`lang="${languageOf(locale)}"`)
    },
  )
})

describe('every mail in every language', () => {
  const mails = {
    invitation: invited({ note: 'See you there.' }),
    reminder: invited({ sends: 2 }),
    'last-reminder': invited({ sends: 3, expires_soon: true }),
    'existing-account': attached({}),
    reset: { app_metadata: { ...invited().app_metadata, invitation_acceptance: { id: 'inv_x', at: '' } } },
  }
  /** As in the record; it must not depend on the Node that runs the tests. */
  const eighthOfJanuary = {
    ar: '8 يناير 2026 في 12:00 ص UTC',
    de: '8. Januar 2026 um 00:00 UTC',
    en: '8 January 2026, 00:00 UTC',
    es: '8 de enero de 2026, 00:00 UTC',
    fr: '8 janvier 2026 à 00:00 UTC',
    ja: '2026年1月8日 00:00 UTC',
    'pt-BR': '8 de janeiro de 2026 às 00:00 UTC',
  }
  const cases = languageTags.flatMap((tag) => Object.keys(mails).map((name) => [name, tag] as const))

  it.each(cases)('%s in %s is as a person has checked it', async (name, tag) => {
    const user = structuredClone(mails[name as keyof typeof mails])
    Object.assign(user.app_metadata.invitation, { locale: tag, expires_on: eighthOfJanuary[tag] })
    const { subject, html } = mailTo(user)
    await expect(`<!-- ${subject} -->\n${html.replace(/\n\s*(?=\n)/g, '')}`).toMatchFileSnapshot(
      `mails/${name}.${tag}.html`,
    )
  })
})
