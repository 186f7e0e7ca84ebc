import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runProgram } from '../run-program.ts'
import { startTenant, type RunningTenant } from '../start-tenant.ts'
import { broken, reportAlone, say } from './measure.ts'

/** What planning and applying a deploy costs, compared with the Deploy CLI's own run. */
export async function deploying(project: string): Promise<void> {
  say('\nDeploying, beside the Deploy CLI')
  const tenant = await startTenant(project)
  const folder = mkdtempSync(join(tmpdir(), 'bench-'))
  try {
    const cli = join(project, 'node_modules', 'auth0-deploy-cli', 'lib', 'index.js')
    const program = join(project, 'dist', 'invitations.cjs')
    writeSame(project, join(folder, 'tenant'))
    const ours = (...args: string[]) => timed(tenant, folder, [program, 'deploy', ...args])
    const theirs = (...args: string[]) =>
      timed(tenant, folder, [cli, 'import', '--input_file', join(folder, 'tenant'), ...args])

    const applied = await thrice(async () => {
      await tenant.reset()
      return ours('apply', '--yes')
    })
    const planned = await thrice(() => ours('plan'))
    const noChange = await thrice(() => ours('apply', '--yes'))
    const dryRun = await theirs('--dry-run')
    await tenant.reset()
    const imported = await theirs()
    reportAlone('deploy plan', seconds(planned), 3, 's')
    say(`  ${seconds(dryRun)} s  the Deploy CLI’s dry run of the same`)
    reportAlone('deploy apply, the first', seconds(applied), 8, 's')
    say(`  ${seconds(imported)} s  the Deploy CLI’s import of the same`)
    reportAlone('deploy apply where nothing changed', seconds(noChange), seconds(planned + 1000), 's')
    if (applied > imported) broken.push('a first apply takes longer than the Deploy CLI alone')
  } finally {
    rmSync(folder, { recursive: true, force: true })
    await tenant.stop()
  }
}

/** tenant/ with only what a deploy with the default settings sends. */
function writeSame(project: string, folder: string): void {
  cpSync(join(project, 'tenant'), folder, { recursive: true })
  rmSync(join(folder, 'env'), { recursive: true, force: true })
  for (const name of ['require-invitation', 'require-invitation-at-sign-in'])
    rmSync(join(folder, 'actions', `${name}.json`))
  rewrite(join(folder, 'triggers', 'triggers.json'), (triggers) =>
    Object.fromEntries(
      Object.entries(triggers).map(([trigger, bindings]) => [
        trigger,
        (bindings as { action_name: string }[]).filter(({ action_name }) => !action_name.startsWith('require-')),
      ]),
    ),
  )
  rewrite(join(folder, 'prompts', 'custom-text.json'), ({ en }) => ({ en }))
}

function rewrite(file: string, change: (content: Record<string, unknown>) => object): void {
  writeFileSync(file, JSON.stringify(change(JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>)))
}

/** A process from start to end, in ms. */
async function timed(tenant: RunningTenant, cwd: string, args: string[]): Promise<number> {
  const settings = { ...tenant.settings, AUTH0_INCLUDED_ONLY: '["actions","triggers","emailTemplates","prompts"]' }
  const start = performance.now()
  const { exitCode, stderr } = await runProgram(args, settings, { cwd })
  if (exitCode !== 0) throw new Error(`${args.join(' ')} ended with exit code ${exitCode}: ${stderr}`)
  return performance.now() - start
}

async function thrice(time: () => Promise<number>): Promise<number> {
  return middle([await time(), await time(), await time()])
}

function middle(times: number[]): number {
  return times.sort((x, y) => x - y)[Math.floor(times.length / 2)] ?? NaN
}

function seconds(ms: number): number {
  return Math.round(ms / 10) / 100
}
