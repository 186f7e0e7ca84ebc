import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { call, fieldsOf, openDesk, readable, type OpenDesk } from './open-desk.ts'
import { objects, stage } from './stage.ts'

const play = stage({ deployed: true })
let desk: OpenDesk

beforeAll(async () => {
  desk = await openDesk(play, ['--name', 'Grace Hopper'])
})
afterAll(() => desk.end())

const shown = async (email: string) => objects(await play.invitations(['show', email, '--json']))[0]
const ask = (fields: Record<string, string>) => desk.post('/invite', Object.entries(fields))

describe('inviting at the desk, without scripts', () => {
  it('asks before it sends, and sends once however often the form is sent', async () => {
    const question = await ask({
      emails: 'ada@example.com',
      name: 'Ada Lovelace',
      note: 'Good to have you.',
      days: '14',
      locale: 'de',
    })
    expect(readable(question)).toMatch(
      /^Invite ada@example\.com\? This will invite ada@example\.com until .* Send the invitation/,
    )
    expect(await play.tenant.outbox('ada@example.com')).toEqual([])
    const form = fieldsOf(question, '/invite/send')
    const [once, twice] = await Promise.all([desk.post('/invite/send', form), desk.post('/invite/send', form)])
    expect(readable(once)).toMatch(/^Invite: 1 invitation done Invitee Outcome ada@example\.com invited/)
    expect(readable(twice)).toBe(readable(once))
    const mails = await play.tenant.outbox('ada@example.com')
    expect(mails.map(({ subject }) => subject)).toEqual(['Sie sind zu Analytical Engine eingeladen'])
    expect(await shown('ada@example.com')).toMatchObject({
      name: 'Ada Lovelace',
      invited_by: 'Grace Hopper',
      locale: 'de',
    })
    expect(readable(await desk.get('/?search=ada'))).toContain('1 in all 1 pending')
  })

  it('says what is wrong beside each field, and keeps what was typed', async () => {
    const page = await ask({
      emails: 'ada@example.com, bob',
      note: 'n'.repeat(501),
      invited_by: 'evil.example',
      time_zone: 'Mars',
    })
    expect(readable(page)).toMatch(/^Invite Nothing was sent\. 4 fields need a change\./)
    expect(page.html).toMatch(/id="wrong-emails"[^>]*>&quot;bob&quot; is not an email address/)
    expect(page.html).toMatch(/id="wrong-note"[^>]*>The note has 501 characters, but only 500 are allowed\./)
    expect(page.html).toMatch(/id="wrong-time_zone"[^>]*>&quot;Mars&quot; is not a time zone/)
    expect(page.html).toMatch(/>\s*ada@example\.com, bob<\/textarea/)
    expect(readable(await ask({ emails: ' ' }))).toContain('Type at least one address.')
    expect(readable(await ask({ emails: 'a@example.com b@example.com', name: 'Ada' }))).toContain(
      'A name belongs to one person',
    )
  })

  it('says the same while somebody types, without a call to Auth0', async () => {
    await play.tenant.forgetRequests()
    const { cookie, origin } = desk
    const headers = { cookie, origin, 'content-type': 'application/x-www-form-urlencoded' }
    const answer = await call(`${origin}/invite/problems`, {
      method: 'POST',
      headers,
      body: 'emails=bob&invited_by=Grace',
    })
    expect(Object.keys(JSON.parse(answer.html) as object)).toEqual(['emails'])
    expect(await play.tenant.requests()).toEqual([])
  })

  it('shows the mail as it will arrive, in its language and with what is typed so far', async () => {
    const mail = await desk.get(
      '/invite/mail?emails=eve%40example.com&name=Eve&invited_by=Grace&note=Bis+bald&locale=de',
    )
    expect(mail.html).toContain('Subject: <span dir="auto">Sie sind zu Analytical Engine eingeladen</span>')
    for (const text of ['Eve', 'Grace', 'Bis bald']) expect(mail.html).toContain(text)
    const wrong = await desk.get('/invite/mail?emails=nobody&invited_by=evil.example&locale=ar')
    expect([wrong.status, wrong.html]).toEqual([200, expect.stringContaining('dir="rtl"')])
    expect(wrong.html).not.toContain('evil.example')
    expect(readable(await desk.get('/invite/mail?delivery=link'))).toContain('nothing is mailed')
  })

  it('invites several people: somebody new, somebody who is already invited, somebody with an account', async () => {
    const { connection } = play.tenant.description
    const account = { connection, password: 'Difference-Engine-2' }
    await play.tenant.manage('POST', 'users', { ...account, email: 'old@example.com', email_verified: true })
    await play.tenant.manage('POST', 'users', { ...account, email: 'trap@example.com', email_verified: false })
    const question = await ask({
      emails: 'new@example.com\nada@example.com\ntrap@example.com NEW@example.com',
      redirect_to: '',
    })
    expect(readable(question)).toMatch(/^Invite 1 person\? This will invite new@example\.com until /)
    expect(readable(question)).toContain('ada@example.com is already invited until')
    expect(readable(question)).toContain(
      'trap@example.com has an account whose address nobody verified, and is not invited',
    )
    const done = await desk.post('/invite/send', fieldsOf(question, '/invite/send'))
    expect(readable(done)).toMatch(/^Invite: 1 invitation done /)
    expect(await play.tenant.outbox('new@example.com')).toHaveLength(1)
    // Nobody said that an account may be deleted.
    const { body } = await play.tenant.manage('GET', 'users-by-email?email=trap%40example.com')
    expect(body).toMatchObject([{ email_verified: false }])
    expect((body as object[])[0]).not.toHaveProperty('app_metadata.invitation')
  })

  it('replaces an account whose address nobody has verified, if the admin chose so', async () => {
    const question = await ask({ emails: 'trap@example.com', unverified: 'replace' })
    expect(readable(question)).toContain('delete the account')
    const done = await desk.post('/invite/send', fieldsOf(question, '/invite/send'))
    expect(readable(done)).toMatch(/^Invite: 1 invitation done /)
    expect(await shown('trap@example.com')).toMatchObject({ status: 'pending' })
  })

  it('hands over a link, once', async () => {
    const question = await ask({ emails: 'linked@example.com', delivery: 'link' })
    const done = await desk.post('/invite/send', fieldsOf(question, '/invite/send'))
    const [, key = ''] = fieldsOf(question, '/invite/send').find(([name]) => name === 'key') ?? []
    const link = /value="(https:\/\/[^"]*ticket=[^"]*)"/.exec(done.html)?.[1]?.replaceAll('&amp;', '&') ?? ''
    expect(new URL(link).searchParams.get('type')).toBe('invite')
    const again = await desk.get(`/done/${key}`)
    expect(again.html).not.toContain('ticket=')
    expect(readable(again)).toContain('The link was shown once')
    expect(await play.tenant.outbox('linked@example.com')).toEqual([])
  })

  it('goes back to the form and keeps what was typed', async () => {
    const question = await ask({ emails: 'back@example.com', note: 'Line one.\nLine two.' })
    const form = await desk.post('/invite?change=yes', fieldsOf(question, '/invite/send'))
    expect(form.html).toMatch(/>\s*back@example\.com<\/textarea/)
    expect(form.html).toMatch(/Line one\.\r?\nLine two\.<\/textarea/)
  })

  it('invites somebody again who was revoked', async () => {
    await play.invitations(['invite', 'again@example.com', '--name', 'Ann Again'])
    await play.invitations(['revoke', 'again@example.com', '--yes'])
    const page = await desk.get('/invitations/again%40example.com')
    const fields = fieldsOf(page, '/invite')
    expect(fields).toEqual([
      ['emails', 'again@example.com'],
      ['name', 'Ann Again'],
    ])
    const form = await desk.get(`/invite?${new URLSearchParams(fields).toString()}`)
    expect(form.html).toContain('value="Ann Again"')
    const question = await ask(Object.fromEntries(fields))
    await desk.post('/invite/send', fieldsOf(question, '/invite/send'))
    expect(await shown('again@example.com')).toMatchObject({ status: 'pending' })
  })

  it('makes a new link for an invitation that is open', async () => {
    const { user_id } = (await shown('new@example.com')) as { user_id: string }
    const question = await desk.get(`/ask?operation=link&who=${encodeURIComponent(`${user_id} new@example.com`)}`)
    const done = await desk.post('/do', fieldsOf(question, '/do'))
    expect(done.html).toMatch(/<input class="link" readonly value="https:\/\/[^"]*ticket=/)
    expect(await play.tenant.outbox('new@example.com')).toHaveLength(1)
  })
})
