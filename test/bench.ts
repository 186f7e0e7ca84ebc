// `npm run bench`: what the program, the Action and the local tenant cost, each compared with a yardstick in the same run,
// in turn (A B A B …), as medians and ratios. It ends with 1 if one is over its limit. `-- --clone` also times `npm ci &&
// npm run demo` in a fresh clone; `-- --only import` measures only importing, and `-- --only desk` only the desk.
import { fork, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { compileFunction } from 'node:vm'
import type { Job } from './emulator/actions/job.ts'
import { broken, inTurn, report, reportAlone, say, type Measured } from './bench/measure.ts'
import { deploying } from './bench/deploying.ts'
import { desk } from './bench/desk.ts'
import { importing, listing } from './bench/inviting.ts'
import { localTenant } from './bench/local-tenant.ts'
import { keyMaterial } from './emulator/certificate.ts'
import { bundleActions } from '../scripts/deployments/declared/bundle.ts'
import { startTenant } from './start-tenant.ts'

const project = join(fileURLToPath(import.meta.url), '..', '..')
const program = join(project, 'dist', 'invitations.cjs')

/** Users to search; 100,000 take some minutes to make (`-- --users 100000`). */
const users = Number(/--users (\d+)/.exec(process.argv.join(' '))?.[1] ?? 10_000)

process.exitCode = process.env['BENCH_TRUSTS_TENANT'] ? await bench() : await trusting()

/** Runs in a process that trusts the local tenant's certificate: Node reads that at start only. */
async function trusting(): Promise<number> {
  const { caFile } = await keyMaterial()
  const { status } = spawnSync(process.execPath, process.argv.slice(1), {
    env: { ...process.env, BENCH_TRUSTS_TENANT: '1', NODE_EXTRA_CA_CERTS: caFile },
    stdio: 'inherit',
  })
  return status ?? 1
}

async function bench(): Promise<number> {
  if (process.argv.join(' ').includes('--only import')) {
    await importing(project)
    return verdict()
  }
  if (process.argv.join(' ').includes('--only desk')) {
    await desk()
    return verdict()
  }
  const tenant = await startTenant(project)
  try {
    const settings = { ...tenant.settings, AUTH0_ACCESS_TOKEN: tenant.description.management_token }
    const bare = () => timeProcess(['-e', '0'], {})
    const help = () => timeProcess([program, '--help'], {})
    const printing = () => timeProcess(['-e', "process.stdout.write('a'.repeat(2000))"], {})
    const calls = `fetch('https://${tenant.description.domain}/api/v2/users', { headers: { authorization: 'Bearer ' + process.env.AUTH0_ACCESS_TOKEN } }).then((response) => response.text())`
    report('Starting the program, beside node', [
      await inTurn('invitations --help / node that prints as much', 1.3, 'ms', 15, help, printing),
      await inTurn('invitations --help / node -e 0', 1.45, 'ms', 15, help, bare),
      await inTurn(
        'invitations list / node making the same call with fetch',
        1.6,
        'ms',
        15,
        () => timeProcess([program, 'list'], settings),
        () => timeProcess(['-e', calls], settings),
      ),
      await inTurn(
        'invitations list / node -e 0 (the call included)',
        Infinity,
        'ms',
        15,
        () => timeProcess([program, 'list'], settings),
        bare,
      ),
    ])
    const sizes = await bundleActions(project)
    report('The post-login Action, beside others', await actions())
    // Refusals in seven languages are half of it; Auth0 allows 100 kB (docs: customize/actions/limitations).
    for (const [action, bytes] of Object.entries(sizes)) reportAlone(`the bundle of ${action}`, bytes, 26_624, 'bytes')
    await localTenant(project, users)
    await importing(project)
    await listing(project, users)
    await deploying(project)
    await desk()
    say('\nThe journey')
    const demo = timeProcess([join(project, 'dist', 'demo.js')], {})
    reportAlone('npm run demo, the program alone', seconds(demo), 6, 's')
    if (process.argv.includes('--clone'))
      reportAlone('npm ci && npm run demo in a fresh clone', seconds(timeClone()), 45, 's')
    return verdict()
  } finally {
    await tenant.stop()
  }
}

function verdict(): number {
  say(broken.length === 0 ? '\nAll limits hold.' : `\nBeyond their limits: ${broken.join('; ')}.`)
  return broken.length === 0 ? 0 : 1
}

function seconds(ms: number): number {
  return Math.round(ms / 100) / 10
}

type Handler = (event: object, api: object) => Promise<unknown>

async function actions(): Promise<Measured[]> {
  const ours = readFileSync(join(project, 'tenant', 'actions', 'accept-invitation', 'code.js'), 'utf8')
  const linking = readFileSync(join(project, 'tenant', 'actions', 'link-identity', 'code.js'), 'utf8')
  const recipe = `exports.onExecutePostLogin = async (event, api) => {
    if (!event.user.app_metadata.invited || event.user.app_metadata.accepted) return
    api.user.setAppMetadata('accepted', true)
    api.idToken.setCustomClaim('https://app.example.com/accepted', true)
  }`
  const nothing = 'exports.onExecutePostLogin = async () => {}'
  const now = Date.now()
  const invitation = {
    ...{ version: 1, id: 'inv_0123456789abcdef0123456789abcdef', email: 'ada@example.com', state: 'open', sends: 1 },
    ...{ created_user: true, delivery: 'mail', context: '{"plan":"team"}', invited_by: 'Grace' },
    ...{ invited_at: new Date(now).toISOString(), expires_at: new Date(now + 604_800_000).toISOString() },
  }
  const user = { email: 'ada@example.com', email_verified: true, identities: [{}] }
  const invited = { user: { ...user, app_metadata: { invitation, invited: true } } }
  const uninvited = { user: { ...user, app_metadata: {} } }
  const execution = (code: string, event: object) => () => timeExecution(code, event)
  const call = (code: string, event: object) => {
    const handle = load(code)
    return () => timeCalls(handle, event)
  }
  return [
    await inTurn(
      'an invitee: accept-invitation / a five-line recipe, in a process of its own',
      1.5,
      'ms',
      15,
      execution(ours, invited),
      execution(recipe, invited),
    ),
    await inTurn(
      'nobody invited: accept-invitation / an empty Action, in a process of its own',
      1.05,
      'ms',
      15,
      execution(ours, uninvited),
      execution(nothing, uninvited),
    ),
    await inTurn(
      'no invitation passed on: link-identity / an empty Action, in a process of its own',
      1.05,
      'ms',
      15,
      execution(linking, { ...uninvited, secrets: { INVITATIONS_ACCEPT_WITH: 'google-oauth2' } }),
      execution(nothing, uninvited),
    ),
    await inTurn('an invitee: the handler alone, warm', Infinity, 'µs', 9, call(ours, invited), call(recipe, invited)),
    await inTurn(
      'nobody invited: the handler alone, warm',
      Infinity,
      'µs',
      9,
      call(ours, uninvited),
      call(nothing, uninvited),
    ),
  ]
}

/** One execution in a process of its own, from start to end, in ms. */
function timeExecution(code: string, event: object): Promise<number> {
  const methods = ['access.deny', 'user.setAppMetadata', 'idToken.setCustomClaim', 'accessToken.setCustomClaim']
  const job: Job = {
    actions: [{ name: 'action', code, secrets: {} }],
    handler: 'onExecutePostLogin',
    ...{
      documentedMethods: methods,
      methods,
      cache: [],
      canRedirect: false,
      hasPrimaryUser: false,
      redirectState: '',
      issuer: '',
    },
    event: { ...event },
    clockOffsetMs: 0,
  }
  const start = performance.now()
  const child = fork(join(project, 'dist', 'action-process.js'), { serialization: 'advanced' })
  child.send(job)
  return new Promise((resolve) =>
    child.once('message', () => {
      resolve(performance.now() - start)
      child.kill() // otherwise it waits for another job
    }),
  )
}

/** The mean of many calls of a handler in this process, in µs. */
async function timeCalls(handle: Handler, event: object): Promise<number> {
  const method = () => api
  const api: object = {
    access: { deny: method },
    user: { setAppMetadata: method },
    idToken: { setCustomClaim: method },
    accessToken: { setCustomClaim: method },
  }
  const count = 20_000
  const start = performance.now()
  for (let i = 0; i < count; i++) await handle(event, api)
  return ((performance.now() - start) * 1000) / count
}

function load(code: string): Handler {
  const exported: { onExecutePostLogin?: Handler } = {}
  const run = compileFunction(code, ['exports']) as (exports: object) => void
  run(exported)
  if (exported.onExecutePostLogin === undefined) throw new Error('no onExecutePostLogin')
  return exported.onExecutePostLogin
}

/** Wall time of a whole process, in ms. */
function timeProcess(args: string[], settings: Record<string, string>): number {
  const { PATH, HOME } = process.env
  const start = performance.now()
  const { status, stderr } = spawnSync(process.execPath, args, {
    env: { ...(PATH && { PATH }), ...(HOME && { HOME }), ...settings },
    cwd: project,
  })
  if (status !== 0) throw new Error(`${args.join(' ')} ended with exit code ${status}: ${stderr.toString()}`)
  return performance.now() - start
}

function timeClone(): number {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'))
  try {
    spawnSync('git', ['clone', '--quiet', project, folder])
    const start = performance.now()
    const { status } = spawnSync('npm ci && npm run demo', { cwd: folder, shell: true, stdio: 'ignore' })
    if (status !== 0) throw new Error(`npm ci && npm run demo ended with exit code ${status}`)
    return performance.now() - start
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
