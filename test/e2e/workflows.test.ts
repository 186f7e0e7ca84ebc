import { cpSync, mkdtempSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { runProgram } from '../run-program.ts'
import { environments, readWorkflow } from '../workflow-rules.ts'
import { stage, untilSearchesCaughtUp, type Stage } from './stage.ts'

const staging = stage({ deployed: false })
const prod = stage({ deployed: true })
/** What a GitHub runner has checked out and installed. */
const checkout = mkdtempSync(join(tmpdir(), 'workflow-'))

beforeAll(() => {
  for (const name of ['.github', 'actions', 'scripts', 'tenant', 'package.json', 'tsconfig.json']) {
    cpSync(name, join(checkout, name), { recursive: true })
  }
  for (const name of ['node_modules', 'dist']) symlinkSync(join(process.cwd(), name), join(checkout, name))
})

/** The secrets of each environment: those of an app with what tenant/grants declares for it, and no more. */
const secrets = new Map<string, Record<string, string>>()

beforeAll(async () => {
  const stages: Record<string, Stage> = { staging, prod }
  for (const [environment, { tenant: name, app }] of Object.entries(environments)) {
    const { tenant } = stages[name] ?? staging
    const { scope } = JSON.parse(readFileSync(join('tenant', 'grants', `${app}.json`), 'utf8')) as { scope: string[] }
    const client = { name: environment, app_type: 'non_interactive', grant_types: ['client_credentials'] }
    const { body } = await tenant.manage('POST', 'clients', client)
    const { client_id, client_secret } = body as { client_id: string; client_secret: string }
    await tenant.manage('POST', 'client-grants', { client_id, audience: `${tenant.description.issuer}api/v2/`, scope })
    secrets.set(environment, {
      AUTH0_DOMAIN: tenant.settings['AUTH0_DOMAIN'] ?? '',
      AUTH0_CLIENT_ID: client_id,
      AUTH0_CLIENT_SECRET: client_secret,
      INVITATIONS_CLIENT_ID: tenant.settings['INVITATIONS_CLIENT_ID'] ?? '',
    })
  }
})

/** Runs the steps of a job as a runner does, with the secrets of the job's environment. */
function run(file: string, job: string, inputs: Record<string, string> = {}) {
  const path = join('.github', 'workflows', file)
  const { environment = '' } = readWorkflow(file, readFileSync(path, 'utf8')).jobs[job] ?? {}
  const NODE_EXTRA_CA_CERTS = staging.tenant.description.ca_file
  return runProgram(
    [join(process.cwd(), 'test', 'run-workflow.mjs'), path, job],
    { ...secrets.get(environment), NODE_EXTRA_CA_CERTS, ...inputs },
    { cwd: checkout },
  )
}

describe('plan.yml', () => {
  it('plans a pull request for staging with an app that may only read, and keeps the plan to read and to apply as files', async () => {
    const ended = await run('plan.yml', 'plan')
    expect(ended).toMatchObject({ exitCode: 0 })
    expect(readFileSync(join(checkout, 'plan.txt'), 'utf8')).toContain('Action accept-invitation: create it')
    for (const file of ['plan.txt', 'plan.json']) {
      const text = readFileSync(join(checkout, file), 'utf8')
      expect(text).not.toContain(secrets.get('staging-plan')?.['AUTH0_CLIENT_SECRET'])
    }
    expect(statSync(join(checkout, 'plan.json')).size).toBeGreaterThan(0)
  })
})

describe('deploy.yml', () => {
  it('deploys to staging without a question, and then to prod, where nothing is left to do', async () => {
    const ended = await run('deploy.yml', 'staging')
    expect(ended.stdout).toContain(`Deployed into ${staging.tenant.description.domain}.`)
    expect(ended.exitCode).toBe(0)
    expect((await run('deploy.yml', 'prod')).stdout).toContain('already matches tenant/ and the settings.')
  })
})

describe('a tenant in which people may accept with an account that they already have', () => {
  it('is deployed with the secret of the app that links, and planned without it', async () => {
    const file = join(checkout, 'tenant', 'env', 'staging.json')
    const before = readFileSync(file, 'utf8')
    const [id, secret] = ['INVITATIONS_LINKING_CLIENT_ID', 'INVITATIONS_LINKING_CLIENT_SECRET']
    const linking = { [id]: `##STAGING_${id}##`, [secret]: `##STAGING_${secret}##` }
    const settings = { ...(JSON.parse(before) as object), ...linking, INVITATIONS_ACCEPT_WITH: 'google-oauth2' }
    writeFileSync(file, JSON.stringify(settings))
    try {
      expect((await run('deploy.yml', 'staging', { [id]: 'linking' })).stderr).toContain(`${secret} is missing`)
      const deployed = await run('deploy.yml', 'staging', { [id]: 'linking', [secret]: 'hush' })
      expect(deployed.stdout).toContain('Action link-identity: create it')
      expect(deployed.exitCode, deployed.stderr).toBe(0)
      const planned = await run('invitations.yml', 'drift-staging', { [id]: 'linking', [secret]: 'hush' })
      expect(planned).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('is not compared') as string })
      expect((await run('plan.yml', 'plan', { [id]: 'linking' })).exitCode).toBe(0)
      expect(readFileSync(join(checkout, 'plan.txt'), 'utf8')).toContain('already matches tenant/ and the settings.')
    } finally {
      writeFileSync(file, before)
    }
  })
})

describe('rollback.yml', () => {
  it('undoes the newest deploy of the chosen tenant', async () => {
    const ended = await run('rollback.yml', 'staging')
    expect(ended.stdout).toContain('Rolled back.')
    expect(ended.exitCode).toBe(0)
    expect((await run('rollback.yml', 'staging', { to: 'never' })).exitCode).toBe(1)
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
    for (const job of ['drift-staging', 'drift-prod']) expect((await run('invitations.yml', job)).exitCode).toBe(0)
    await prod.tenant.manage('PATCH', 'email-templates/reset_email', { enabled: false })
    expect((await run('invitations.yml', 'drift-staging')).exitCode).toBe(0)
    expect((await run('invitations.yml', 'drift-prod')).exitCode).toBe(3)
  })
})
