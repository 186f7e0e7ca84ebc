import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { startTenant, type RunningTenant } from '../start-tenant.ts'
import { inTurn, report, reportAlone, type Measured } from './measure.ts'

/** What the local tenant costs, compared with an empty server of the same kind. @param users how many to search */
export async function localTenant(project: string, users: number): Promise<void> {
  report('Starting the local tenant, beside an empty hono server', await starting(project))
  const tenant = await startTenant(project)
  const empty = await startEmpty(project)
  try {
    const calls = callsOf(tenant, `https://localhost:${empty.port}/`)
    report('Calls of the local tenant, beside the same calls to an empty hono server', [
      promised(20, await calls('a reset', 15, 1, () => ['POST', '_local/reset', {}])),
      promised(2000, await calls('1,000 user creations', 3, 1000, newUser(tenant))),
      promised(150, await login(tenant, calls)),
      ...(await searches(tenant, calls, users)),
    ])
    reportAlone(`memory with ${users} users`, memoryOf(tenant), 600, 'MB')
  } finally {
    await tenant.stop()
    empty.process.kill()
  }
}

type Sent = [method: string, path: string, body?: object]
type Calls = (name: string, rounds: number, count: number, next: () => Sent) => Promise<Measured>

/** Times calls, one after the other, at the tenant and at the empty server. */
function callsOf({ description }: RunningTenant, empty: string): Calls {
  const authorization = `Bearer ${description.management_token}`
  const send = async (base: string, [method, path, body]: Sent) => {
    const response = await fetch(`${base}${path}`, {
      method,
      headers: { authorization, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`)
  }
  const timed = (base: string, count: number, next: () => Sent) => async () => {
    const start = performance.now()
    for (let sent = 0; sent < count; sent++) await send(base, next())
    return performance.now() - start
  }
  return (name, rounds, count, next) =>
    inTurn(name, Infinity, 'ms', rounds, timed(description.issuer, count, next), timed(empty, count, next))
}

function promised(most: number, measured: Measured): Measured {
  return { ...measured, most }
}

function newUser({ description: { connection } }: RunningTenant): () => Sent {
  let made = 0
  return () => {
    const app_metadata = { team: `team${made % 1000}`, plan: 'gold' }
    const email = `user${made++}@example.com`
    return ['POST', 'api/v2/users', { connection, email, password: 'correct horse 1', app_metadata }]
  }
}

async function login(tenant: RunningTenant, calls: Calls): Promise<Measured> {
  const { app } = tenant.description.clients
  const code = `exports.onExecutePostLogin = async (event, api) => api.idToken.setCustomClaim('team', 'blue')`
  const action = { name: 'claim', code, supported_triggers: [{ id: 'post-login', version: 'v3' }] }
  const { body: made } = await tenant.manage('POST', 'actions/actions', action)
  await tenant.manage('POST', `actions/actions/${(made as { id: string }).id}/deploy`)
  const bindings = [{ ref: { type: 'action_name', value: 'claim' }, display_name: 'claim' }]
  await tenant.manage('PATCH', 'actions/triggers/post-login/bindings', { bindings })
  const credentials = { username: 'user1@example.com', password: 'correct horse 1', scope: 'openid' }
  const { client_id, client_secret } = app
  const body = { grant_type: 'password', client_id, client_secret, ...credentials }
  return calls('a login with one Action (password grant)', 15, 1, () => ['POST', 'oauth/token', body])
}

async function searches(tenant: RunningTenant, calls: Calls, users: number): Promise<Measured[]> {
  await tenant.reset()
  const next = newUser(tenant)
  const create = async () => {
    const [method, path, body] = next()
    await tenant.manage(method, path.replace('api/v2/', ''), body)
  }
  for (let made = 0; made < users; made += 20) await Promise.all(Array.from({ length: 20 }, create))
  const search = (q: string) => () => ['GET', `api/v2/users?include_totals=true&q=${encodeURIComponent(q)}`] as Sent
  const byEmail = () => ['GET', 'api/v2/users-by-email?email=user7@example.com'] as Sent
  return [
    promised(50, await calls(`a search by metadata among ${users}`, 9, 1, search('app_metadata.team:team7'))),
    promised(50, await calls(`a search by prefix among ${users}`, 9, 1, search('email:user99* AND NOT name:x'))),
    promised(50, await calls(`a search by address among ${users}`, 9, 1, search('email:"user7@example.com"'))),
    promised(50, await calls(`users-by-email among ${users}`, 9, 1, byEmail)),
  ]
}

function memoryOf({ pid }: RunningTenant): number {
  const { stdout } = spawnSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })
  return Math.round(Number(stdout) / 1024)
}

async function starting(project: string): Promise<Measured[]> {
  const timed = async (start: () => Promise<() => unknown>) => {
    const from = performance.now()
    const stop = await start()
    const took = performance.now() - from
    await stop()
    return took
  }
  const tenant = (folder: string) => async () => {
    const started = await startTenant(folder)
    return () => started.stop()
  }
  const empty = async () => {
    const { process } = await startEmpty(project)
    return () => process.kill()
  }
  const beside = async (name: string, start: () => Promise<() => unknown>) =>
    promised(
      500,
      await inTurn(
        name,
        Infinity,
        'ms',
        9,
        () => timed(start),
        () => timed(empty),
      ),
    )
  const elsewhere = mkdtempSync(join(tmpdir(), 'bench-'))
  try {
    cpSync(join(project, 'dist', 'tenant.js'), join(elsewhere, 'dist', 'tenant.js'))
    cpSync(join(project, 'package.json'), join(elsewhere, 'package.json'))
    const first = () => {
      rmSync(join(elsewhere, 'node_modules'), { recursive: true, force: true })
      return tenant(elsewhere)()
    }
    return [
      await beside('from the command to the first line', tenant(project)),
      await beside('the same where there is no certificate yet', first),
    ]
  } finally {
    rmSync(elsewhere, { recursive: true, force: true })
  }
}

async function startEmpty(project: string): Promise<{ process: ChildProcess; port: number }> {
  const child = spawn(process.execPath, [join(project, 'dist', 'empty-server.js')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const line = await new Promise<string>((resolve) => createInterface({ input: child.stdout }).once('line', resolve))
  return { process: child, port: Number(line) }
}
