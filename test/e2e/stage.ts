import { appendFileSync, rmSync } from 'node:fs'
import { basename, join, relative } from 'node:path'
import { afterAll, beforeAll, expect } from 'vitest'
import { assumedByStories, assumeFlags } from '../assumed.ts'
import { HURRIED, runCommand } from '../run-command.ts'
import { runProgram, type Ended } from '../run-program.ts'
import { deployedOnce, giveBackTenant, lendTenant, type LentOptions } from '../lent-tenants.ts'
import type { TenantControls } from '../start-tenant.ts'

const program = join(process.cwd(), 'dist', 'invitations.cjs')

/** Where a story plays: a local tenant, and our program with the settings for it. */
export interface Stage {
  readonly tenant: TenantControls
  /**
   * Runs `invitations …`; settings add to those of the tenant, undefined takes one away.
   * Runs in this process, or in its own if Node's settings change.
   */
  invitations(args: string[], settings?: Record<string, string | undefined>, cwd?: string): Promise<Ended>
}

/**
 * A stage for all stories of a file. LOCAL_TENANT_ASSUME and LOCAL_TENANT_FACTS (../assumed.ts) set switches for stories
 * that start their tenant without any, so that all of them can run with each.
 * LOCAL_TENANT_SEARCH_DELAY is how many seconds searches are behind. SWITCHES_NOTED_IN names a file that gets a line for each stage: which story it was, and which
 * switches mattered to it.
 * @param deployed the program has deployed there, once for all files with the same settings
 * @param isHurried limits come back as fast as commands wait for them in tests
 * @param settings further settings of the program, at every run
 */
export function stage({
  deployed,
  settings: lasting = {},
  isHurried = false,
  ...options
}: { deployed: boolean; settings?: Record<string, string>; isHurried?: boolean } & LentOptions): Stage {
  let tenant: TenantControls | undefined
  const running = (): TenantControls => {
    if (tenant === undefined) throw new Error('The stage is not set yet.')
    return tenant
  }
  const invitations: Stage['invitations'] = (args, settings = {}, cwd) => {
    const all = Object.entries({ ...running().settings, ...lasting, ...settings })
    const set = all.filter((entry): entry is [string, string] => entry[1] !== undefined)
    const needsProcess = Object.keys(settings).some((name) => /^(NODE|SSL)_/.test(name))
    if (!needsProcess) return runCommand(args, Object.fromEntries(set), cwd)
    return runProgram([program, ...args], Object.fromEntries(set), cwd === undefined ? {} : { cwd })
  }
  beforeAll(async () => {
    const isAboutTheTenant = basename(expect.getState().testPath ?? '').startsWith('local-tenant')
    const assume = isAboutTheTenant ? [] : assumeFlags(assumedByStories())
    const searchDelaySeconds = Number(process.env['LOCAL_TENANT_SEARCH_DELAY'] ?? 0)
    tenant = await lendTenant({ assume, searchDelaySeconds, ...options })
    // Forgets what an earlier run at the same port found in order.
    rmSync(`.auth0-invitations/looked-${tenant.description.domain.replace(':', '_')}.json`, { force: true })
    if (isHurried) await tenant.hurryLimits(HURRIED)
    if (deployed) await tenant.takeConfiguration(await deployedOnce(lasting))
  })
  afterAll(async () => {
    if (tenant === undefined) return
    const notes = process.env['SWITCHES_NOTED_IN']
    if (notes !== undefined) {
      const story = relative('.', expect.getState().testPath ?? '')
      appendFileSync(
        notes,
        `${JSON.stringify({ story, switches: options.assume ? [] : await tenant.takeSwitches() })}\n`,
      )
    }
    await giveBackTenant(tenant)
  })
  return {
    get tenant() {
      return running()
    },
    invitations,
  }
}

/** Waits, because Auth0's searches are behind by seconds; those of the tenant are so in `npm run test:deep`. */
export function untilSearchesCaughtUp({ tenant }: Stage): Promise<void> {
  return tenant.advance(5)
}

/** Ends every fault and deletes every account, for stories that read the whole tenant. */
export async function startEmpty(play: Stage): Promise<void> {
  await play.tenant.faults([])
  await untilSearchesCaughtUp(play)
  const { body } = await play.tenant.manage('GET', 'users?per_page=100')
  for (const { user_id } of body as { user_id: string }[]) await play.tenant.manage('DELETE', `users/${user_id}`)
}

/** The objects that --json printed. */
export function objects({ stdout }: Ended): Record<string, unknown>[] {
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
}

/** The error that --json printed. */
export function errorIn({ stderr }: Ended): { code: string; message: string; hint: string } {
  const line = stderr.split('\n').find((text) => text.startsWith('{"error"'))
  if (line === undefined) throw new Error(`No error in: ${stderr}`)
  return (JSON.parse(line) as { error: { code: string; message: string; hint: string } }).error
}
