import { describe, expect, it } from 'vitest'
import { auth0Liquid } from '../../emulator/mail/liquid.ts'
import { invitationWith } from '../actions/invitation/records.ts'
import { attached, body, common, declared, invited, mailTo, subject } from './mail-to.ts'

describe('the mail that the template makes', () => {
  it('is the invitation for an open invitation, with its link, inviter and expiry', () => {
    const mail = mailTo(invited({ note: 'See you there.\nG.' }))
    expect(mail.subject).toBe('You are invited to Acme')
    expect(mail.text).toBe(`The invitation is valid until 8 January 2026, 00:00 UTC.
You are invited to Acme
Hello Ada Lovelace,
Grace has invited you to Acme. Choose a password to start using your account ada@example.com.
See you there.
G.
Accept the invitation
The invitation is valid until 8 January 2026, 00:00 UTC.
If the button does not work, copy this address into your browser:
https://acme.eu.auth0.com/u/reset-verify?ticket=T&type=invite&invitation=inv_0123456789abcdef0123456789abcdef
Only the link in the most recent email works. If you did not expect this invitation, you can ignore it. Nobody can use it without this email. Questions: help@acme.example.`)
  })

  it('is the reminder for an open invitation that was mailed before', () => {
    const mail = mailTo(invited({ sends: 2 }))
    expect(mail.subject).toBe('Reminder: you are invited to Acme')
    expect(mail.text).toContain('Reminder: you are invited to Acme')
    expect(mail.links[0]).toContain('&type=invite&invitation=inv_')
  })

  it('is a reminder in the last two days that says that the invitation ends soon', () => {
    const mail = mailTo(invited({ sends: 2, expires_soon: true }))
    expect(mail.subject).toBe('Your invitation to Acme expires soon')
    expect(mail.text).toContain('Your invitation to Acme expires soon\nHello Ada Lovelace,')
    expect(mailTo(invited({ expires_soon: true })).subject).toBe('You are invited to Acme')
  })

  it('for an account that was there before leads to the app, and also has a link to a new password', () => {
    const mail = mailTo(attached({ note: 'See you there.' }))
    expect(mail.subject).toBe('You are invited to Acme')
    expect(mail.text).toBe(`The invitation is valid until 8 January 2026, 00:00 UTC.
You are invited to Acme
Hello Ada Lovelace,
Grace has invited you to Acme. You already have an account. Sign in as ada@example.com to accept.
See you there.
Accept the invitation
The invitation is valid until 8 January 2026, 00:00 UTC.
If the button does not work, copy this address into your browser:
https://app.example.com/
Did you ask for a new password? Choose a new password
If you did not expect this, you can ignore it. Your account stays as it is. Questions: help@acme.example.`)
    expect(mail.links).toEqual([
      'https://app.example.com/',
      'https://acme.eu.auth0.com/u/reset-verify?ticket=T&type=reset',
    ])
    expect(mailTo(attached({ sends: 2 })).subject).toBe('Reminder: you are invited to Acme')
  })

  it.each([
    ['somebody who was never invited', {}],
    [
      'an accepted invitation',
      { app_metadata: { ...invited().app_metadata, invitation_acceptance: { id: 'inv_x', at: '' } } },
    ],
    ['a revoked invitation', invited({ state: 'revoked' })],
    ['an account that was there before, without an address of the app', invited({ created_user: false })],
    [
      'an accepted invitation of such an account',
      { app_metadata: { ...attached({}).app_metadata, invitation_acceptance: { id: 'inv_x', at: '' } } },
    ],
    ['a revoked invitation of such an account', attached({ state: 'revoked' })],
    ['a record of another product', { app_metadata: { invitation: 'welcome' } }],
    ['a list of another product', { app_metadata: { invitation: ['open'] } }],
    ['a later version', { app_metadata: { invitation: { ...invitationWith(), version: 2 } } }],
  ])('is the ordinary reset for %s', (_, user) => {
    const mail = mailTo(user)
    expect(mail.subject).toBe('Choose a new password for Acme')
    expect(mail.text).toContain(
      'Someone, hopefully you, asked for a new password for your Acme account ada@example.com.',
    )
    expect(mail.text).not.toContain('invited')
    expect(mail.links).toEqual(['https://acme.eu.auth0.com/u/reset-verify?ticket=T&type=reset'])
  })
})

describe('the ordinary reset for a dead invitation', () => {
  const { id, invited_at, expires_at } = invitationWith()
  const before = '2025-12-31T23:59:59Z'
  const after = '2026-01-02T00:00:00Z'
  const revocations: [string, unknown, boolean][] = [
    ['of this invitation', { id, at: after }, true],
    ['of this invitation, at an earlier instant', { id, at: before }, true],
    ['of this invitation, without an instant', { id }, true],
    ['of another one, after this was made', { id: 'inv_x', at: after }, true],
    ['of another one, in the second in which this was made', { id: 'inv_x', at: invited_at }, true],
    ['of another one, before this was made', { id: 'inv_x', at: before }, false],
    ['of another one, without an instant', { id: 'inv_x' }, false],
    ['that is null', null, false],
    ['that is empty', {}, false],
    ['that is a text', 'revoked', false],
    ['with a number as its instant', { id: 'inv_x', at: 5 }, true],
  ]
  it.each(revocations)('a revocation %s counts: %s', (_, invitation_revocation, isDead) => {
    for (const sort of [invited(), attached(), invited({ sends: 2 })]) {
      const { subject, links } = mailTo({ app_metadata: { ...sort.app_metadata, invitation_revocation } })
      expect(subject.startsWith('Choose a new password')).toBe(isDead)
      expect(links.some((link) => link.includes('type=invite') || link.includes('app.example.com'))).toBe(!isDead)
    }
  })

  it('an acceptance of an invitation that this one replaced does not count', () => {
    const { app_metadata } = invited({ previous_ids: ['inv_before'] })
    const subjectOf = (id: string) =>
      mailTo({ app_metadata: { ...app_metadata, invitation_acceptance: { id, at: before } } }).subject
    expect([subjectOf('inv_before'), subjectOf('inv_x')]).toEqual([
      'You are invited to Acme',
      'Choose a new password for Acme',
    ])
  })

  it('a revocation also counts for a record without an id', () => {
    const app_metadata = { ...invited({ id: undefined }).app_metadata, invitation_revocation: { at: before } }
    expect(mailTo({ app_metadata }).subject).toBe('Choose a new password for Acme')
  })

  it.each([
    ['a second before it expires', '2026-01-07T23:59:59Z', 'You are invited to Acme'],
    ['in the second in which it expires', expires_at, 'Choose a new password for Acme'],
    ['years later', '2036-01-01T00:00:00Z', 'Choose a new password for Acme'],
  ])('%s, in any zone of Auth0’s', (_, instant, expected) => {
    for (const zone of ['UTC', 'America/Los_Angeles', 'Asia/Tokyo']) {
      const now = new Date(instant)
      expect(mailTo(invited(), common, { now, zone }).subject).toBe(expected)
      expect(mailTo(attached(), common, { now, zone }).subject).toBe(expected)
    }
  })

  it('somebody with an account who agreed in time is still invited after the expiry', () => {
    const now = new Date('2026-02-01T00:00:00Z')
    const subjectOf = (user: object) => mailTo(user, common, { now }).subject
    const consent = (at: string, other = id) => ({ invitation_consent: { id: other, at } })
    const agreed = (facts: object, fields = {}) => ({ app_metadata: { ...attached(fields).app_metadata, ...facts } })
    expect(subjectOf(agreed({}, { consented_at: after }))).toBe('You are invited to Acme')
    expect(subjectOf(agreed(consent(after)))).toBe('You are invited to Acme')
    expect(subjectOf(agreed(consent('2026-01-20T00:00:00Z')))).toBe('Choose a new password for Acme')
    expect(subjectOf(agreed(consent(after, 'inv_x')))).toBe('Choose a new password for Acme')
    expect(subjectOf(invited({ consented_at: after }))).toBe('Choose a new password for Acme')
  })

  it('an invalid expiry makes the record malformed, and its link is stopped', () => {
    const now = new Date('2026-01-02T00:00:00Z')
    for (const expires_at of [undefined, 'soon', {}]) {
      expect(mailTo(invited({ expires_at }), common, { now }).subject).toBe('Choose a new password for Acme')
    }
  })

  it.each([
    ['the word now', (value: unknown) => (value === 'now' ? value : '1767830400')],
    ['seconds', () => '%s'],
    ['dates', (value: unknown) => value],
  ])('if Liquid does not know %s, mails do not expire, but the link is still stopped', (_, date) => {
    const engine = auth0Liquid('UTC', () => new Date('2036-01-01T00:00:00Z'))
    engine.registerFilter('date', date)
    const variables = { ...common, user: { email: 'ada@example.com', ...invited() } }
    expect(String(engine.parseAndRenderSync(subject, variables)).trim()).toBe('You are invited to Acme')
  })
})

describe('the link', () => {
  it.each([
    ['https://t/u?ticket=T#', 'https://t/u?ticket=T&type=reset'],
    ['https://t/u?ticket=T#/route', 'https://t/u?ticket=T&type=reset'],
    ['https://t/u?ticket=T', 'https://t/u?ticket=T&type=reset'],
    ['https://t/u/T', 'https://t/u/T?type=reset'],
  ])('%s carries its parameters in the query, before any #: %s', (address, link) => {
    expect(mailTo({}, { ...common, url: address }).links).toEqual([link])
  })
})

describe('names', () => {
  it('for the app: its own, else the tenant’s friendly name, else the tenant', () => {
    const { application: _, ...withoutApp } = common
    expect(mailTo({}, withoutApp).subject).toBe('Choose a new password for Tenant')
    expect(mailTo({}, { ...withoutApp, friendly_name: '' }).subject).toBe('Choose a new password for acme')
  })

  it('for the invitee: the greeting has a name only if there is one', () => {
    expect(mailTo({ ...invited(), name: 'ada@example.com' }).text).not.toContain('Hello')
  })

  it('for the app’s logo: it comes from its client_metadata, with the app’s name as alt text', () => {
    const logo = (logo_url: string) =>
      mailTo(invited(), { ...common, application: { name: 'Acme', client_metadata: { logo_url } } }).html
    expect(logo('https://cdn.acme.example/logo.png')).toContain('src="https://cdn.acme.example/logo.png" alt="Acme"')
    for (const other of ['', 'http://acme.example/logo.png', 'javascript:alert(1)']) {
      expect(logo(other)).not.toContain('<img')
    }
  })

  it('for questions: the tenant’s support address, else its page, else nothing', () => {
    const { support_email: _, ...without } = common
    expect(mailTo({}, { ...without, support_url: 'https://acme.example/help' }).text).toContain('acme.example/help.')
    expect(mailTo({}, without).text).not.toContain('Questions')
  })

  it('are left out if they are empty', () => {
    const empty = mailTo(
      { ...invited({ invited_by: '', note: '', expires_on: '' }), name: '' },
      { ...common, support_email: '' },
    )
    expect(empty.text).toMatch(/^You are invited to Acme\nYou have been invited to Acme\. Choose a password/)
    expect(empty.text).not.toMatch(/blockquote|valid until|Questions/)
  })

  it('for the inviter: left out if there is none', () => {
    expect(mailTo(invited({ invited_by: undefined })).text).toContain(
      'You have been invited to Acme. Choose a password',
    )
  })

  it('keep an ampersand or an apostrophe in the subject', () => {
    const mail = mailTo({}, { ...common, application: { name: "Ben & Jerry's\n <b>" } })
    expect(mail.subject).toBe("Choose a new password for Ben & Jerry's &lt;b&gt;")
  })
})

describe('the source of the template', () => {
  it.each([
    ['subject', subject],
    ['body', body],
  ])('has only documented tags and filters in its %s, and is valid in Auth0’s Liquid', (_, source) => {
    expect(() => auth0Liquid().parse(source)).not.toThrow()
    for (const name of filtersIn(source)) expect(Object.keys(auth0Liquid().filters)).toContain(name)
  })

  it.each([
    ['subject', subject],
    ['body', body],
  ])(
    'has no whitespace control in its %s, and dates only in seconds since 1970 (zone and language are undocumented)',
    (_, source) => {
      expect(source).not.toMatch(/\{[{%]-|-[%}]\}/)
      expect(new Set(source.match(/\| date\b[^|%]*[^|]*?(?=\|)/g))).toEqual(new Set(["| date: '%s' "]))
    },
  )

  it.each([
    ['subject', subject],
    ['body', body],
  ])('escapes everything that it prints in its %s', (_, source) => {
    for (const output of source.match(/\{\{.*?\}\}/g) ?? []) {
      if (/^\{\{ text_\w+ \}\}$/.test(output) && source === subject) continue // the only one that may not be ours is the app
      expect(output).toContain('| escape')
    }
    expect(subject).toContain("| strip_newlines | escape | replace: '&amp;', '&' | replace: '&#39;', \"'\"")
  })

  it('never sets resultUrl: newer tenants refuse it', () => {
    expect(declared).not.toHaveProperty('resultUrl')
  })

  it('gives the link the default lifetime of an invitation', () => {
    expect(declared['urlLifetimeInSeconds']).toBe(7 * 86_400)
  })

  it('is far below the 100 kB where Gmail clips', () => {
    expect(Buffer.byteLength(mailTo(invited({ note: 'n'.repeat(500) })).html)).toBeLessThan(20_000)
  })
})

/** Every filter in the source, in outputs and tags. */
function filtersIn(source: string): string[] {
  const markup = source.match(/\{[{%].*?[%}]\}/gs) ?? []
  return markup.flatMap((piece) =>
    [...piece.replace(/"[^"]*"|'[^']*'/g, '').matchAll(/\|\s*(\w+)/g)].map(([, name = '']) => name),
  )
}
