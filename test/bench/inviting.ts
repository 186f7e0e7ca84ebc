import { spawnSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ManagementClient } from 'auth0'
import { importInvited } from '../invited-users.ts'
import { startTenant, type RunningTenant } from '../start-tenant.ts'
import { DEFAULT_SHARE } from '../../scripts/auth0/pace/pace.ts'
import { middle, reportAlone, reportAtLeast, say } from './measure.ts'

/** Numbers of rows without limits: too few for import jobs, and enough for them. */
const [FEW_ROWS, MANY_ROWS] = [200, 1000]
/** The time in ms that a call travels over the Internet. */
const NETWORK_MS = 20
/** How often the loop and import take turns; the median of their ratios counts. */
const ROUNDS = 3
/** Free allows two calls a second: a minute of it. */
const FREE_ROWS = 60
const FREE_CALLS_PER_SECOND = 2
const CSV_ROWS = 1_000_000

/** What inviting many costs, compared with the loops that people write with Auth0's SDK. */
export async function importing(project: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'))
  try {
    await unlimited(project, folder, FEW_ROWS)
    await unlimited(project, folder, MANY_ROWS)
    await free(project, folder)
    reading(project, folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The result of inviting so many people in one way. */
interface Went {
  seconds: number
  /** Calls that Auth0 answered with 429. */
  refused: number
  /** People without a mail. */
  lost: number
  /** Mails to somebody who already had one. */
  twice: number
  /** Calls to the Management API that were carried out. */
  managed: number
  /** All calls. */
  calls: number
}

type Way = (tenant: RunningTenant, emails: string[], folder: string) => Promise<void>

async function ours(project: string, tenant: RunningTenant, emails: string[], folder: string): Promise<void> {
  const settings = { ...tenant.settings }
  writeFileSync(join(folder, 'people.csv'), `email\n${emails.join('\n')}\n`)
  run([join(project, 'dist', 'invitations.cjs'), 'import', 'people.csv', '--yes', '--restart'], settings, folder)
  return Promise.resolve()
}

/** As in recipes: create the user, ask for the change-password mail. Failures are ignored. */
const loop: (atOnce: number) => Way = (atOnce) => async (tenant, emails) => {
  const { domain, issuer, connection, clients } = tenant.description
  const auth0 = new ManagementClient({
    ...{ domain, clientId: clients.deploy.client_id, clientSecret: clients.deploy.client_secret },
  })
  const invite = async (email: string): Promise<void> => {
    try {
      const user = { email, connection, password: `${email} aA1!`, app_metadata: { invited: true } }
      await auth0.users.create({ ...user, verify_email: false })
      await fetch(`${issuer}dbconnections/change_password`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ client_id: clients.app.client_id, email, connection }),
      })
    } catch {
      // lost, as the tenant shows
    }
  }
  for (let from = 0; from < emails.length; from += atOnce) {
    await Promise.all(emails.slice(from, from + atOnce).map(invite))
  }
}

/** The number of people, the plan, and the travel time of a call. */
interface Task {
  plan: string
  rows: number
  networkMs?: number
}

async function went(project: string, { plan, rows, networkMs = 0 }: Task, way: Way, folder: string): Promise<Went> {
  const tenant = await startTenant(project, { plan })
  try {
    await tenant.faults(networkMs === 0 ? [] : [{ delay_ms: networkMs }])
    const emails = Array.from({ length: rows }, (_, index) => `person${index}@example.com`)
    const start = performance.now()
    await way(tenant, emails, folder)
    const seconds = (performance.now() - start) / 1000
    const calls = await tenant.requests()
    const response = await fetch(`${tenant.description.inbox_url}outbox`)
    const mails = ((await response.json()) as { to: string }[]).map(({ to }) => to)
    const mailed = new Set(mails)
    return {
      seconds,
      refused: calls.filter(({ status }) => status === 429).length,
      lost: emails.filter((email) => !mailed.has(email)).length,
      twice: mails.length - mailed.size,
      managed: calls.filter(({ path, status }) => path.startsWith('/api/v2/') && status !== 429).length,
      calls: calls.length,
    }
  } finally {
    await tenant.stop()
  }
}

async function unlimited(project: string, folder: string, rows: number): Promise<void> {
  say(`\nInviting ${rows} people where nothing limits, ${NETWORK_MS} ms of network before each call`)
  const task = { plan: 'none', rows, networkMs: NETWORK_MS }
  const program: Way = (...call) => ours(project, ...call)
  told('a loop, one after the other', rows, await went(project, task, loop(1), folder))
  const ratios: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const ten = await went(project, task, loop(10), folder)
    told('a loop, ten at once', rows, ten)
    const own = await went(project, task, program, folder)
    told('import', rows, own)
    ratios.push(ten.seconds / own.seconds)
    reportAlone('people whom import lost', own.lost, 0, 'people')
    reportAlone('people whom import mailed twice', own.twice, 0, 'people')
  }
  reportAtLeast('import / the loop, ten at once', Math.round(middle(ratios) * 100) / 100, 1.2, '×')
}

async function free(project: string, folder: string): Promise<void> {
  say(`\nInviting ${FREE_ROWS} people on the Free plan: ${FREE_CALLS_PER_SECOND} calls a second`)
  const program: Way = (...call) => ours(project, ...call)
  const task = { plan: 'free', rows: FREE_ROWS }
  told('a loop, one after the other', FREE_ROWS, await went(project, task, loop(1), folder))
  told('a loop, ten at once', FREE_ROWS, await went(project, task, loop(10), folder))
  const own = await went(project, task, program, folder)
  told('import', FREE_ROWS, own)
  const share = own.managed / (own.seconds * FREE_CALLS_PER_SECOND * DEFAULT_SHARE)
  reportAtLeast('part of its share that import uses, its start included', rounded(share * 100), 97, '%')
  reportAlone('calls of import that were answered with 429', own.refused, Math.floor(own.calls / 100), 'calls')
  reportAlone('people whom import lost', own.lost, 0, 'people')
}

function told(way: string, rows: number, { seconds, refused, lost }: Went): void {
  say(
    `  ${way}: ${rounded(rows / seconds)} a second (${seconds.toFixed(2)} s), ${refused} calls answered 429, ${lost} people lost`,
  )
}

/** Reading a million rows, compared with csv-parse that does nothing with them. */
function reading(project: string, folder: string): void {
  say(`\nReading and checking a file of ${CSV_ROWS} rows`)
  const file = join(folder, 'million.csv')
  const out = openSync(file, 'w')
  writeSync(out, 'email,name,locale,context.plan\n')
  for (let from = 0; from < CSV_ROWS; from += 10_000) {
    const rows = Array.from({ length: 10_000 }, (_, index) => {
      const number = from + index
      return `person${number}@example.com,"Person ${number}, the ${number % 7}th",de,team\n`
    })
    writeSync(out, rows.join(''))
  }
  closeSync(out)
  const parser = `require('fs').createReadStream(process.argv[1]).pipe(require('csv-parse').parse()).on('data', () => {})`
  const ratios: number[] = []
  let megabytes = 0
  for (let round = 0; round < ROUNDS; round++) {
    const alone = run(['-e', parser, file], {}, project)
    const check = run([join(project, 'dist', 'invitations.cjs'), 'import', file, '--check'], {}, project)
    say(
      `  csv-parse alone: ${rounded(alone.seconds)} s, ${alone.megabytes} MB; import --check: ${rounded(check.seconds)} s`,
    )
    ratios.push(check.seconds / alone.seconds)
    megabytes = Math.max(megabytes, check.megabytes)
  }
  reportAlone('import --check / csv-parse alone', Math.round(middle(ratios) * 100) / 100, 2.5, '×')
  reportAlone('the memory of import --check', megabytes, 150, 'MB')
}

/** Listing and counting everybody, and how that grows. */
export async function listing(project: string, users: number): Promise<void> {
  const few = users / 10
  const took: Record<string, number[]> = { list: [], report: [] }
  for (const count of [few, users]) {
    const tenant = await startTenant(project)
    try {
      await importInvited(tenant, count)
      say(`\nAll of ${count} invitations`)
      for (const [command, times] of Object.entries(took)) {
        const { seconds, megabytes } = run(
          [join(project, 'dist', 'invitations.cjs'), command],
          tenant.settings,
          project,
        )
        times.push(seconds)
        reportAlone(command, rounded(seconds), 15, 's')
        reportAlone(`the memory of ${command}`, megabytes, 250, 'MB')
      }
    } finally {
      await tenant.stop()
    }
  }
  for (const [command, [small = NaN, large = NaN]] of Object.entries(took)) {
    reportAlone(`${command} of ${users} / of ${few}`, rounded(large / small), 12, '×')
  }
}

/** Runs a Node program to its end. @throws if it fails */
function run(args: string[], settings: Record<string, string>, cwd: string): { seconds: number; megabytes: number } {
  const { PATH, HOME } = process.env
  const folder = mkdtempSync(join(tmpdir(), 'bench-'))
  const [preload, memory] = [join(folder, 'memory.cjs'), join(folder, 'memory')]
  writeFileSync(
    preload,
    `process.on('exit', () => require('fs').writeFileSync(${JSON.stringify(memory)}, String(process.resourceUsage().maxRSS)))`,
  )
  try {
    const start = performance.now()
    const { status, stderr } = spawnSync(process.execPath, ['--require', preload, ...args], {
      env: { ...(PATH && { PATH }), ...(HOME && { HOME }), ...settings },
      cwd,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    const seconds = (performance.now() - start) / 1000
    if (status !== 0) throw new Error(`${args.join(' ')} ended with exit code ${status}: ${stderr.toString()}`)
    return { seconds, megabytes: Math.round(Number(readFileSync(memory, 'utf8')) / 1024) }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10
}
