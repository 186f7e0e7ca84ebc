import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import * as languages from '../../../../actions/invitation/languages.ts'
import { registry, tenantFiles } from '../../../../scripts/mail/languages.ts'
import { mailTemplate } from '../../../../scripts/mail/template.ts'
import { render } from '../../../emulator/mail/liquid.ts'
import documentedKeys from './documented-prompt-keys.json' with { type: 'json' }

const read = (file: string) => readFileSync(file, 'utf8')
const source = {
  kind: read('scripts/mail/kind.liquid'),
  subject: read('scripts/mail/subject.liquid'),
  body: read('scripts/mail/body.html'),
}

describe('the files made from the languages', () => {
  it('are up to date: `npm run languages` would change nothing', () => {
    const tags = readdirSync('actions/invitation/languages').map((file) => file.replace(/\.ts$/, ''))
    const inOrder = tags.filter((tag) => tag !== 'language').sort()
    expect(languages.languageTags).toEqual(inOrder)
    expect(read('actions/invitation/languages.ts')).toBe(registry(inOrder))
    const declared = JSON.parse(read('tenant/emails/reset_email.json')) as object
    for (const [file, text] of Object.entries(tenantFiles(source, declared, languages))) {
      expect(read(file), file).toBe(text)
    }
  })

  it('prefer a region’s own texts if a language has several', () => {
    const english = { ...languages.mails.en, reset: 'English' }
    const british = { ...english, reset: 'British' }
    const { subject } = mailTemplate(source, { en: english, 'en-GB': british, 'en-IE': { ...english, reset: 'Irish' } })
    const subjectIn = (request_language: string) => render(subject, { request_language, user: {} })
    expect(['en', 'en-GB', 'en-ie', 'en-US', 'fr'].map(subjectIn)).toEqual([
      ...['English', 'British', 'Irish', 'English', 'English'],
    ])
  })
})

/** Every text of a part by its path. */
function textsOf(part: object, path = ''): Record<string, string> {
  return Object.fromEntries(
    Object.entries(part).flatMap(([key, value]) =>
      typeof value === 'string'
        ? [[`${path}${key}`, value]]
        : Object.entries(textsOf(value as object, `${path}${key}.`)),
    ),
  )
}

const placeholdersIn = (text: string) => (text.match(/\$?\{\w+\}/g) ?? []).sort()

describe.each(languages.languageTags)('the language %s', (tag) => {
  it.each(['mails', 'pages', 'refusals'] as const)('has all texts of the %s, and no other', (part) => {
    expect(Object.keys(textsOf(languages[part][tag]))).toEqual(Object.keys(textsOf(languages[part].en)))
  })

  it('has no empty text, and the same variables as English', () => {
    for (const part of ['mails', 'pages', 'refusals'] as const) {
      for (const [key, text] of Object.entries(textsOf(languages[part][tag]))) {
        expect(text.trim(), key).not.toBe('')
        expect(placeholdersIn(text), key).toEqual(placeholdersIn(textsOf(languages[part].en)[key] ?? ''))
      }
    }
  })

  it('has no straight apostrophe and no Liquid in its mails', () => {
    for (const text of Object.values(textsOf(languages.mails[tag]))) expect(text).not.toMatch(/'|\{\{|\{%|%\}/)
  })

  it('sets only texts that Auth0 documents', () => {
    const deployed = JSON.parse(read('tenant/prompts/custom-text.json')) as Record<string, Record<string, object>>
    for (const [prompt, screens] of Object.entries(deployed[tag] ?? {})) {
      for (const [screen, texts] of Object.entries(screens as Record<string, object>)) {
        const documented =
          (documentedKeys as unknown as Record<string, Record<string, string[]>>)[prompt]?.[screen] ?? []
        for (const key of Object.keys(texts)) expect(documented, `${prompt} ${screen}`).toContain(key)
      }
    }
  })

  it('isolates inserted text from text in the other direction', () => {
    if (languages.mails[tag].direction === 'ltr') return
    for (const text of Object.values(textsOf(languages.mails[tag]))) {
      expect(text).not.toMatch(/(?<!\u2068)\{|\}(?!\u2069)/)
    }
  })
})
