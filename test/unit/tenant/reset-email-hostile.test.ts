import { describe, expect, it } from 'vitest'
import { common, invited, mailTo } from './mail-to.ts'

describe('hostile values', () => {
  const nasty = '"><script>alert(1)</script>{{ user.email }}'
  it('come out as text everywhere', () => {
    const mail = mailTo(
      { ...invited({ note: nasty, invited_by: nasty, expires_on: nasty, id: nasty }), name: nasty, email: nasty },
      { ...common, application: { name: nasty }, support_email: nasty },
    )
    expect(mail.html).not.toContain('<script')
    expect(mail.text).toContain(nasty)
  })

  it('are broken up if a name holds a domain, and cut if it is long', () => {
    expect(mailTo({ ...invited(), name: 'evil.com' }).html).toContain('Hello evil\u200b.com,')
    expect(mailTo({ ...invited(), name: 'n'.repeat(300) }).text).toContain(`Hello ${'n'.repeat(97)}...,`)
  })

  it('lose marks in names that reverse the direction', () => {
    const mail = mailTo({ ...invited({ invited_by: '\u202EGr\u2069ace' }), name: '\u2067Ada\u202E' })
    expect(mail.text).toContain('Hello Ada,\nGrace has invited you to Acme.')
  })

  it('are broken up if the note holds a domain, so that mail programs do not link it', () => {
    expect(mailTo(invited({ note: 'evil.com/x' })).html).toContain('evil\u200b.com\u200b/x')
  })

  it.each([
    'हिन्दी.com',
    'bank.भारत',
    '192.0.2.1/login',
    'evil。com',
    'evil．com',
    'evil｡com',
    '[2001:db8::1]',
    'http:/x',
  ])('are broken up in a stored name, inviter and note: %s', (text) => {
    const { html } = mailTo({ ...invited({ invited_by: `Grace ${text}`, note: text }), name: `Ada ${text}` })
    expect(html).not.toContain(text)
    expect(html.replaceAll('\u200b', '').split(text)).toHaveLength(4)
  })

  it('are broken up if the inviter is an address, too', () => {
    const { html } = mailTo(invited({ invited_by: 'eve@evil\\x' }))
    expect(html).toContain('eve\u200b@evil\u200b\\x has invited you')
  })
})
