import { beforeEach, describe, expect, it } from 'vitest'
import { deployedOnce } from '../../lent-tenants.ts'
import { actionNamed, actionsIn } from '../deployed.ts'
import { errorIn, objects } from '../stage.ts'
import { password, scene } from './scene.ts'

// Another team imports an export of the tenant. The Deploy CLI cannot read secrets back, so its files have a placeholder
// for each. With deletion allowed, it deletes what its files lack.

const settings = {
  INVITATIONS_REQUIRE: 'on',
  INVITATIONS_REQUIRED_SINCE: '2020-01-01T00:00:00Z',
  INVITATIONS_ALLOWED_DOMAINS: 'acme.example',
}
const at = scene(settings)
const keeper = 'invitations-saved-state'

beforeEach(async () => {
  await at.tenant.reset()
  await at.tenant.takeConfiguration(await deployedOnce(settings))
})

/** Writes an Action as an export has it, and deploys it. */
async function importAgain(name: string): Promise<void> {
  const { id, code, secrets } = await actionNamed(at.tenant, name)
  const unread = secrets.map((secret) => ({ name: secret.name, value: '_VALUE_NOT_SHOWN_' }))
  await at.tenant.manage('PATCH', `actions/actions/${id}`, { code, secrets: unread })
  await at.tenant.manage('POST', `actions/actions/${id}/deploy`)
}

async function deleteAction(name: string): Promise<void> {
  const { id } = await actionNamed(at.tenant, name)
  await at.tenant.manage('DELETE', `actions/actions/${id}?force=true`)
}

async function findings(): Promise<unknown[]> {
  return objects(await at.invitations(['doctor', '--json'])).map(({ code }) => code)
}

async function template(): Promise<Record<string, unknown>> {
  return (await at.tenant.manage('GET', 'email-templates/reset_email')).body as Record<string, unknown>
}

async function isRefused(email: string): Promise<boolean> {
  const { status } = await at.exchange({ grant_type: 'password', username: email, password, scope: 'openid' })
  return status !== 200
}

describe('Secrets that somebody overwrites', () => {
  it('with a placeholder, the code left alone: plan and doctor say so, and a deploy writes them again', async () => {
    expect((await at.invitations(['deploy', 'plan'])).exitCode).toBe(0)
    await importAgain('require-invitation-at-sign-in')
    const planned = await at.invitations(['deploy', 'plan'])
    expect(planned.exitCode).toBe(3)
    expect(planned.stdout).toContain(
      'somebody else wrote INVITATIONS_ALLOWED_DOMAINS, INVITATIONS_REQUIRED_SINCE since the last deploy.',
    )
    expect(await findings()).toContain('secrets_overwritten')
    expect((await at.invitations(['deploy', 'apply', '--yes', '--secrets'])).exitCode).toBe(0)
    expect((await at.invitations(['deploy', 'plan'])).exitCode).toBe(0)
    expect(await findings()).not.toContain('secrets_overwritten')
    expect((await at.signUp('bob@acme.example')).status).toBe(200)
    await at.change('bob@acme.example', { email_verified: true })
    expect(await isRefused('bob@acme.example')).toBe(false)
  })

  it('until then nobody new gets in: the code also says since when invitations are required', async () => {
    expect((await at.signUp('eve@acme.example')).status).toBe(200)
    await importAgain('require-invitation-at-sign-in')
    expect(await isRefused('eve@acme.example')).toBe(true)
  })

  it('and a rollback brings back: they still count as overwritten', async () => {
    await importAgain('require-invitation-at-sign-in')
    const more = { INVITATIONS_ALLOWED_DOMAINS: 'acme.example,other.example' }
    expect((await at.invitations(['deploy', 'apply', '--yes'], more)).exitCode).toBe(0)
    expect((await at.invitations(['deploy', 'plan'], more)).exitCode).toBe(0)
    expect((await at.invitations(['deploy', 'rollback', '--yes'])).exitCode).toBe(0)
    const planned = await at.invitations(['deploy', 'plan'])
    expect(planned.exitCode).toBe(3)
    expect(planned.stdout).toContain(
      'Action require-invitation-at-sign-in: update it from version 4: somebody else wrote',
    )
    expect(planned.stdout).not.toContain('Action require-invitation: ')
  })

  it('together with the notes of earlier deploys: nothing proves them ours any more, so the next deploy writes them again', async () => {
    await importAgain('require-invitation')
    await deleteAction(keeper)
    const planned = await at.invitations(['deploy', 'plan'])
    expect(planned.exitCode).toBe(3)
    expect(planned.stdout).toContain('nobody noted when INVITATIONS_ALLOWED_DOMAINS was written')
    expect(await findings()).toContain('secrets_not_noted')
    expect((await at.invitations(['deploy', 'apply', '--yes'])).exitCode).toBe(0)
    expect((await at.invitations(['deploy', 'plan'])).exitCode).toBe(0)
  })
})

describe('An import that deletes what its files lack', () => {
  it('the saved state: the next deploy says what cannot be brought back, and remove claims only what it sees', async () => {
    await deleteAction(keeper)
    const planned = await at.invitations(['deploy', 'plan'])
    expect(planned.stderr).toContain(`the Action ${keeper} is gone`)
    expect((await at.invitations(['deploy', 'apply', '--yes'])).exitCode).toBe(0)
    const removed = await at.invitations(['deploy', 'remove', '--yes'])
    expect(removed.exitCode).toBe(1)
    expect(removed.stdout).toContain('! Email template reset_email: ours stays, and everyone gets it.')
    expect(removed.stdout).toContain('19 texts like ours stay')
    expect(removed.stdout).not.toContain('as before the first deploy')
    expect(await actionsIn(at.tenant)).toEqual([])
    expect(await template()).toMatchObject({ enabled: true })
  })

  it('the saved state, and nobody has deployed since: history and remove read the tenant before they say anything', async () => {
    await deleteAction(keeper)
    const told = await at.invitations(['deploy', 'history'])
    expect(told.stdout).toContain('has nothing saved, although ours are there: the Action accept-invitation,')
    expect(errorIn(await at.invitations(['deploy', 'rollback', '--yes', '--json'])).message).toContain(
      'although ours is there: the Action ',
    )
    const removed = await at.invitations(['deploy', 'remove', '--yes'])
    expect(removed.exitCode).toBe(1)
    expect(removed.stdout).toContain('! Email template reset_email: ours stays')
    expect(await actionsIn(at.tenant)).toEqual([])
  })

  it('our Actions but not our template: remove names the template, and nothing that is gone', async () => {
    for (const { name } of await actionsIn(at.tenant)) await deleteAction(name)
    const removed = await at.invitations(['deploy', 'remove', '--yes'])
    expect(removed.exitCode).toBe(1)
    expect(removed.stdout).toContain('! Email template reset_email: ours stays')
    expect(removed.stdout).not.toContain('Action accept-invitation')
    await at.tenant.manage('PATCH', 'email-templates/reset_email', { body: 'Theirs {{ url }}', subject: 'Theirs' })
    await at.tenant.manage('PUT', 'prompts/reset-password/custom-text/en', {})
    await at.tenant.manage('PUT', 'prompts/login/custom-text/en', {})
    await at.tenant.manage('PUT', 'prompts/login-password/custom-text/en', {})
    expect(errorIn(await at.invitations(['deploy', 'remove', '--yes', '--json'])).message).toContain(
      'No Action, template or text of ours is there',
    )
    expect((await at.invitations(['deploy', 'history'])).stdout).toContain('no Action or template of ours')
  })

  it('and replaces our template: removing the rest keeps the saved state, so that --force can bring back what was there', async () => {
    await at.tenant.reset()
    const before = { template: 'reset_email', body: 'Before {{ url }}', subject: 'Before', from: '', syntax: 'liquid' }
    await at.tenant.manage('POST', 'email-templates', { ...before, enabled: true })
    expect((await at.invitations(['deploy', 'apply', '--yes'])).exitCode).toBe(0)
    await at.tenant.manage('PATCH', 'email-templates/reset_email', { body: 'Theirs {{ url }}', subject: 'Theirs' })
    const removed = await at.invitations(['deploy', 'remove', '--yes'])
    expect(removed.exitCode).toBe(1)
    expect(removed.stdout).toContain('! Email template reset_email: somebody has changed it since')
    expect((await actionsIn(at.tenant)).map(({ name }) => name)).toEqual([keeper])
    expect((await at.invitations(['deploy', 'remove', '--yes', '--force'])).exitCode).toBe(0)
    expect(await actionsIn(at.tenant)).toEqual([])
    expect(await template()).toMatchObject({ subject: 'Before' })
  })
})
