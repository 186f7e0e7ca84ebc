import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { deployedOnce } from '../lent-tenants.ts'
import { actionNamed, actionsIn, boundTo, othersBind, othersMake, versionsOf, writesTo } from './deployed.ts'
import { errorIn, objects, stage } from './stage.ts'

const play = stage({ deployed: false })
const deploy = (args: string[], settings?: Record<string, string | undefined>) =>
  play.invitations(['deploy', ...args], settings, mkdtempSync(join(tmpdir(), 'deploy-')))
const asking = { INVITATIONS_EXISTING_ACCOUNTS: 'ask-in-app' }

async function subject(): Promise<string> {
  const { body } = await play.tenant.manage('GET', 'email-templates/reset_email')
  return (body as { subject: string }).subject
}

async function ids(): Promise<string[]> {
  const entries = objects(await deploy(['history', '--json'])).filter(({ type }) => type === 'deploy')
  return entries.map(({ id }) => String(id))
}

describe('deploy rollback, after a deploy that changed a setting', () => {
  let [before, configuration]: (string | undefined)[] = []

  beforeAll(async () => {
    await play.tenant.reset()
    await play.tenant.takeConfiguration(await deployedOnce({}))
    before = (await actionNamed(play.tenant, 'accept-invitation')).deployed_version?.code
    await deploy(['apply', '--yes'], asking)
    configuration = await play.tenant.configuration()
  })

  beforeEach(async () => {
    await play.tenant.reset()
    await play.tenant.takeConfiguration(configuration ?? '')
    await play.tenant.forgetRequests()
  })

  it('deploys the previous version of the Action, and nothing else, from any machine', async () => {
    const ended = await deploy(['rollback', '--yes'])
    expect(ended.exitCode).toBe(0)
    expect(ended.stdout).toContain('  ~ Action accept-invitation: back to what version 1 was.\nRolled back.')
    const action = await actionNamed(play.tenant, 'accept-invitation')
    expect(action.deployed_version).toMatchObject({ code: before, number: 3 })
    expect(action.code).toBe(before)
    expect((await writesTo(play.tenant)).filter((call) => !/actions\/actions\/[^/]+$/.test(call))).toHaveLength(1)
    expect((await deploy(['plan'])).exitCode).toBe(0)
    expect((await deploy(['plan'], asking)).exitCode).toBe(3)
  })

  it('with --dry-run, or without an answer to its question, says what it would do and writes nothing', async () => {
    const dry = await deploy(['rollback', '--dry-run'])
    expect(dry.exitCode).toBe(0)
    expect(dry.stdout).toContain('Action accept-invitation: back to what version 1 was.')
    expect(errorIn(await deploy(['rollback', '--json'])).code).toBe('confirmation_needed')
    expect(await writesTo(play.tenant)).toEqual([])
  })

  it('is refused a second time, because it would bring back what was rolled back; --to does that', async () => {
    await deploy(['rollback', '--yes'])
    expect(errorIn(await deploy(['rollback', '--yes', '--json'])).code).toBe('nothing_to_roll_back')
    const [newest = ''] = await ids()
    expect((await deploy(['rollback', '--to', newest, '--yes'])).exitCode).toBe(0)
    expect((await deploy(['plan'], asking)).exitCode).toBe(0)
  })

  it('with --to undoes several deploys at once; to undo the first one, it deletes what that one made', async () => {
    const first = (await ids()).at(-1) ?? ''
    expect((await deploy(['rollback', '--to', first, '--yes'])).exitCode).toBe(0)
    expect((await actionsIn(play.tenant)).map(({ name }) => name)).toEqual(['invitations-saved-state'])
    expect(await boundTo(play.tenant, 'post-login')).toEqual([])
    const { body } = await play.tenant.manage('GET', 'prompts/reset-password/custom-text/en')
    expect(body).toEqual({})
    expect((await play.tenant.manage('GET', 'email-templates/reset_email')).body).toMatchObject({ enabled: false })
    expect(errorIn(await deploy(['rollback', '--to', 'never', '--yes', '--json'])).message).toContain('no deploy never')
    expect((await deploy(['apply', '--yes'])).exitCode).toBe(0) // and everything is deployed again
    expect((await deploy(['plan'])).exitCode).toBe(0)
  })

  it('says if Auth0 no longer has the version', async () => {
    const { id } = await actionNamed(play.tenant, 'accept-invitation')
    for (let count = 0; count < 50; count++) await play.tenant.manage('POST', `actions/actions/${id}/deploy`)
    const ended = await deploy(['rollback', '--yes'])
    expect(ended.exitCode).toBe(1)
    expect(ended.stdout).toContain('! Action accept-invitation: Auth0 keeps 50 versions, and number 1 is gone.')
  })

  it('that was cut off is finished by the next one', async () => {
    await play.tenant.faults([{ method: 'POST', path: '/api/v2/actions/actions/*/versions/*/deploy', reset: true }])
    expect((await deploy(['rollback', '--yes'])).exitCode).toBe(1)
    await play.tenant.faults([])
    expect((await deploy(['history'])).stdout).toContain('rollback, auth0-invitations 0.2.0, not finished')
    expect((await deploy(['rollback', '--yes'])).exitCode).toBe(0)
    expect((await deploy(['plan'])).exitCode).toBe(0)
    expect(objects(await deploy(['history', '--json']))[0]).toMatchObject({ what: 'rollback', finished: true })
    expect(await versionsOf(play.tenant, 'accept-invitation')).toBe(3)
  })
})

describe('deploy rollback leaves what others have done since', () => {
  beforeEach(async () => {
    await play.tenant.reset()
    const theirs = { subject: 'Reset', body: '<p>{{ url }}</p>', from: '', syntax: 'liquid', enabled: true }
    await play.tenant.manage('POST', 'email-templates', { ...theirs, template: 'reset_email' })
    await deploy(['apply', '--yes'])
  })

  it('keeps and names their template and texts; --force brings back what was there before', async () => {
    await play.tenant.manage('PATCH', 'email-templates/reset_email', { subject: 'New from marketing' })
    const { body } = await play.tenant.manage('GET', 'prompts/reset-password/custom-text/en')
    const screen = { ...(body as { 'reset-password': object })['reset-password'], title: 'New from marketing' }
    await play.tenant.manage('PUT', 'prompts/reset-password/custom-text/en', { 'reset-password': screen })
    await othersMake(play.tenant, 'post-login', ['enrich-token'])
    await othersBind(play.tenant, 'post-login', ['accept-invitation', 'enrich-token'])
    const [first = ''] = await ids()

    const ended = await deploy(['rollback', '--yes'])
    expect(ended.exitCode).toBe(1) // something was not done, and is listed
    expect(ended.stdout).toContain('! Email template reset_email: somebody has changed it since, so it stays (--force')
    expect(ended.stdout).toContain('! Text en/reset-password/reset-password/title: somebody has changed it since')
    expect(await subject()).toBe('New from marketing')
    expect(await boundTo(play.tenant, 'post-login')).toEqual(['enrich-token'])
    const texts = (await play.tenant.manage('GET', 'prompts/reset-password/custom-text/en')).body
    expect(texts).toEqual({ 'reset-password': { title: 'New from marketing' } })

    expect((await deploy(['rollback', '--to', first, '--force', '--yes'])).exitCode).toBe(0)
    expect(await subject()).toBe('Reset')
    expect((await play.tenant.manage('GET', 'prompts/reset-password/custom-text/en')).body).toEqual({})
  })

  it('does not bind an Action of ours that others have unbound', async () => {
    const required = { INVITATIONS_REQUIRE: 'on', INVITATIONS_REQUIRED_SINCE: '2020-01-01T00:00:00Z' }
    await deploy(['apply', '--yes'], required)
    await othersBind(play.tenant, 'post-login', [])
    expect((await deploy(['rollback', '--yes'])).exitCode).toBe(0)
    expect(await boundTo(play.tenant, 'post-login')).toEqual([])
    expect((await actionsIn(play.tenant)).map(({ name }) => name)).not.toContain('require-invitation-at-sign-in')
  })
})

describe('the saved state of deploys', () => {
  beforeEach(() => play.tenant.reset())

  it('does not exist in a tenant without a deploy', async () => {
    expect((await deploy(['history'])).stdout).toContain('has nothing saved')
    for (const command of ['rollback', 'remove']) {
      const ended = await deploy([command, '--yes', '--json'])
      expect(ended.exitCode).toBe(1)
      expect(errorIn(ended).code).toBe('nothing_to_roll_back')
    }
    expect(await writesTo(play.tenant)).toEqual([])
  })

  it('is an Action that is never deployed; a deploy is refused if somebody has changed it, or has another of that name', async () => {
    await play.tenant.takeConfiguration(await deployedOnce({}))
    const { id, code, deployed_version } = await actionNamed(play.tenant, 'invitations-saved-state')
    expect(deployed_version).toBeUndefined()
    await play.tenant.manage('PATCH', `actions/actions/${id}`, { code: code.replace(/[A-Z]{2}/, '') })
    for (const command of [['plan'], ['history'], ['rollback', '--yes']]) {
      expect(errorIn(await deploy([...command, '--json'])).code).toBe('saved_state_unusable')
    }
    await play.tenant.manage('PATCH', `actions/actions/${id}`, { code: 'exports.onExecutePostLogin = () => {}' })
    expect(errorIn(await deploy(['plan', '--json'])).code).toBe('action_name_taken')
  })
})
