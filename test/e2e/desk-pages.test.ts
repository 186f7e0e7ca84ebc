import { mkdtempSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createInvitations, settingsFrom } from '../../scripts/invitations/index.ts'
import { asking, call, fieldsOf, inviteesOf, openDesk, readable, type OpenDesk } from './open-desk.ts'
import { objects, stage } from './stage.ts'

type Built = typeof import('../../scripts/desk/index.ts')
const { createDesk } = createRequire(import.meta.url)('../../dist/library/desk.cjs') as Built

const play = stage({ deployed: true })
const auditFile = join(mkdtempSync(join(tmpdir(), 'desk-')), 'audit.ndjson')
const audited = () =>
  readFileSync(auditFile, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
let desk: OpenDesk

const whose = async (email: string) => {
  const [row] = objects(await play.invitations(['show', email, '--json']))
  return { email, user_id: String(row?.['user_id']), status: String(row?.['status']), row }
}

beforeAll(async () => {
  const invite = async (...args: string[]) => expect((await play.invitations(['invite', ...args])).stderr).toBe('')
  await invite(
    'ada@example.com',
    '--name',
    'Ada Lovelace',
    '--invited-by',
    'Grace',
    '--note',
    'Good to have you.\nSee you.',
  )
  await invite('bob@example.com', 'cy@example.com', '--invited-by', 'Linus', '--ttl', '1d')
  await invite('dan@example.com', 'eve@example.com')
  await play.invitations(['revoke', 'dan@example.com', '--yes'])
  desk = await openDesk(play, ['--name', 'Grace Hopper', '--audit', auditFile])
})
afterAll(() => desk.end())

describe('the desk, a browser without scripts', () => {
  it('opens at an address with a key that works once, for one browser', async () => {
    expect(desk.address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?key=[\w-]{32}$/)
    const again = await call(desk.address)
    expect([again.status, readable(again)]).toEqual([
      403,
      'This key no longer works A key opens the desk only once. Start the desk again, and open the address that it prints.',
    ])
  })

  it('lists invitations, the newest first, with how many there are of each status', async () => {
    const list = await desk.get('/')
    expect(inviteesOf(list).sort()).toEqual(['ada', 'bob', 'cy', 'dan', 'eve'].map((name) => `${name}@example.com`))
    expect(readable(list)).toMatch(/^Invitations 5 in all 4 pending 1 revoked /)
    expect(readable(list)).toContain('ada@example.comAda Lovelace pendingexpires in 7 days Grace')
  })

  it.each([
    ['?status=revoked', ['dan']],
    ['?search=LOVELACE', ['ada']],
    ['?invited_by=linus&sort=email', ['bob', 'cy']],
    ['?invited_by=linus&sort=-email', ['cy', 'bob']],
    ['?expiring=2&sort=email', ['bob', 'cy']],
    ['?since=2001-01-01&sort=-email', ['eve', 'dan', 'cy', 'bob', 'ada']],
    ['?since=2999-01-01', []],
    ['?status=nothing&sort=nothing&page=0&since=soon&expiring=x&search=eve', ['eve']],
  ])('keeps every choice in the address: %s', async (query, names) => {
    expect(inviteesOf(await desk.get(`/${query}`))).toEqual(names.map((name) => `${name}@example.com`))
  })

  it('shows one invitation: its record, what has happened, and what can be done', async () => {
    const page = readable(await desk.get('/invitations/ada%40example.com'))
    expect(page).toMatch(/^ada@example\.com pending Invited; has not signed in yet\. Send again .* Remind .* Revoke /)
    expect(page).toContain('Name Ada LovelaceInvited by GraceNote Good to have you.See you.Invited 20')
    expect(page).toMatch(/What happened 20\d\d-\d\d-\d\d \d\d:\d\dInvited: Grace 20.*Mail handed to the email provider/)
    expect(page).toContain('The mail that “Forgot password?” sends now The invitation.')
  })

  it('shows the mail that somebody would get now, in a frame without scripts', async () => {
    const { user_id } = await whose('ada@example.com')
    const mail = await desk.get(`/invitations/ada%40example.com/mail?user_id=${encodeURIComponent(user_id)}`)
    expect(mail.html).toContain('Subject: <span dir="auto">You are invited to Analytical Engine</span>')
    expect(mail.html).toContain('Grace has invited you to Analytical Engine.')
    expect(mail.headers['content-security-policy']).toMatch(/^default-src 'none'; .*frame-ancestors 'self'; sandbox$/)
  })

  it('says why something cannot be done, in the place of the button', async () => {
    const page = await desk.get('/invitations/dan%40example.com')
    expect(page.html).toMatch(/<button disabled aria-describedby="why-resend-[\w-]+">\s*Send again/)
    expect(readable(page)).toContain('Send againThe invitation was revoked. Invite the person again.')
    const asked = await desk.get(asking('resend', await whose('dan@example.com')))
    expect(readable(asked)).toContain('dan@example.com: The invitation was revoked.')
    expect(asked.html).not.toContain('method="post"')
  })

  it('says that an address has no invitation', async () => {
    const page = await desk.get('/invitations/nobody%40example.com')
    expect([page.status, readable(page)]).toEqual([404, expect.stringContaining('There is no invitation for nobody')])
  })

  it('sends again: asks first, mails once however often the form is sent, and notes who did it', async () => {
    await play.tenant.advance(600)
    const bob = await whose('bob@example.com')
    const question = await desk.get(asking('resend', bob))
    expect(readable(question)).toMatch(
      /^Send the invitation again to bob@example\.com\? This will email bob@example\.com again/,
    )
    const form = fieldsOf(question, '/do').map(([name, value]): [string, string] => [
      name,
      name === 'extend' ? '14' : value,
    ])
    const [once, twice] = await Promise.all([desk.post('/do', form), desk.post('/do', form)])
    expect(readable(once)).toMatch(/^bob@example\.com Emailed again: bob@example\.com/)
    expect(readable(twice)).toBe(readable(once))
    expect(readable(await desk.post('/do', form))).toContain('Emailed again')
    expect(await play.tenant.outbox('bob@example.com')).toHaveLength(2)
    const { row } = await whose('bob@example.com')
    const days = (Date.parse(String(row?.['expires_at'])) - Date.parse(String(row?.['last_sent_at']))) / 86_400_000
    expect(Math.round(days)).toBe(14)
    expect(audited().filter(({ email }) => email === 'bob@example.com')).toMatchObject([
      { command: 'desk', event: 'result', outcome: 'resent', admin: 'Grace Hopper', operation: 'resend' },
    ])
  })

  it('revokes after a question that says what will happen', async () => {
    const question = await desk.get(asking('revoke', await whose('cy@example.com')))
    expect(readable(question)).toMatch(
      /^Revoke the invitation of cy@example\.com\? This will revoke the invitation of cy@example\.com and block the account and end the link\./,
    )
    const done = await desk.post(
      '/do',
      fieldsOf(question, '/do').filter(([name]) => name !== 'delete'),
    )
    expect(readable(done)).toMatch(/^cy@example\.com Revoked the invitation of cy@example\.com\. .*revoked Revoked/)
    expect(await whose('cy@example.com')).toMatchObject({ status: 'revoked' })
    expect(inviteesOf(await desk.get('/?status=revoked&sort=email'))).toEqual(['cy@example.com', 'dan@example.com'])
  })

  it('says that a reminder is not due, and does not send it', async () => {
    const question = await desk.get(asking('remind', await whose('eve@example.com')))
    expect(readable(question)).toContain('eve@example.com')
    expect(question.html).not.toContain('method="post"')
    expect(await play.tenant.outbox('eve@example.com')).toHaveLength(1)
  })

  it('does something with several people: the question says whom it includes, and whom it leaves out', async () => {
    const several = await Promise.all(['ada', 'eve', 'dan'].map((name) => whose(`${name}@example.com`)))
    const question = await desk.get(asking('revoke', ...several))
    expect(readable(question)).toMatch(/^Revoke 2 invitations\? This cannot be done for 1 person: dan@example\.com: /)
    const done = await desk.post(
      '/do',
      fieldsOf(question, '/do').filter(([name]) => name !== 'delete'),
    )
    expect(readable(done)).toMatch(/^Revoke: 2 invitations done Invitee Outcome ada@example\.com revoked/)
    for (const name of ['ada', 'eve']) expect((await whose(`${name}@example.com`)).status).toBe('revoked')
  })

  it('says so if nobody is chosen', async () => {
    const page = await desk.get('/ask?operation=revoke')
    expect([page.status, readable(page)]).toEqual([400, expect.stringContaining('Nobody is chosen.')])
  })

  it('shows what it waits for while it reads a slow tenant', async () => {
    await play.tenant.faults([{ method: 'GET', path: '/api/v2/users', hold: 'slow' }])
    const slow = await openDesk(play)
    const waiting = await call(`${slow.origin}/`, { headers: { cookie: slow.cookie } })
    expect(readable(waiting)).toContain('Reading the invitations from Auth0: 0 so far. This page refreshes by itself.')
    expect(waiting.headers['refresh']).toBe('1')
    await play.tenant.faults([])
    await play.tenant.release('slow')
    expect(inviteesOf(await slow.get('/'))).toHaveLength(5)
    await slow.end()
  })

  it('with --dry-run says what it would do, and does nothing', async () => {
    await play.invitations(['invite', 'fay@example.com'])
    const dry = await openDesk(play, ['--dry-run'])
    const question = await dry.get(asking('revoke', await whose('fay@example.com')))
    const done = await dry.post(
      '/do',
      fieldsOf(question, '/do').filter(([name]) => name !== 'delete'),
    )
    expect(readable(done)).toContain('Would revoke the invitation of fay@example.com')
    expect((await whose('fay@example.com')).status).toBe('pending')
    await dry.end()
  })

  it('ends at Ctrl-C, and says what is wrong with a port', async () => {
    const other = await openDesk(play)
    expect(await other.end()).toMatchObject({ exitCode: 0 })
    const { port } = new URL(desk.address)
    const taken = await play.invitations(['desk', '--no-open', '--port', port])
    expect([taken.exitCode, taken.stderr]).toEqual([
      2,
      expect.stringContaining(`on port ${port}: another program is using it.`),
    ])
    expect((await play.invitations(['desk', '--port', 'x'])).exitCode).toBe(2)
  })

  it.each([
    ['INVITATIONS_CLIENT_ID', ''],
    ['HTTPS_PROXY', 'socks5://127.0.0.1:1080'],
  ])('gives no address if %s is "%s", and says so', async (name, value) => {
    const ended = await play.invitations(['desk', '--no-open'], { [name]: value })
    expect([ended.exitCode, ended.stdout, ended.stderr]).toEqual([2, '', expect.stringContaining(name)])
  })
})

describe('createDesk, in your own app', () => {
  const mounted = (admin: { name: string; email: string }, more: Partial<Parameters<typeof createDesk>[1]> = {}) => {
    const invitations = createInvitations(settingsFrom(play.tenant.settings))
    return createDesk(invitations, { admin: () => admin, basePath: '/desk/', ...more })
  }
  const grace = { name: 'Grace', email: 'grace@example.com' }
  const linus = { name: 'Linus', email: 'linus@example.com' }
  const open = async (app: ReturnType<typeof createDesk>, path: string, fields?: [string, string][]) => {
    const body = fields && new URLSearchParams(fields)
    const headers = { origin: 'https://app.example.com' }
    const response = await app(
      new Request(`https://app.example.com${path}`, body ? { method: 'POST', body, headers } : {}),
    )
    return { status: response.status, headers: response.headers, html: await response.text() }
  }

  it('answers below its path, and all its links stay there', async () => {
    const app = mounted(grace)
    const list = await open(app, '/desk')
    expect(list.status).toBe(200)
    const addresses = [...list.html.matchAll(/(?:href|action|src)="([^"]*)"/g)].map(([, address = '']) => address)
    expect(addresses.filter((address) => !/^(\/desk\/|#main$|data:,$)/.test(address))).toEqual([])
    expect((await open(app, '/desk/nothing')).status).toBe(404)
  })

  it('tells two admins at once who was first, and does nothing twice', async () => {
    await play.invitations(['invite', 'gil@example.com'])
    let who: { name: string; email: string } = grace
    const app = mounted(grace, { admin: () => who })
    const path = `/desk${asking('revoke', await whose('gil@example.com'))}`
    const first = fieldsOf(await open(app, path), '/desk/do').filter(([name]) => name !== 'delete')
    who = linus
    const second = fieldsOf(await open(app, path), '/desk/do').filter(([name]) => name !== 'delete')
    expect((await open(app, '/desk/do', second)).status).toBe(303)
    who = grace
    const late = await open(app, '/desk/do', first)
    const page = await open(app, late.headers.get('location') ?? '')
    expect(readable(page)).toMatch(
      /^gil@example\.com The invitation of gil@example\.com was already revoked\. .*Linus did this at /,
    )
  })

  it('asks `may` before it shows a button, and tells `audit` what was done', async () => {
    await play.invitations(['invite', 'hal@example.com'])
    const told: unknown[] = []
    const app = mounted(grace, {
      may: (_admin, operation) => operation !== 'revoke',
      audit: (entry) => void told.push(entry),
    })
    expect(readable(await open(app, '/desk/invitations/hal@example.com'))).toContain(
      'RevokeYou are not allowed to do this.',
    )
    await play.tenant.advance(600)
    const question = await open(app, `/desk${asking('resend', await whose('hal@example.com'))}`)
    await open(app, '/desk/do', fieldsOf(question, '/desk/do'))
    expect(told).toMatchObject([{ admin: grace, operation: 'resend', email: 'hal@example.com', outcome: 'resent' }])
  })

  it('says what is wrong with its options', () => {
    const invitations = createInvitations(settingsFrom(play.tenant.settings))
    const wrong =
      (...given: unknown[]) =>
      () =>
        Reflect.apply(createDesk, undefined, given) as unknown
    expect(wrong({}, { admin: () => grace })).toThrow('createDesk needs what createInvitations returned')
    expect(wrong(invitations, {})).toThrow('admin must be a function')
    expect(wrong(invitations, { admin: () => grace, basePath: 'desk' })).toThrow('basePath must be a path like /desk')
  })
})
