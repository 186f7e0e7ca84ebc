import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { RequestEntry } from '../emulator/http/request-entry.ts'
import { passwordOfAll as password, register } from './actions-on-stage.ts'
import { scopesFor } from './needed-scopes.ts'
import { errorIn, stage, untilSearchesCaughtUp, type Stage } from './stage.ts'

const desk = stage({ deployed: true })
const ci = stage({ deployed: false })
const fresh = stage({ deployed: false })
const folder = mkdtempSync(join(tmpdir(), 'least-privilege-'))

function declared(app: string): string[] {
  const grant = JSON.parse(readFileSync(join('tenant', 'grants', `${app}.json`), 'utf8')) as { scope: string[] }
  return grant.scope
}

/** Settings of an app with these scopes only. */
async function appWith({ tenant }: Stage, scope: string[]): Promise<Record<string, string | undefined>> {
  const app = { name: `app ${scope.length}`, app_type: 'non_interactive', grant_types: ['client_credentials'] }
  const { body } = await tenant.manage('POST', 'clients', app)
  const { client_id, client_secret } = body as { client_id: string; client_secret: string }
  await tenant.manage('POST', 'client-grants', { client_id, audience: `${tenant.description.issuer}api/v2/`, scope })
  return { AUTH0_CLIENT_ID: client_id, AUTH0_CLIENT_SECRET: client_secret }
}

/** Signs in and leaves a refresh token behind. */
async function signInAt(username: string): Promise<void> {
  const { client_id, client_secret } = desk.tenant.description.clients.app
  const asked = { grant_type: 'password', client_id, client_secret, username, password, scope: 'openid offline_access' }
  expect((await desk.tenant.post('oauth/token', asked)).status).toBe(200)
}

/** The scopes without which one of the calls would have been refused. */
function neededFor(calls: RequestEntry[], held: string[]): string[] {
  const alone = calls.flatMap((call) => {
    const sufficient = scopesFor(call).filter((scope) => held.includes(scope))
    return sufficient.length === 1 ? sufficient : []
  })
  return [...new Set(alone)].sort()
}

async function callsWith(play: Stage, app: Record<string, string | undefined>, commands: string[][]) {
  await play.tenant.forgetRequests()
  for (const command of commands) {
    const ended = await play.invitations(command, app, folder)
    expect([command, ended.exitCode, ended.stderr]).toEqual([command, 0, expect.anything()])
    await untilSearchesCaughtUp(play)
  }
  return (await play.tenant.requests()).filter(({ path }) => path.startsWith('/api/v2/'))
}

describe('the app that invites', () => {
  it('has exactly the scopes that the calls of its commands need', async () => {
    await desk.tenant.manage('POST', 'roles', { name: 'editor' })
    await register(desk.tenant, 'unverified@example.com')
    await register(desk.tenant, 'kept@example.com')
    await signInAt('kept@example.com')
    await register(desk.tenant, 'asked@example.com', { app_metadata: { invitation: { state: 'requested' } } })
    const { client_id } = desk.tenant.description.clients.app
    await desk.tenant.manage('PATCH', `clients/${client_id}`, { callbacks: ['https://page.example.com/callback'] })
    writeFileSync(join(folder, 'people.csv'), 'email\nbulk1@example.com\nbulk2@example.com\n')
    const scopes = declared('invitations-admin')
    const calls = await callsWith(desk, await appWith(desk, scopes), [
      ['invite', 'ada@example.com', '--role', 'editor'],
      ['invite', 'unverified@example.com', '--yes'],
      ['invite', 'kept@example.com', '--keep-account', '--yes'],
      ['invite', 'link@example.com', '--link'],
      ['invite', 'page@example.com', '--redirect-to', 'https://page.example.com/'],
      ['import', 'people.csv', '--yes', '--bulk', '1'],
      ...[['list'], ['list', '--status', 'failed'], ['show', 'ada@example.com'], ['report'], ['export'], ['requests']],
      ['reconcile', '--purge', '--yes'],
      ['remind', '--yes'],
      ['revoke', 'link@example.com', '--yes', '--delete-account'],
    ])
    // Only Enterprise can end sessions at once; the program tries it, and otherwise a new password ends them.
    const isEnterprise = ({ path }: RequestEntry) => /\/(sessions|refresh-tokens)$/.test(path)
    expect(calls.filter((call) => call.status === 403 && !isEnterprise(call))).toEqual([])
    expect(neededFor(calls, scopes)).toEqual(scopes)
  })

  it.each([
    ['update:users', ['revoke', 'page@example.com', '--yes']],
    ['create:user_tickets', ['revoke', 'page@example.com', '--yes']],
    ['create:users', ['invite', 'new@example.com']],
    ['create:user_tickets', ['invite', 'new@example.com', '--link']],
  ])('without %s, a command says so before it changes anything', async (missing, command) => {
    const app = await appWith(
      desk,
      declared('invitations-admin').filter((scope) => scope !== missing),
    )
    await desk.tenant.forgetRequests()
    const ended = await desk.invitations([...command, '--json'], app)
    expect([ended.exitCode, errorIn(ended).code]).toEqual([2, 'missing_scope'])
    expect(errorIn(ended).message).toContain(`lacks the scope ${missing}. Nothing was changed.`)
    const changes = (await desk.tenant.requests()).filter(
      ({ method, path }) => method !== 'GET' && path !== '/oauth/token',
    )
    expect(changes).toEqual([])
  })
})

describe('deploy credentials', () => {
  it('makes the apps as declared, with an administrator’s token, and then finds nothing to do', async () => {
    const administrator = { AUTH0_ACCESS_TOKEN: ci.tenant.description.management_token }
    const foreseen = await ci.invitations(['deploy', 'credentials', '--dry-run'], administrator)
    expect(foreseen.stdout).toContain('App invitations-admin: create it, with 15 scopes: create:user_tickets')
    const made = await ci.invitations(['deploy', 'credentials', '--yes'], administrator)
    expect(made.exitCode).toBe(0)
    expect(made.stdout).not.toMatch(/client_secret|[\w-]{64}/)
    const again = await ci.invitations(['deploy', 'credentials', '--yes'], administrator)
    expect(again.stdout).toContain('already has every app as declared.')
    const { body } = await ci.tenant.manage('GET', 'clients?fields=name')
    const names = (body as { name: string }[]).map(({ name }) => name)
    expect(names).toEqual(expect.arrayContaining(['invitations-admin', 'invitations-deploy', 'invitations-plan']))
  })

  it('says what a changed app gets and loses', async () => {
    const administrator = { AUTH0_ACCESS_TOKEN: ci.tenant.description.management_token }
    const { body } = await ci.tenant.manage('GET', 'client-grants')
    const grant = (body as { id: string; scope: string[] }[]).find(
      ({ scope }) => scope.includes('create:actions') && scope.length < 20,
    )
    await ci.tenant.manage('PATCH', `client-grants/${grant?.id}`, { scope: ['read:actions', 'delete:clients'] })
    const foreseen = await ci.invitations(['deploy', 'credentials', '--dry-run'], administrator)
    expect(foreseen.stdout).toMatch(/App invitations-deploy: gets create:actions, .* and loses delete:clients\./)
  })

  it('needs to read apps and grants, and says whose token can', async () => {
    const app = await appWith(ci, ['read:users'])
    const ended = await ci.invitations(['deploy', 'credentials', '--json'], app)
    expect([ended.exitCode, errorIn(ended).code]).toEqual([2, 'missing_scope'])
    expect(errorIn(ended).hint).toContain('administrator')
  })
})

describe('the app that deploys', () => {
  it('has exactly the scopes that the calls of a deploy, a check, a rollback and a removal need', async () => {
    await disableApp(ci)
    const scopes = declared('invitations-deploy')
    const app = await appWith(ci, scopes)
    const first = await callsWith(ci, app, [['deploy', 'apply', '--yes']])
    await ci.tenant.manage('PATCH', 'email-templates/reset_email', { enabled: false })
    const second = await callsWith(ci, app, [['deploy', 'apply', '--yes']])
    // The doctor says what it may not read. It may read whether mails use a custom domain.
    const look = (await callsWith(ci, app, [['doctor']])).filter(({ status }) => status !== 403)
    const third = await callsWith(ci, app, [
      ['deploy', 'history'],
      ['deploy', 'rollback', '--yes'],
      ['deploy', 'remove', '--yes'],
    ])
    const calls = [...first, ...second, ...look, ...third]
    expect(calls.filter(({ status }) => status === 403)).toEqual([])
    expect(neededFor(calls, scopes)).toEqual(scopes)
  })

  it.each(declared('invitations-deploy').filter((scope) => /^(create|update):/.test(scope)))(
    'without %s, a deploy says so before it changes anything',
    async (missing) => {
      await disableApp(fresh)
      const app = await appWith(
        fresh,
        declared('invitations-deploy').filter((scope) => scope !== missing),
      )
      await fresh.tenant.forgetRequests()
      const ended = await fresh.invitations(['deploy', 'apply', '--yes', '--json'], app)
      expect([ended.exitCode, errorIn(ended).code]).toEqual([2, 'missing_scope'])
      expect(errorIn(ended).message).toContain(`lacks the scope ${missing}.`)
      const calls = (await fresh.tenant.requests()).filter(({ path }) => path !== '/oauth/token')
      expect(calls.filter(({ method }) => method !== 'GET')).toEqual([])
    },
  )

  /** Gives a deploy the connection to change, too. */
  async function disableApp({ tenant }: Stage): Promise<void> {
    const { body } = await tenant.manage('GET', 'connections?name=Username-Password-Authentication')
    const app = { client_id: tenant.description.clients.app.client_id, status: false }
    await tenant.manage('PATCH', `connections/${(body as { id: string }[])[0]?.id}/clients`, [app] as object)
  }
})

describe('the app that plans', () => {
  it('may only read, and has exactly the scopes that the calls of a plan need', async () => {
    const scopes = declared('invitations-plan')
    expect(scopes.filter((scope) => !scope.startsWith('read:'))).toEqual([])
    const app = await appWith(desk, scopes)
    expect((await desk.invitations(['deploy', 'apply', '--yes'])).exitCode).toBe(0)
    const calls = await callsWith(desk, app, [['deploy', 'plan']])
    expect(calls.filter(({ status }) => status === 403)).toEqual([])
    expect(neededFor(calls, scopes)).toEqual(scopes)
  })

  it('cannot change anything, whatever command it runs', async () => {
    const app = await appWith(desk, declared('invitations-plan'))
    await desk.tenant.manage('PATCH', 'email-templates/reset_email', { enabled: false })
    await desk.tenant.forgetRequests()
    for (const command of [['apply'], ['rollback'], ['remove']]) {
      const ended = await desk.invitations(['deploy', ...command, '--yes', '--json'], app)
      expect([ended.exitCode, errorIn(ended).code]).toEqual([2, 'missing_scope'])
    }
    const calls = (await desk.tenant.requests()).filter(({ path }) => path !== '/oauth/token')
    expect(calls.filter(({ method }) => method !== 'GET')).toEqual([])
  })
})

it('docs/by-hand.md lists the scopes of each app', () => {
  const page = readFileSync(join('docs', 'by-hand.md'), 'utf8')
  for (const app of ['invitations-admin', 'invitations-deploy', 'invitations-plan']) {
    const row = page.split('\n').find((line) => line.includes(`| \`${app}\` |`)) ?? ''
    expect([...row.matchAll(/`(\w+:\w+)`/g)].map(([, scope]) => scope)).toEqual(declared(app))
  }
})
