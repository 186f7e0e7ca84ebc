import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Fault } from '../emulator/local/faults.ts'
import { runCommand } from '../run-command.ts'
import type { Ended } from '../run-program.ts'
import { deployedOnce, giveBackTenant, lendTenant } from '../lent-tenants.ts'
import type { TenantControls } from '../start-tenant.ts'
import { actionsIn, boundTo, othersBind, othersMake } from './deployed.ts'
import { errorIn, objects, stage } from './stage.ts'
import { dump } from './tenant-dump.ts'

/** Several deploys run in this process at the same time. */
const folder = mkdtempSync(join(tmpdir(), 'deploy-'))

/** A deploy into a tenant of its own, so that several can be cut at the same time. */
async function onATenant(
  story: (tenant: TenantControls, deploy: (...args: string[]) => Promise<Ended>) => Promise<void>,
) {
  const tenant = await lendTenant()
  const settings: Record<string, string> = { ...tenant.settings, INVITATIONS_EXISTING_ACCOUNTS: 'ask-in-app' }
  try {
    await othersMake(tenant, 'post-login', ['enrich-token'])
    await othersBind(tenant, 'post-login', ['enrich-token'])
    const template = { template: 'reset_email', subject: 'Reset', body: '<p>{{ url }}</p>', from: 'hi@acme.example' }
    await tenant.manage('POST', 'email-templates', { ...template, syntax: 'liquid', enabled: true })
    const texts = { 'reset-password': { title: 'Theirs' }, 'reset-password-email': { title: 'Look' } }
    await tenant.manage('PUT', 'prompts/reset-password/custom-text/en', texts)
    const { body } = await tenant.manage('GET', 'connections?name=Username-Password-Authentication')
    const [{ id } = { id: '' }] = body as { id: string }[]
    const client_id = settings['INVITATIONS_CLIENT_ID']
    await tenant.manage('PATCH', `connections/${id}/clients`, [{ client_id, status: false }])
    await tenant.forgetRequests()
    await story(tenant, (...args) => runCommand(['deploy', ...args], settings, folder))
  } finally {
    await giveBackTenant(tenant)
  }
}

/** Every call of a first deploy that writes, in order, as a fault that hits it (`after: 2` is the third). */
const cuts: [string, Fault][] = [
  ['saving the present state', { method: 'POST', path: '/api/v2/actions/actions' }],
  ['making the first Action', { method: 'POST', path: '/api/v2/actions/actions', after: 1 }],
  ['making the second Action', { method: 'POST', path: '/api/v2/actions/actions', after: 2 }],
  ['deploying the first Action', { method: 'POST', path: '/api/v2/actions/actions/*/deploy' }],
  ['deploying the second Action', { method: 'POST', path: '/api/v2/actions/actions/*/deploy', after: 1 }],
  ['replacing the template', { method: 'PATCH', path: '/api/v2/email-templates/reset_email' }],
  ['binding the first Action', { method: 'PATCH', path: '/api/v2/actions/triggers/*/bindings' }],
  ['binding the second Action', { method: 'PATCH', path: '/api/v2/actions/triggers/*/bindings', after: 1 }],
  ['writing the first texts', { method: 'PUT', path: '/api/v2/prompts/*/custom-text/en' }],
  ['writing the second texts', { method: 'PUT', path: '/api/v2/prompts/*/custom-text/en', after: 1 }],
  ['writing the third texts', { method: 'PUT', path: '/api/v2/prompts/*/custom-text/en', after: 2 }],
  ['enabling the app', { method: 'PATCH', path: '/api/v2/connections/*/clients' }],
  ['noting that it is done', { method: 'PATCH', path: '/api/v2/actions/actions/*' }],
]

/** A cut takes the Deploy CLI seconds, so each ends in one of two ways here; in `npm run test:deep`, in both. */
const isDeep = process.env['DEPLOYS'] !== undefined
const cutsEndedBy = (way: 0 | 1) => cuts.filter((_, index) => isDeep || index % 4 === 2 * way)

describe.concurrent('a deploy that is cut off', () => {
  it('makes exactly these calls that write', async () => {
    await onATenant(async (tenant, deploy) => {
      expect((await deploy('apply', '--yes')).exitCode).toBe(0)
      const calls = (await tenant.requests()).filter(({ method, path }) => method !== 'GET' && path !== '/oauth/token')
      const hits = cuts.map(([, { method = '', path = '' }]) => `${method} ${path}`).sort()
      const starred = calls.map(({ method, path }) => {
        const known = hits.find((hit) => new RegExp(`^${hit.replaceAll('*', '[^/]+')}$`).test(`${method} ${path}`))
        return known ?? `${method} ${path}`
      })
      expect(starred.sort()).toEqual(hits)
    })
  })

  it.each(cutsEndedBy(0))('while %s: a second deploy finishes, and so does a removal after it', async (_, fault) => {
    await onATenant(async (tenant, deploy) => {
      const before = await dump(tenant)
      await tenant.faults([{ ...fault, drop_response: true }])
      const cut = await deploy('apply', '--yes', '--json')
      await tenant.faults([])
      expect(cut.exitCode).toBe(1)
      expect(errorIn(cut).message).not.toBe('')
      const second = await deploy('apply', '--yes', '--json')
      expect(second.stderr).toBe('')
      expect(second.exitCode).toBe(0)
      expect((await deploy('plan')).exitCode).toBe(0)
      const removed = await deploy('remove', '--yes', '--json')
      expect(removed.stderr).toBe('')
      expect(await dump(tenant)).toEqual(before)
    })
  })

  it.each(cutsEndedBy(1))('while %s: a rollback finishes', async (_, fault) => {
    await onATenant(async (tenant, deploy) => {
      const before = await dump(tenant)
      await tenant.faults([{ ...fault, reset: true }])
      expect((await deploy('apply', '--yes')).exitCode).toBe(1)
      await tenant.faults([])
      const rolledBack = await deploy('rollback', '--yes', '--json')
      if (rolledBack.exitCode !== 0) expect(errorIn(rolledBack).code).toBe('nothing_to_roll_back')
      expect(await dump(tenant).then(withoutSavedState)).toEqual(withoutSavedState(before))
    })
  })
})

/** Every writing call that undoes a first deploy, in order. */
const undoing: [string, Fault][] = [
  ['noting what is there', { method: 'PATCH', path: '/api/v2/actions/actions/*' }],
  ['unbinding the first Action', { method: 'PATCH', path: '/api/v2/actions/triggers/*/bindings' }],
  ['unbinding the second Action', { method: 'PATCH', path: '/api/v2/actions/triggers/*/bindings', after: 1 }],
  ['switching off the template', { method: 'PATCH', path: '/api/v2/email-templates/reset_email' }],
  ['writing the texts', { method: 'PUT', path: '/api/v2/prompts/*/custom-text/en' }],
  ['deleting the first Action', { method: 'DELETE', path: '/api/v2/actions/actions/*' }],
  ['deleting the second Action', { method: 'DELETE', path: '/api/v2/actions/actions/*', after: 1 }],
]

describe('undoing a deploy', () => {
  const play = stage({ deployed: false })
  const deploy = (...args: string[]) => play.invitations(['deploy', ...args, '--yes', '--json'])
  const isEmpty = async () => {
    const { body } = await play.tenant.manage('GET', 'prompts/reset-password/custom-text/en')
    expect(body).toEqual({})
    expect(await boundTo(play.tenant, 'post-login')).toEqual([])
    expect((await play.tenant.manage('GET', 'email-templates/reset_email')).body).toMatchObject({ enabled: false })
  }

  beforeEach(async () => {
    await play.tenant.reset()
    await play.tenant.takeConfiguration(await deployedOnce({}))
  })

  it('a rollback is reported as done, even if the result could not be checked', async () => {
    await play.tenant.faults([{ method: 'GET', path: '/api/v2/email-templates/reset_email', after: 1, reset: true }])
    const ended = await deploy('rollback')
    await play.tenant.faults([])
    expect(ended.exitCode).toBe(0)
    expect(ended.stderr).toContain('Auth0 took every step. Not checked: how it is now. Could not read')
    expect(objects(await play.invitations(['deploy', 'history', '--json']))[0]).toMatchObject({
      what: 'rollback',
      finished: true,
    })
    await isEmpty()
  })

  it.each(undoing)('a rollback that is cut off while %s finishes at the second run', async (_, fault) => {
    await play.tenant.faults([{ ...fault, reset: true }])
    expect((await deploy('rollback')).exitCode).toBe(1)
    await play.tenant.faults([])
    const second = await deploy('rollback')
    expect(second.stderr).toBe('')
    expect(second.exitCode).toBe(0)
    expect((await actionsIn(play.tenant)).map(({ name }) => name)).toEqual(['invitations-saved-state'])
    await isEmpty()
  })

  it.each([
    ...undoing.slice(1),
    ['deleting the saved state', { method: 'DELETE', path: '/api/v2/actions/actions/*', after: 2 }] as const,
  ])('a removal that is cut off while %s finishes at the second run', async (_, fault) => {
    await play.tenant.faults([{ ...fault, drop_response: true }])
    expect((await deploy('remove')).exitCode).toBe(1)
    await play.tenant.faults([])
    const second = await deploy('remove')
    if (second.exitCode !== 0) expect(errorIn(second).code).toBe('nothing_to_roll_back') // only its answer was lost
    expect(await actionsIn(play.tenant)).toEqual([])
    await isEmpty()
  })
})

describe('in the middle of a deploy', () => {
  const play = stage({ deployed: false })
  const deploy = (settings?: Record<string, string | undefined>) =>
    play.invitations(['deploy', 'apply', '--yes', '--json'], settings)
  const deployAction = { method: 'POST', path: '/api/v2/actions/actions/*/deploy' }

  beforeEach(() => play.tenant.reset())

  it('a token expires: the error says so, and a deploy with a new one finishes', async () => {
    const { deploy: app } = play.tenant.description.clients
    const audience = `${play.tenant.description.issuer}api/v2/`
    const { body } = await play.tenant.post('oauth/token', { ...app, audience, grant_type: 'client_credentials' })
    const { access_token } = body as { access_token: string }
    await play.tenant.faults([{ ...deployAction, hold: 'deploying', times: 1 }])
    const ending = deploy({ AUTH0_ACCESS_TOKEN: access_token })
    await play.tenant.held('deploying')
    await play.tenant.advance(90_000) // a token lives a day
    await play.tenant.release('deploying')
    const ended = await ending
    expect(ended.exitCode).toBe(1)
    expect(errorIn(ended)).toMatchObject({
      code: 'deploy_failed',
      message: 'The deploy stopped: the access token expired.',
    })
    expect((await deploy()).exitCode).toBe(0)
  })

  it('an Action cannot be deployed: the error says so, and the next deploy finishes', async () => {
    await play.tenant.faults([{ ...deployAction, status: 400 }])
    const ended = await deploy()
    expect(ended.exitCode).toBe(1)
    expect(errorIn(ended)).toMatchObject({ code: 'deploy_failed' })
    expect(errorIn(ended).message).toMatch(/Problem Deploying actions [^]*accept-invitation|guard-invitation-link/)
    await play.tenant.faults([])
    expect((await deploy()).exitCode).toBe(0)
  })

  it('a call hits the rate limit: it is made again', async () => {
    await play.tenant.faults([{ ...deployAction, status: 429, times: 1 }])
    expect((await deploy()).exitCode).toBe(0)
    expect((await play.tenant.requests()).filter(({ status }) => status === 429)).toHaveLength(1)
  })
})

function withoutSavedState(dumped: Record<string, unknown>): Record<string, unknown> {
  const place = 'actions/actions?per_page=100'
  const { actions } = dumped[place] as { actions: { name: string }[] }
  return { ...dumped, [place]: actions.filter(({ name }) => name !== 'invitations-saved-state') }
}
