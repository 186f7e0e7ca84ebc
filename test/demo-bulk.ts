// `npm run demo -- --bulk`: imports a thousand rows, is killed in the middle, and goes on; then it counts what the tenant
// has. Import jobs make the accounts, and the mails are asked for one by one.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { runProgram } from './run-program.ts'
import type { TenantControls } from './start-tenant.ts'

const ROWS = 1000
/** The import is killed after this many rows. */
const KILLED_AFTER = 400

/** @throws Error if somebody was lost or mailed twice */
export async function demoBulk(tenant: TenantControls, project: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'import-'))
  try {
    await story(tenant, join(project, 'dist', 'invitations.cjs'), folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function story(tenant: TenantControls, program: string, folder: string): Promise<void> {
  const { settings } = tenant
  const emails = Array.from({ length: ROWS }, (_, index) => `person${index + 1}@example.com`)
  writeFileSync(join(folder, 'people.csv'), `email,name\n${emails.map((email) => `${email},A Person\n`).join('')}`)
  const run = (...flags: string[]) => runProgram([program, 'import', 'people.csv', ...flags], settings, { cwd: folder })

  step('deploy', 'invitations deploy apply --yes')
  const deployed = await runProgram([program, 'deploy', 'apply', '--yes'], settings, { cwd: folder })
  if (deployed.exitCode !== 0) throw new Error(deployed.stderr)
  quote(deployed.stdout.trimEnd().split('\n').at(-1) ?? '')

  step('check', 'invitations import people.csv --check')
  quote((await run('--check')).stdout)

  await tenant.forgetRequests()
  step('import', 'invitations import people.csv --yes')
  const done = await killedImport(program, folder, settings)
  quote(`kill -9 after ${done} rows`)
  quote((await run('--resume-status')).stdout)

  step('again', 'invitations import people.csv --yes')
  const again = await run('--yes')
  quote(
    again.stdout
      .split('\n')
      .filter((line) => !line.startsWith('Invited '))
      .join('\n'),
  )

  const calls = (await tenant.requests()).filter(({ path }) => !path.startsWith('/oauth/'))
  const mails = await Promise.all(emails.map(async (email) => (await tenant.outbox(email)).length))
  const lost = mails.filter((count) => count === 0).length
  const twice = mails.filter((count) => count > 1).length
  step('ledger', 'What the tenant has: its outbox and its calls.')
  quote(
    `${ROWS - lost} invited, ${lost} lost, ${twice} twice; ${(calls.length / ROWS).toFixed(2)} calls per invitation`,
  )
  if (again.exitCode !== 0 || lost > 0 || twice > 0) throw new Error('Not everybody has one invitation and one mail.')
}

/** @returns the rows that were done before the kill */
async function killedImport(program: string, cwd: string, settings: Record<string, string>): Promise<number> {
  const child = spawn(process.execPath, [program, 'import', 'people.csv', '--yes', '--json'], {
    cwd,
    env: { ...process.env, ...settings },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'close')
  let done = 0
  for await (const _ of createInterface({ input: child.stdout })) {
    done += 1
    if (done === KILLED_AFTER) child.kill('SIGKILL')
  }
  await ended
  return done
}

function step(name: string, sentence: string): void {
  process.stdout.write(`\n${name.padEnd(9)} ${sentence}\n`)
}

function quote(text: string): void {
  for (const line of text.trimEnd().split('\n')) process.stdout.write(`          | ${line}\n`)
}
