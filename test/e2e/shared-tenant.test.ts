import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { actionNamed, actionsIn, boundTo, othersBind, othersMake, versionsOf, writesTo } from './deployed.ts'
import { objects, stage } from './stage.ts'
import { dump } from './tenant-dump.ts'

const play = stage({ deployed: false })
const deploy = (args: string[], settings?: Record<string, string | undefined>) =>
  play.invitations(['deploy', ...args], settings, mkdtempSync(join(tmpdir(), 'deploy-')))

const names = (prefix: string, count: number) => Array.from({ length: count }, (_, index) => `${prefix}-${index + 1}`)
const theirs = {
  'post-login': names('enrich', 6),
  'pre-user-registration': names('screen', 4),
  'password-reset-post-challenge': names('challenge', 2),
}
const required = { INVITATIONS_REQUIRE: 'on', INVITATIONS_REQUIRED_SINCE: '2020-01-01T00:00:00Z' }

/** Twelve Actions on three triggers, templates, texts, apps, and a connection with options that only some apps may use. */
async function othersMoveIn(): Promise<void> {
  for (const [trigger, actions] of Object.entries(theirs)) {
    await othersMake(play.tenant, trigger, actions)
    await othersBind(play.tenant, trigger, actions)
  }
  const template = { from: 'Acme <hi@acme.example>', syntax: 'liquid', enabled: true }
  const resetEmail = { ...template, template: 'reset_email', subject: 'Reset', body: '<p>{{ url }}</p>' }
  await play.tenant.manage('POST', 'email-templates', { ...resetEmail, urlLifetimeInSeconds: 3600 })
  const welcome = { ...template, template: 'welcome_email', subject: 'Hello', body: '<p>Hello</p>', enabled: false }
  await play.tenant.manage('POST', 'email-templates', welcome)
  const texts = { 'reset-password': { title: 'Theirs' }, 'reset-password-email': { title: 'Look into your mail' } }
  await play.tenant.manage('PUT', 'prompts/reset-password/custom-text/en', texts)
  await play.tenant.manage('PUT', 'prompts/reset-password/custom-text/de', { 'reset-password': { title: 'Ihrs' } })
  await play.tenant.manage('PUT', 'prompts/login/custom-text/en', { login: { title: 'Hello' } })
  await play.tenant.manage('PATCH', 'branding', { colors: { primary: '#ff0000' } })
  const clients: string[] = []
  for (const name of ['Shop', 'Wiki', 'Mail']) {
    const { body } = await play.tenant.manage('POST', 'clients', { name, app_type: 'regular_web' })
    clients.push((body as { client_id: string }).client_id)
  }
  const { body } = await play.tenant.manage('GET', 'connections?name=Username-Password-Authentication')
  const [{ id, options } = { id: '', options: {} }] = body as { id: string; options: object }[]
  await play.tenant.manage('PATCH', `connections/${id}`, { options: { ...options, brute_force_protection: true } })
  const ours = play.tenant.settings['INVITATIONS_CLIENT_ID'] ?? ''
  const changes = [...clients.map((client_id) => ({ client_id, status: true })), { client_id: ours, status: false }]
  await play.tenant.manage('PATCH', `connections/${id}/clients`, changes)
}

describe('a tenant that others use', () => {
  let before: Record<string, unknown>
  let asDeployed: Record<string, unknown>

  beforeAll(async () => {
    await othersMoveIn()
    before = await dump(play.tenant)
    await play.tenant.forgetRequests()
  })

  it('is not changed by a plan, which says what would change', async () => {
    const planned = await deploy(['plan'])
    expect(planned.exitCode).toBe(3)
    expect(planned.stdout).toContain('Trigger post-login: bind accept-invitation, after enrich-1, enrich-2, enrich-3')
    expect(planned.stdout).toContain('bind guard-invitation-link, before challenge-1, challenge-2.')
    expect(await dump(play.tenant)).toEqual(before)
  })

  it('has everything of others as before after a deploy, and ours beside it', async () => {
    expect((await deploy(['apply', '--yes'])).exitCode).toBe(0)
    asDeployed = await dump(play.tenant)
    expect(await boundTo(play.tenant, 'post-login')).toEqual([...theirs['post-login'], 'accept-invitation'])
    expect(await boundTo(play.tenant, 'password-reset-post-challenge')).toEqual([
      'guard-invitation-link',
      ...theirs['password-reset-post-challenge'],
    ])
    const ours = ['accept-invitation', 'guard-invitation-link', 'invitations-saved-state']
    const foreign = (await actionsIn(play.tenant)).filter(({ name }) => !ours.includes(name))
    expect(foreign).toEqual((before['actions/actions?per_page=100'] as { actions: unknown[] }).actions)
    const mayChange = /^(actions\/actions|bindings|email-templates\/reset_email|prompts\/.*\/en|connections)/
    for (const [place, content] of Object.entries(before)) {
      if (!mayChange.test(place)) expect(asDeployed[place], place).toEqual(content)
    }
    expect(asDeployed['prompts/reset-password/custom-text/en']).toMatchObject({
      'reset-password-email': { title: 'Look into your mail' },
    })
    expect(asDeployed['prompts/login/custom-text/en']).toMatchObject({ login: { title: 'Hello' } })
  })

  it('is not written to if nothing has changed since the deploy', async () => {
    await play.tenant.forgetRequests()
    expect((await deploy(['apply', '--yes'])).exitCode).toBe(0)
    expect(await writesTo(play.tenant)).toEqual([])
    expect(await dump(play.tenant)).toEqual(asDeployed)
  })

  it('gets new versions only of what a change of settings affects, and two more Actions', async () => {
    expect((await deploy(['apply', '--yes'], required)).exitCode).toBe(0)
    expect(await boundTo(play.tenant, 'pre-user-registration')).toEqual([
      ...theirs['pre-user-registration'],
      'require-invitation',
    ])
    expect(await versionsOf(play.tenant, 'accept-invitation')).toBe(1)
    const history = objects(await deploy(['history', '--json']))
    expect(history).toMatchObject([
      { type: 'deploy', what: 'apply', finished: true },
      { type: 'deploy', what: 'apply', finished: true },
      { type: 'summary', deploys: 2 },
    ])
  })

  it('is as before that change after a rollback, and what others did since stays', async () => {
    await othersMake(play.tenant, 'pre-user-registration', ['screen-5'])
    const bound = [...theirs['pre-user-registration'], 'require-invitation', 'screen-5']
    await othersBind(play.tenant, 'pre-user-registration', bound)
    const ended = await deploy(['rollback', '--yes'])
    expect(ended.stdout).toContain('Action require-invitation: delete it; it was not there before.')
    expect(ended.exitCode).toBe(0)
    expect(await boundTo(play.tenant, 'pre-user-registration')).toEqual([
      ...theirs['pre-user-registration'],
      'screen-5',
    ])
    await othersBind(play.tenant, 'pre-user-registration', theirs['pre-user-registration'])
    const { id } = await actionNamed(play.tenant, 'screen-5')
    await play.tenant.manage('DELETE', `actions/actions/${id}`)
    const [now, then] = [await dump(play.tenant), asDeployed].map(withoutSavedState)
    expect(now).toEqual(then)
  })

  it('is as before the first deploy, byte for byte, after everything of ours is removed', async () => {
    const ended = await deploy(['remove', '--yes'])
    expect(ended.stderr).toBe('')
    expect(ended.exitCode).toBe(0)
    expect(ended.stdout).toContain('accounts that revoke or reconcile blocked stay blocked')
    expect(await dump(play.tenant)).toEqual(before)
  })
})

/** The saved state differs after every deploy, of course. */
function withoutSavedState(dumped: Record<string, unknown>): Record<string, unknown> {
  const place = 'actions/actions?per_page=100'
  const { actions } = dumped[place] as { actions: { name: string }[] }
  return { ...dumped, [place]: actions.filter(({ name }) => name !== 'invitations-saved-state') }
}
