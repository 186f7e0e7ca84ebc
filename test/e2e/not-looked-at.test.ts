import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { everyScope, scopesFor } from './needed-scopes.ts'
import { objects, stage } from './stage.ts'

// A command says only what it saw. Each command here runs with every scope that it reads with, and again without each of
// them: then it stops, or says what it did not check, and takes nothing about it for granted.

const play = stage({ deployed: true })
const folder = mkdtempSync(join(tmpdir(), 'not-looked-at-'))

const looking: string[][] = [
  ['list'],
  ['list', '--status', 'failed'],
  ['show', 'ada@example.com'],
  ['report'],
  ['export'],
  ['requests'],
  ['remind', '--dry-run'],
  ['resend', '--failed', '--dry-run'],
  ['reconcile', '--dry-run'],
  ['reconcile'],
  ['deploy', 'plan'],
  ['deploy', 'apply', '--dry-run'],
  ['deploy', 'history'],
  ['deploy', 'adopt', '--dry-run', '--flag', 'app_metadata.invited=true'],
  ['deploy', 'credentials', '--dry-run'],
  ['doctor'],
  ['preview', '--email', 'ada@example.com', '--out', 'preview'],
  ['import', 'people.csv', '--dry-run'],
]

/** What a command says if nothing is wrong or left to do. */
const WELL =
  /(^|\n)(✓ .*|Nothing is left .*|Nobody .*|No pending .*|Nothing to .*|\S+ is as tenant\/ .*|\d+ invitations?)\n/

let every: string[]
const made = new Map<string, Record<string, string>>()

/** Settings of an app with these scopes only. */
async function appWith(scope: string[]): Promise<Record<string, string>> {
  const known = made.get(scope.join())
  if (known !== undefined) return known
  const app = { name: 'looks', app_type: 'non_interactive', grant_types: ['client_credentials'] }
  const { body } = await play.tenant.manage('POST', 'clients', app)
  const { client_id, client_secret } = body as { client_id: string; client_secret: string }
  const audience = `${play.tenant.description.issuer}api/v2/`
  await play.tenant.manage('POST', 'client-grants', { client_id, audience, scope })
  const settings = { AUTH0_CLIENT_ID: client_id, AUTH0_CLIENT_SECRET: client_secret }
  made.set(scope.join(), settings)
  return settings
}

function someApp(): { client_id: string; connection: string } {
  const { clients, connection } = play.tenant.description
  return { client_id: clients.app.client_id, connection }
}

beforeAll(async () => {
  // The log is older than the invitation, and the invitation is old enough to be in it.
  await play.tenant.post('dbconnections/signup', {
    ...someApp(),
    email: 'bob@example.com',
    password: 'Engine-2-Engine',
  })
  await play.tenant.advance(3600)
  await play.invitations(['invite', 'ada@example.com'])
  await play.tenant.advance(3600)
  writeFileSync(join(folder, 'people.csv'), 'email\nada@example.com\n')
  every = [...everyScope]
})

describe('what a command could not check', () => {
  it.each(looking.map((command) => [command.join(' '), command] as const))('%s', async (_, command) => {
    const app = await appWith(every)
    await play.tenant.forgetRequests()
    const whole = await play.invitations(command, app, folder)
    const calls = (await play.tenant.requests()).filter(({ path }) => path.startsWith('/api/v2/'))
    expect(`${whole.stdout}${whole.stderr}`).not.toMatch(/not checked|as far as checked/i)
    for (const scope of new Set(calls.flatMap((call) => scopesFor(call)))) {
      // If another scope is enough, nothing is missing.
      const isNeeded = calls.some((call) => scopesFor(call).join() === scope)
      if (!isNeeded) continue
      const app = await appWith(every.filter((one) => one !== scope))
      const ended = await play.invitations(command, app, folder)
      const said = `${ended.stdout}${ended.stderr}`
      const without = `${command.join(' ')} without ${scope}:\n${said}`
      if (ended.stderr.includes('Error (missing_scope)')) expect(ended.exitCode, without).toBe(2)
      else {
        expect(said, without).toContain('Not checked: ')
        expect(ended.stdout, without).not.toMatch(WELL)
        const json = objects(await play.invitations([...command, '--json'], app, folder))
        const summary = json.find(({ type }) => type === 'summary')
        const unseen = summary?.['not_checked'] ?? summary?.['not_looked_at']
        if (summary !== undefined) expect(Number(unseen) || (unseen as string[]).length, without).toBeGreaterThan(0)
      }
    }
  })
})
