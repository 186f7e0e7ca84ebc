import { cpSync, mkdtempSync, readFileSync, statSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { runProgram } from '../run-program.ts'
import { stage, untilSearchesCaughtUp } from './stage.ts'

const staging = stage({ deployed: false })
const prod = stage({ deployed: true })
/** What a runner of GitHub's has checked out and installed. */
const checkout = mkdtempSync(join(tmpdir(), 'workflow-'))

beforeAll(() => {
  for (const name of ['.github', 'actions', 'scripts', 'tenant', 'package.json', 'tsconfig.json']) {
    cpSync(name, join(checkout, name), { recursive: true })
  }
  for (const name of ['node_modules', 'dist']) symlinkSync(join(process.cwd(), name), join(checkout, name))
})

/** Runs the steps of a job as a runner does, with the secrets that the repository has. */
function run(workflow: string, job: string, inputs: Record<string, string> = {}) {
  const secrets = Object.entries({ STAGING: staging, PROD: prod }).flatMap(([name, { tenant }]) =>
    ['AUTH0_DOMAIN', 'AUTH0_CLIENT_ID', 'AUTH0_CLIENT_SECRET', 'INVITATIONS_CLIENT_ID'].map((setting) => [
      `${name}_${setting}`,
      tenant.settings[setting] ?? '',
    ]),
  )
  const { NODE_EXTRA_CA_CERTS = '' } = staging.tenant.settings
  return runProgram(
    [join(process.cwd(), 'test', 'run-workflow.mjs'), join('.github', 'workflows', workflow), job],
    { ...(Object.fromEntries(secrets) as Record<string, string>), NODE_EXTRA_CA_CERTS, ...inputs },
    { cwd: checkout },
  )
}

describe('deploy.yml', () => {
  it('plans a pull request for staging: what to read and what to apply are files', async () => {
    const ended = await run('deploy.yml', 'plan')
    expect(ended).toMatchObject({ exitCode: 0 })
    expect(readFileSync(join(checkout, 'plan.txt'), 'utf8')).toContain('Action accept-invitation: create it')
    expect(readFileSync(join(checkout, 'plan.json'), 'utf8')).not.toContain(
      staging.tenant.settings['AUTH0_CLIENT_SECRET'],
    )
    expect(statSync(join(checkout, 'plan.json')).size).toBeGreaterThan(0)
  })

  it('deploys to staging without a question, and then prod, where nothing is left to do', async () => {
    const ended = await run('deploy.yml', 'staging')
    expect(ended.stdout).toContain(`Deployed into ${staging.tenant.description.domain}.`)
    expect(ended.exitCode).toBe(0)
    expect((await run('deploy.yml', 'prod')).stdout).toContain('is as tenant/ and the settings declare it.')
  })
})

describe('rollback.yml', () => {
  it('goes back to before the newest deploy of the tenant that is chosen', async () => {
    const ended = await run('rollback.yml', 'rollback', { environment: 'staging' })
    expect(ended.stdout).toContain('Rolled back.')
    expect(ended.exitCode).toBe(0)
    expect((await run('rollback.yml', 'rollback', { environment: 'staging', to: 'never' })).exitCode).toBe(1)
  })
})

describe('invitations.yml', () => {
  it('reminds and reconciles without a question', async () => {
    await prod.tenant.faults([{ path: '/dbconnections/change_password', status: 503 }])
    await prod.invitations(['invite', 'ada@example.com'])
    await prod.tenant.faults([])
    await untilSearchesCaughtUp(prod)
    expect((await run('invitations.yml', 'remind')).exitCode).toBe(0)
    expect((await run('invitations.yml', 'reconcile')).exitCode).toBe(0)
    expect(await prod.tenant.outbox('ada@example.com')).toHaveLength(1)
  })

  it('fails at night when a tenant is not as declared', async () => {
    expect((await run('deploy.yml', 'staging')).exitCode).toBe(0)
    expect((await run('invitations.yml', 'drift')).exitCode).toBe(0)
    await prod.tenant.manage('PATCH', 'email-templates/reset_email', { enabled: false })
    expect((await run('invitations.yml', 'drift')).exitCode).toBe(3)
  })
})
