import { describe, expect, it } from 'vitest'
import { landingsOf, noLandings } from '../../../actions/invitation/landings.ts'
import { attached, common, invited, mailTo } from './mail-to.ts'

describe('the button of the mail to an account that was there before', () => {
  const app = 'https://app.example.com/login'
  const landings = landingsOf({
    allowedOrigins: ['https://www.example.com'],
    appUrl: app,
    clientId: 'shop',
    callbacks: { shop: ['https://shop.example.com/callback'], admin: ['https://admin.example.com/callback'] },
  })
  const button = (redirect_to: unknown, client_id = 'shop') =>
    mailTo(attached({ redirect_to, client_id }), common, { landings }).links[0]
  const reset = 'https://acme.eu.auth0.com/u/reset-verify?ticket=T&type=reset'

  it.each([
    ['a page of the app', 'https://shop.example.com/welcome?a=b#c', 'shop'],
    ['a page at the app’s own address', 'https://app.example.com/', 'shop'],
    ['a page that the setting names', 'https://www.example.com/', 'shop'],
    ['the same for an app without callbacks', 'https://www.example.com/', 'unknown'],
    ['a page of another app, for its own invitees', 'https://admin.example.com/', 'admin'],
  ])('leads to %s', (_, redirect_to, client_id) => {
    expect(button(redirect_to, client_id)).toBe(redirect_to)
  })

  it.each([
    ['nothing', undefined],
    ['a script', 'javascript:alert(1)'],
    ['a script with a tab', 'java\tscript:alert(1)'],
    ['data', 'data:text/html,x'],
    ['a look-alike', 'https://shop.example.com.evil.example/'],
    ['the app’s host as a user name', 'https://shop.example.com@evil.example/'],
    ['the app’s host and a password', 'https://shop.example.com:443@evil.example/'],
    ['another port', 'https://shop.example.com:444/'],
    ['no slash', 'https://shop.example.com'],
    ['no slash, and a question', 'https://shop.example.com?a'],
    ['a backslash', 'https://shop.example.com\\@evil.example/'],
    ['backslashes', 'https:\\\\shop.example.com/'],
    ['no slashes', 'https:shop.example.com/'],
    ['no scheme', '//shop.example.com/'],
    ['three slashes', 'https:///shop.example.com/'],
    ['another scheme', 'http://shop.example.com/'],
    ['capitals', 'HTTPS://SHOP.example.com/'],
    ['space before it', ' https://shop.example.com/'],
    ['a line break before it', '\nhttps://shop.example.com/'],
    ['a tab in it', 'https://shop.exam\tple.com/'],
    ['letters that look the same', 'https://sh\u043ep.example.com/'],
    ['the app’s address in the path', 'https://evil.example/https://shop.example.com/'],
    ['a page of another app', 'https://admin.example.com/'],
    ['a list', ['https://evil.example/']],
    ['an object', { href: 'https://evil.example/' }],
    ['a number', 5],
  ])('with %s, leads to the app’s own address; without that, it is an ordinary reset', (_, redirect_to) => {
    expect(button(redirect_to)).toBe(app)
    const { subject, links } = mailTo(attached({ redirect_to, client_id: 'unknown' }), common, { landings })
    expect([subject, links]).toEqual(['Choose a new password for Acme', [reset]])
  })

  it('leads to a page of the app only if the invitation is to this app', () => {
    for (const client_id of ['admin', 'unknown', '', undefined, ['shop'], { shop: true }]) {
      const user = attached({ redirect_to: 'https://shop.example.com/', client_id })
      expect(mailTo(user, common, { landings }).links).toEqual([reset])
    }
  })

  it('without origins in the deploy, is an ordinary reset; other invitations stay the same', () => {
    expect(mailTo(attached(), common, { landings: noLandings }).links).toEqual([reset])
    expect(mailTo(invited(), common, { landings: noLandings }).links[0]).toContain('type=invite')
  })

  it('is not in the mail to an account that the invitation made, which has its link', () => {
    const mail = mailTo(invited({ redirect_to: 'javascript:alert(1)' }), common, { landings })
    expect(mail.html).not.toContain('javascript:')
    expect(mail.links[0]).toContain('type=invite')
  })
})
