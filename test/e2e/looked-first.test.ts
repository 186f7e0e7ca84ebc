import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { assumedByStories } from '../assumed.ts'
import { openDesk, readable } from './open-desk.ts'
import { errorIn, objects, stage } from './stage.ts'

const play = stage({ deployed: true })
const bare = stage({ deployed: false })
const fresh = () => mkdtempSync(join(tmpdir(), 'looked-first-'))
const changes = async (at = play) =>
  (await at.tenant.requests()).filter(({ method, path }) => method !== 'GET' && path !== '/oauth/token')
const calls = async () =>
  (await play.tenant.requests())
    .filter(({ path }) => path !== '/oauth/token')
    .map(({ method, path }) => `${method} ${path.split('?')[0]}`)

async function otherMachine(): Promise<string> {
  const { body } = await play.tenant.manage('POST', 'clients', { name: 'other', app_type: 'non_interactive' })
  return (body as { client_id: string }).client_id
}

async function switchConnection(status: boolean): Promise<void> {
  const { body } = await play.tenant.manage('GET', 'connections?name=Username-Password-Authentication')
  const [{ id } = { id: '' }] = body as { id: string }[]
  const { client_id } = play.tenant.description.clients.app
  await play.tenant.manage('PATCH', `connections/${id}/clients`, [{ client_id, status }] as object)
}

const wrong: [string, () => Promise<Record<string, string>>][] = [
  ['does not exist', () => Promise.resolve({ INVITATIONS_CLIENT_ID: 'nobody' })],
  [
    'is the machine-to-machine app itself',
    () => Promise.resolve({ INVITATIONS_CLIENT_ID: play.tenant.settings['AUTH0_CLIENT_ID'] ?? '' }),
  ],
  ['is another machine-to-machine app', async () => ({ INVITATIONS_CLIENT_ID: await otherMachine() })],
  ['may not use the connection', () => switchConnection(false).then(() => ({}))],
]

beforeEach(async () => {
  await switchConnection(true)
})

describe.each(wrong)('INVITATIONS_CLIENT_ID that %s', (what, make) => {
  it('stops invite and import before anything is changed, and says so once', async () => {
    const settings = await make()
    const folder = fresh()
    writeFileSync(join(folder, 'people.csv'), 'email\nada@example.com\nbob@example.com\n')
    await play.tenant.forgetRequests()
    for (const command of [
      ['invite', 'ada@example.com'],
      ['invite', 'ada@example.com', 'bob@example.com'],
      ['import', 'people.csv', '--yes'],
    ]) {
      const ended = await play.invitations([...command, '--json'], settings, folder)
      expect([ended.exitCode, errorIn(ended).code], ended.stderr).toEqual([2, 'wrong_app'])
      expect(ended.stderr.match(/wrong_app/g)).toHaveLength(1)
    }
    expect(await changes()).toEqual([])
  })

  it('stops deploy, unless the deploy only has to switch the connection on', async () => {
    const settings = await make()
    await play.tenant.forgetRequests()
    const ended = await play.invitations(['deploy', 'plan'], settings, fresh())
    if (what === 'may not use the connection') expect(ended.stdout).toContain('let the app')
    else expect(ended.exitCode).toBe(2)
    expect(await changes()).toEqual([])
  })
})

describe('the check before the first invitation', () => {
  it('is remembered: the next invitation takes two calls', async () => {
    const folder = fresh()
    await play.tenant.forgetRequests()
    await play.invitations(['invite', 'first@example.com'], {}, folder)
    expect((await calls()).slice(-2)).toEqual(['POST /api/v2/users', 'POST /dbconnections/change_password'])
    await play.tenant.forgetRequests()
    await play.invitations(['invite', 'second@example.com'], {}, folder)
    expect(await calls()).toEqual(['POST /api/v2/users', 'POST /dbconnections/change_password'])
  })

  it('is also made by a deploy', async () => {
    const folder = fresh()
    expect((await play.invitations(['deploy', 'apply', '--yes'], {}, folder)).exitCode).toBe(0)
    await play.tenant.forgetRequests()
    await play.invitations(['invite', 'third@example.com'], {}, folder)
    expect(await calls()).toEqual(['POST /api/v2/users', 'POST /dbconnections/change_password'])
  })

  it('says if nothing is deployed', async () => {
    const ended = await bare.invitations(['invite', 'early@example.com'], {}, fresh())
    expect(ended.exitCode).toBe(0)
    expect(ended.stderr).toContain(`nothing is deployed into ${bare.tenant.description.domain}: invitations arrive as`)
  })
})

describe('a connection that allows passkeys only', () => {
  it('stops invite, import and the desk before anything is changed, even if a deploy found the rest in order', async () => {
    const { clients } = play.tenant.description
    const methods = { password: { enabled: false }, passkey: { enabled: true } }
    await play.tenant.manage('POST', 'connections', {
      ...{ name: 'Passkeys', strategy: 'auth0', enabled_clients: [clients.app.client_id] },
      options: { authentication_methods: methods },
    })
    const settings = { INVITATIONS_CONNECTION: 'Passkeys' }
    const folder = fresh()
    writeFileSync(join(folder, 'people.csv'), 'email\nada@example.com\n')
    expect((await play.invitations(['deploy', 'apply', '--yes'], settings, folder)).exitCode).toBe(0)
    const desk = await openDesk(play, [], settings)
    await play.tenant.forgetRequests()
    try {
      for (const command of [
        ['invite', 'ada@example.com'],
        ['import', 'people.csv', '--yes'],
      ]) {
        const ended = await play.invitations([...command, '--json'], settings, folder)
        expect([ended.exitCode, errorIn(ended).code]).toEqual([2, 'passwords_off'])
      }
      const answer = readable(await desk.post('/invite', [['emails', 'ada@example.com']]))
      expect(answer).toContain('The connection Passkeys accepts passkeys only')
      expect(await changes()).toEqual([])
    } finally {
      await desk.end()
    }
  })
})

describe('rows that fail for the same reason', () => {
  it('stop the import after three in a row, and the reason is given once', async () => {
    const folder = fresh()
    writeFileSync(
      join(folder, 'people.csv'),
      `email\n${Array.from({ length: 60 }, (_, i) => `row${i}@example.com`).join('\n')}\n`,
    )
    await play.tenant.faults([{ method: 'POST', path: '/dbconnections/change_password', times: 1000, status: 400 }])
    const ended = await play.invitations(['import', 'people.csv', '--yes'], {}, folder)
    await play.tenant.faults([])
    expect(ended.exitCode).toBe(1)
    expect(ended.stderr.match(/Stopped: 3 in a row failed the same way/g)).toHaveLength(1)
    const rows = objects(await play.invitations(['import', 'people.csv', '--yes', '--json'], {}, folder))
    expect(rows.filter(({ outcome }) => outcome === 'failed')).toEqual([])
    expect(rows.filter(({ type }) => type === 'summary')).toMatchObject([{ left: 0 }])
  })
})

// It is not documented whether Auth0 mails there at all; the program reports what it did.
const isNamedMailed = assumedByStories()['required-username-reset'] === 'mails'

describe('a connection that requires user names', () => {
  it('works with --username and with a column; without them, nothing is changed', async () => {
    const { clients } = play.tenant.description
    await play.tenant.manage('POST', 'connections', {
      ...{ name: 'Named', strategy: 'auth0', enabled_clients: [clients.app.client_id] },
      options: { requires_username: true },
    })
    const settings = { INVITATIONS_CONNECTION: 'Named' }
    const folder = fresh()
    writeFileSync(join(folder, 'people.csv'), 'email,username\ncid@example.com,cid\ndan@example.com,dan\n')
    writeFileSync(join(folder, 'nameless.csv'), 'email,username\neve@example.com,eve\nfay@example.com,\n')
    await play.tenant.forgetRequests()
    for (const command of [
      ['invite', 'ada@example.com'],
      ['import', 'nameless.csv', '--yes'],
    ]) {
      const ended = await play.invitations([...command, '--json'], settings, folder)
      expect([ended.exitCode, errorIn(ended).code]).toEqual([2, 'username_needed'])
    }
    expect(await changes()).toEqual([])
    expect(
      (await play.invitations(['invite', 'ada@example.com', '--username', 'ada'], settings, folder)).exitCode,
    ).toBe(0)
    expect((await play.invitations(['import', 'people.csv', '--yes'], settings, folder)).exitCode).toBe(0)
    for (const name of ['ada', 'cid', 'dan']) {
      const { body } = await play.tenant.manage('GET', `users-by-email?email=${name}@example.com`)
      expect(body).toContainEqual(expect.objectContaining({ username: name }))
      expect(await play.tenant.outbox(`${name}@example.com`)).toHaveLength(isNamedMailed ? 1 : 0)
      const shown = await play.invitations(['show', `${name}@example.com`, '--json'], settings, folder)
      expect(JSON.parse(shown.stdout)).toMatchObject({
        deliveries: { mails: [{ outcome: isNamedMailed ? 'handed_to_provider' : 'failed' }] },
      })
    }
  })
})
