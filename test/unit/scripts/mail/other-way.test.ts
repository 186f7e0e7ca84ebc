import { describe, expect, it } from 'vitest'
import { landingsOf, noLandings, type Landings } from '../../../../actions/invitation/landings.ts'
import { languageTags, mails } from '../../../../actions/invitation/languages.ts'
import { withOtherWay } from '../../../../scripts/mail/other-way.ts'
import { render } from '../../../emulator/mail/liquid.ts'
import { linksIn, readableText } from '../../../emulator/mail/readable.ts'
import { attached, body, common, invited } from '../../tenant/mail-to.ts'

const appUrl = 'https://app.example.com/login'
const landings = landingsOf({ appUrl, clientId: 'shop' })
const { id } = invited().app_metadata.invitation

function mail(user: object, given: Landings = landings) {
  const html = render(withOtherWay({ body }, given).body, { ...common, user: { email: 'ada@example.com', ...user } })
  return { links: linksIn(html), text: readableText(html) }
}

describe('the second way in the mail of an invitation', () => {
  const toShop = (fields: object = {}) => invited({ client_id: 'shop', ...fields })

  it('leads to the app, with the invitation’s id', () => {
    const { links, text } = mail(toShop())
    expect(links).toContain(`${appUrl}?invitation=${id}`)
    expect(links[0]).toMatch(/type=invite/)
    expect(text).toContain('Or sign in with an account you already have')
  })

  it.each([
    ['https://app.example.com/?a=b', `https://app.example.com/?a=b&invitation=${id}`],
    ['https://app.example.com/#/login', `https://app.example.com/?invitation=${id}#/login`],
    [`https://app.example.com/o'{}`, `https://app.example.com/o%27%7B%7D?invitation=${id}`],
  ])('to an app at %s leads to %s', (address, wanted) => {
    expect(mail(toShop(), landingsOf({ appUrl: address, clientId: 'shop' })).links).toContain(wanted)
  })

  it('leads every invitation to the address, if no app is named', () => {
    expect(mail(invited({ client_id: 'other' }), landingsOf({ appUrl })).links).toContain(`${appUrl}?invitation=${id}`)
  })

  it('is in a reminder too, and in each language', () => {
    expect(mail(toShop({ sends: 2 })).links).toContain(`${appUrl}?invitation=${id}`)
    for (const tag of languageTags) expect(mail(toShop({ locale: tag })).text).toContain(mails[tag].other_way)
  })

  it.each([
    ['an invitation for another app, whose address is not known', invited({ client_id: 'admin' })],
    ['an account that was there before: the button leads to the app', attached({ client_id: 'shop' })],
    ['an ordinary reset', {}],
    ['a revoked invitation', toShop({ state: 'revoked' })],
  ])('is not in the mail of %s', (_, user) => {
    const { links, text } = mail(user)
    expect(links.filter((link) => link.includes('?invitation='))).toEqual([])
    expect(text).not.toContain('Or sign in')
  })

  it('is the only way for an invitation for another provider, and is missing in one for a password', () => {
    const { links, text } = mail(toShop({ accept_with: 'google-oauth2' }))
    expect(links).toEqual([`${appUrl}?invitation=${id}`])
    expect(text).toContain('Sign in as ada@example.com to accept')
    expect(text).not.toContain('Choose a password')
    expect(text).not.toContain('Or sign in')
    expect(mail(toShop({ accept_with: 'password' })).text).not.toContain('Or sign in')
  })

  it('is missing if no address of the app is known', () => {
    expect(withOtherWay({ body }, noLandings)).toEqual({ body })
  })
})
