import { beforeEach, describe, expect, it } from 'vitest'
import { deployedOnce } from '../../lent-tenants.ts'
import { actionNamed } from '../deployed.ts'
import { objects } from '../stage.ts'
import { password, scene } from './scene.ts'

// What another team's import of an export of the tenant does to ours: the Deploy CLI cannot read secrets back, so that
// its files have a placeholder for each; and with deletion allowed, it deletes what its files lack.

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

  it('until then nobody new gets in: since when invitations are required stands in the code, too', async () => {
    expect((await at.signUp('eve@acme.example')).status).toBe(200)
    await importAgain('require-invitation-at-sign-in')
    expect(await isRefused('eve@acme.example')).toBe(true)
  })

  it('and a rollback brings back: they count as overwritten all the same', async () => {
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

  it('together with what deploys noted: nobody can tell any more, so the next deploy writes them again', async () => {
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
