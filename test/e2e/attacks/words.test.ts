import { beforeAll, describe, expect, it } from 'vitest'
import { choosePassword } from '../../app.ts'
import { errorIn } from '../stage.ts'
import { password, scene } from './scene.ts'

const at = scene({ INVITATIONS_ALLOWED_REDIRECT_ORIGINS: 'https://app.example.com' })
const lookAlikes = [
  ...['https://app.example.com.evil.example/', 'https://evil.example/app.example.com', 'https://app-example.com/'],
  ...['https://\u0430pp.example.com/', 'https://app.example.com:8443/', 'http://app.example.com/'],
]
const note = [
  'Look: <img src=x onerror="alert(1)"> </blockquote><a href="https://evil.example">Accept</a>',
  '{{ user.app_metadata.invitation.id }} {% assign invitation = nil %}',
  'Bcc: eve@example.net',
  'Go to www.evil.example/login now.',
].join('\r\n')

beforeAll(() => at.invite(['noted@example.com'], '--note', note, '--invited-by', 'Grace <b>H.</b> {{ url }}'))

async function mailWithNote() {
  const [mail] = await at.tenant.outbox('noted@example.com')
  if (mail === undefined) throw new Error('no mail')
  return mail
}

/** Refused before the first call. */
async function expectRefused(code: string, flag: string, ...values: string[]): Promise<void> {
  await at.tenant.forgetRequests()
  const run = (value: string) => at.invitations(['invite', 'nobody@example.com', flag, value, '--json'])
  for (const ended of await Promise.all(values.map(run))) {
    expect(ended.exitCode).toBe(2)
    expect(errorIn(ended).code).toBe(code)
  }
  expect(await at.tenant.requests()).toEqual([])
}

describe('A personal note', () => {
  it('HTML in a note or a name is text in the mail', async () => {
    const { html } = await mailWithNote()
    expect(html).not.toMatch(/<img src=x|<b>H|href="https:\/\/evil/)
    expect(html).toContain('&lt;img src=x')
    expect(html.match(/<\/blockquote>/g)).toHaveLength(1)
  })

  it('Liquid in a note or a name is not run', async () => {
    const { html, links } = await mailWithNote()
    const { id } = await at.recordOf('noted@example.com')
    expect(html).toContain('{{ user\u200b.app_metadata\u200b.invitation\u200b.id }}')
    expect(html).toContain('{{ url }}')
    expect(links[0]).toContain(`type=invite&invitation=${String(id)}`)
  })

  it('a web address in a note does not become a link', async () => {
    const { html, links } = await mailWithNote()
    expect(html).not.toContain('www.evil.example')
    for (const link of links) expect(link.startsWith(at.tenant.description.issuer)).toBe(true)
  })

  it('line breaks and mail headers in a note stay in its paragraph', async () => {
    const { subject, to } = await mailWithNote()
    expect(subject).toBe('You are invited to Analytical Engine')
    expect(to).toBe('noted@example.com')
    expect(await at.tenant.outbox('eve@example.net')).toEqual([])
  })
})

describe('A name', () => {
  it('a web address, or a mail address and more, as the invitee’s name', () =>
    expectRefused(
      ...['invalid_name', '--name', 'evil.example', 'https://evil', 'Win at evil．example', 'eve@example'],
      ...['Write to eve@evil.example', 'eve@evil.example/login', 'evil.example/x@example.com'],
    ))

  it('a mail address alone, as Auth0’s default profile has it: the mail breaks it up', async () => {
    const [name, inviter] = ['evil.example@example.com', 'www.evil.example@example.com']
    await at.invite(['named@example.com'], '--name', name, '--invited-by', inviter)
    const { html = '', links = [] } = (await at.tenant.outbox('named@example.com'))[0] ?? {}
    for (const address of [name, inviter]) expect(html.replaceAll('\u200b', '')).toContain(address)
    for (const linked of [name, inviter, 'evil.example', 'example@']) expect(html).not.toContain(linked)
    for (const link of links) expect(link.startsWith(at.tenant.description.issuer)).toBe(true)
  })

  it('a web address as the inviter’s name', () =>
    expectRefused('invalid_invited_by', '--invited-by', 'evil.example/login', 'evil。example'))

  it('such an address in other letters, dots or digits, or a part of one', async () => {
    const addresses = ['हिन्दी.com', 'bank.भारत', 'bank.c0m', '192.0.2.1/login', '[2001:db8::1]', 'http:/x', 'www.x']
    await expectRefused('invalid_name', '--name', ...addresses)
    await expectRefused('invalid_invited_by', '--invited-by', ...addresses)
  })

  it('such an address that another tool stored: the mail breaks it up', async () => {
    const addresses = ['हिन्दी.com', 'bank.भारत', '192.0.2.1/login', 'evil。com', '[2001:db8::1]', 'http:/x', 'www.x']
    await at.invite(['stored@example.com'])
    const invitation = {
      ...(await at.recordOf('stored@example.com')),
      invited_by: addresses.join(' '),
      note: addresses.join('\n'),
    }
    await at.change('stored@example.com', { name: addresses.join(' '), app_metadata: { invitation } })
    const { clients, connection } = at.tenant.description
    const { client_id } = clients.app
    await at.tenant.post('dbconnections/change_password', { client_id, connection, email: 'stored@example.com' })
    const html = (await at.tenant.outbox('stored@example.com')).at(-1)?.html ?? ''
    expect(html.replaceAll('\u200b', '')).toContain(addresses[0])
    for (const address of addresses) expect(html).not.toContain(address)
  })

  it('line breaks, tabs, writing-direction or zero-width marks in a name', () =>
    expectRefused('invalid_name', '--name', 'Ada\nBcc: eve', 'Ada\tL', 'Ada \u202Emoc.live', 'A\u200Bda', '\u3164'))
})

describe('Where the invitee goes afterwards', () => {
  it('redirect_to with //evil, a backslash or another scheme', () =>
    expectRefused(
      ...[
        'invalid_redirect_to',
        '--redirect-to',
        '//evil.example',
        'https:\\\\evil.example',
        'https://a\\@evil.example',
      ],
      ...['javascript:alert(1)', 'data:text/html,x', 'java\tscript:alert(1)', 'http://evil.example'],
    ))

  it('redirect_to with a user name and password before the host', () =>
    expectRefused('invalid_redirect_to', '--redirect-to', 'https://app.example.com@evil.example', 'https://a:b@evil'))
})

describe('A host that looks like the app’s', () => {
  it('redirect_to leads there: not invited, since the app has no page at that origin', async () => {
    const { client_id, callback } = at.tenant.description.clients.app
    const callbacks = [callback, 'https://app.example.com/callback']
    expect((await at.tenant.manage('PATCH', `clients/${client_id}`, { callbacks })).status).toBe(200)
    const people = ['nobody@example.com', '--redirect-to']
    for (const lookAlike of lookAlikes) {
      const ended = await at.invitations(['invite', ...people, lookAlike, '--json'])
      expect(errorIn(ended).code).toBe('invalid_redirect_to')
    }
    expect(await at.userOf('nobody@example.com')).toEqual({})
    expect((await at.invitations(['invite', ...people, 'https://app.example.com/hi', '--dry-run'])).exitCode).toBe(0)
  })

  it('another tool writes it into the record: the Action sends nobody there', async () => {
    const written = [...lookAlikes, '//evil.example', 'https://app.example.com@evil.example/', 'javascript:alert(1)']
    const people = written.map((_, index) => `sent-${index}@example.com`)
    await at.invite(people)
    for (const [index, email] of people.entries()) {
      const invitation = { ...(await at.recordOf(email)), redirect_to: written[index] }
      await at.change(email, { app_metadata: { invitation } })
      const page = await choosePassword(await at.newestLink(email), password)
      expect(page.heading).toBe('Your password is saved')
      expect(page.html).not.toContain('href=')
    }
  })
})

describe('Too much', () => {
  it('a note or a context that would fill the profile', async () => {
    await expectRefused('note_too_long', '--note', 'x'.repeat(501))
    await expectRefused('context_too_large', '--context', JSON.stringify({ x: 'y'.repeat(1024) }))
  })
})
