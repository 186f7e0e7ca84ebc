import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { findChromium } from '../../scripts/ground/chromium-path.ts'
import { pressCtrlC } from './ctrl-c.ts'
import { startEmpty, stage } from './stage.ts'
import { dump } from './tenant-dump.ts'
import { verifyAt } from './verify-at.ts'

const play = stage({ deployed: true, assume: [] })
const verify = verifyAt(play)
const whereChromiumIs = it.skipIf(findChromium(process.env) === undefined)
let before: Record<string, unknown>
beforeAll(async () => {
  await startEmpty(play)
  before = await dump(play.tenant)
})
afterEach(async () => expect(await dump(play.tenant)).toEqual(before))

describe('verify begins only with permission', () => {
  it('asks for the tenant’s name, and does nothing if another one is typed', async () => {
    const ended = await verify.run(['--pages', 'ask'], verify.folder(), () => 'other.eu.auth0.com')
    expect(ended).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('Nothing was done.') as string })
    expect(ended.stdout).toContain('with accounts at {tag}@example.com')
  })

  it('does nothing if nobody can type the name', async () => {
    const { inbox_url } = play.tenant.description
    const ended = await play.invitations(['verify', '--mailbox', inbox_url], {}, verify.folder())
    expect(ended).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('there is no terminal') as string })
  })

  it('refuses a tenant with more than 100 accounts without --really', async () => {
    const { connection } = play.tenant.description
    for (let count = 1; count <= 101; count++) {
      const account = { email: `user${count}@example.com`, password: 'Difference-Engine-2', connection }
      await play.tenant.manage('POST', 'users', { ...account, verify_email: false })
    }
    const refused = await verify.run(['--yes', '--dry-run'], verify.folder())
    expect(refused).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('tenant_in_use') as string })
    const meant = await verify.run(['--yes', '--dry-run', '--really'], verify.folder())
    expect(meant).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('Nothing was done.') as string })
    await startEmpty(play)
  })

  it('needs an address where a person reads the mails, and lists its stories', async () => {
    const noAddress = await verify.run(['--yes', '--mailbox', 'ask'], verify.folder())
    expect(noAddress).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('you+{tag}@example.com') as string })
    const noStory = await verify.run(['--yes', '--only', 'jurney'], verify.folder())
    expect(noStory).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('journey, revoking') as string })
  })

  it('says which scopes the token lacks before anything is made', async () => {
    const { client_id, client_secret } = (
      await play.tenant.manage('POST', 'clients', { name: 'poor', app_type: 'non_interactive' })
    ).body as { client_id: string; client_secret: string }
    const audience = `https://${play.tenant.description.domain}/api/v2/`
    await play.tenant.manage('POST', 'client-grants', { client_id, audience, scope: ['read:users'] })
    const { body } = await play.tenant.post('oauth/token', {
      ...{ grant_type: 'client_credentials', client_id, client_secret, audience },
    })
    const folder = verify.folder()
    writeFileSync(join(folder, 'token'), (body as { access_token: string }).access_token)
    const ended = await verify.run(['--yes', '--token-file', 'token'], folder)
    expect(ended).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('create:clients') as string })
    await play.tenant.manage('DELETE', `clients/${client_id}`)
  })
})

describe('verify that is stopped in the middle', () => {
  /** Starts it in a process of its own, and waits until it asks for the first mail. */
  async function startAndHold(folder: string) {
    const { inbox_url } = play.tenant.description
    await play.tenant.faults([{ method: 'POST', path: '/dbconnections/change_password', times: 1, hold: 'mail' }])
    const args = ['verify', '--yes', '--mailbox', inbox_url, '--only', 'journey', '--json']
    const child = spawn(process.execPath, [join(process.cwd(), 'dist', 'invitations.cjs'), ...args], {
      ...{ cwd: folder, env: { PATH: process.env['PATH'], HOME: folder, ...play.tenant.settings } },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const ended = once(child, 'close')
    await play.tenant.held('mail')
    return { child, ended, said: text(child.stdout) }
  }
  beforeEach(() => startEmpty(play))
  const accounts = async () => (await play.tenant.manage('GET', 'users')).body as unknown[]

  whereChromiumIs('by Ctrl-C: what it made is removed before it ends', async () => {
    const { child, ended, said } = await startAndHold(verify.folder())
    await pressCtrlC(child)
    await play.tenant.release('mail')
    expect((await ended)[0]).toBe(130)
    expect(await said).toContain('"type":"cleaned"')
    expect(await accounts()).toEqual([])
  })

  whereChromiumIs('by a kill: verify --clean removes what it made', async () => {
    const folder = verify.folder()
    const { child, ended } = await startAndHold(folder)
    child.kill('SIGKILL')
    await ended
    await play.tenant.faults([])
    expect(await accounts()).toHaveLength(1)
    expect(await verify.run(['--clean'], folder)).toMatchObject({ exitCode: 0 })
    expect(await accounts()).toEqual([])
  })
})

describe('verify --clean', () => {
  it('removes what a killed run has left: apps, Actions, connections, accounts, and restores the template', async () => {
    const { tenant } = play
    const { clients, connection, domain } = tenant.description
    const name = 'auth0-invitations-verify-0a1b2c3d'
    await tenant.manage('POST', 'clients', { name, app_type: 'regular_web' })
    const made = { name, strategy: 'auth0', enabled_clients: [clients.app.client_id] }
    await tenant.manage('POST', 'connections', made)
    const code = 'exports.onExecutePostLogin = async () => {}'
    const probe = { name, code, supported_triggers: [{ id: 'post-login', version: 'v3' }] }
    const { id } = (await tenant.manage('POST', 'actions/actions', probe)).body as { id: string }
    await tenant.manage('POST', `actions/actions/${id}/deploy`)
    const bound = (await tenant.manage('GET', 'actions/triggers/post-login/bindings')).body as {
      bindings: { action: { id: string }; display_name: string }[]
    }
    const refs = bound.bindings.map(({ action, display_name }) => ({
      ref: { type: 'action_id', value: action.id },
      display_name,
    }))
    const bindings = [...refs, { ref: { type: 'action_id', value: id }, display_name: name }]
    await tenant.manage('PATCH', 'actions/triggers/post-login/bindings', { bindings })
    const email = 'verify-0a1b2c3d-journey@example.com'
    await tenant.manage('POST', 'users', { email, connection, password: 'Difference-Engine-2', verify_email: false })
    const template = (await tenant.manage('GET', 'email-templates/reset_email')).body as object
    await tenant.manage('PATCH', 'email-templates/reset_email', { body: 'of the run' })
    const folder = verify.folder()
    mkdirSync(join(folder, '.auth0-invitations'))
    const notes = join(folder, '.auth0-invitations', `verify-${domain.replace(':', '_')}.json`)
    writeFileSync(notes, JSON.stringify({ domain, emails: [email], template }))

    const dry = await verify.run(['--clean', '--dry-run'], folder)
    expect(dry).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('An earlier run left something') as string,
    })
    expect(readFileSync(notes, 'utf8')).toContain(email)
    const cleaned = await verify.run(['--clean', '--json'], folder)
    expect(cleaned.exitCode).toBe(0)
    expect(cleaned.stdout).toContain(`account ${email}`)
    expect(existsSync(notes)).toBe(false)
    expect((await tenant.manage('GET', `users-by-email?email=${email}`)).body).toEqual([])
  })

  it('says if nothing is left', async () => {
    const ended = await verify.run(['--clean', '--dry-run'], verify.folder())
    expect(ended.stdout).toContain('No run left anything')
  })
})
