import { describe, expect, it } from 'vitest'
import { choosePassword, signIn } from '../app.ts'
import { Visitor } from '../visitor.ts'
import { passwordOfAll as password, register, userOf } from './actions-on-stage.ts'
import { errorIn, stage } from './stage.ts'

const play = stage({ deployed: false })
const required = {
  INVITATIONS_REQUIRE: 'on',
  INVITATIONS_REQUIRED_SINCE: '2020-01-01T00:00:00Z',
  INVITATIONS_ALLOWED_DOMAINS: 'acme.example',
}
const sentence = 'You need an invitation. Ask somebody who has access to invite the address that you sign in with.'

async function bound(trigger: string): Promise<string[]> {
  const { body } = await play.tenant.manage('GET', `actions/triggers/${trigger}/bindings`)
  return (body as { bindings: { action: { name: string } }[] }).bindings.map(({ action }) => action.name)
}

function signUp(email: string, more: object = {}): Promise<{ status: number; body: unknown }> {
  const { clients, connection } = play.tenant.description
  return play.tenant.post('dbconnections/signup', {
    ...{ client_id: clients.app.client_id, connection, email, password },
    ...more,
  })
}

async function makeForeignAction(name: string, trigger: string, version: string): Promise<string> {
  const code = 'exports.onExecutePreUserRegistration = async () => {}'
  const draft = { name, code, supported_triggers: [{ id: trigger, version }] }
  const { body } = await play.tenant.manage('POST', 'actions/actions', draft)
  const { id } = body as { id: string }
  await play.tenant.manage('POST', `actions/actions/${id}/deploy`)
  return id
}

describe('where invitations are required', () => {
  it('a deploy says so and since when, names the secrets and not what they hold, and keeps Actions of others', async () => {
    const id = await makeForeignAction('screen-sign-ups', 'pre-user-registration', 'v2')
    await play.tenant.manage('PATCH', 'actions/triggers/pre-user-registration/bindings', {
      bindings: [{ ref: { type: 'action_id', value: id }, display_name: 'screen-sign-ups' }],
    })
    const ended = await play.invitations(['deploy', 'apply', '--yes'], required)
    expect(ended.exitCode).toBe(0)
    expect(ended.stdout).toMatch(
      /Action require-invitation: create it \(\d+ bytes\), with the secret INVITATIONS_ALLOWED_DOMAINS\./,
    )
    expect(ended.stdout).toContain('Trigger pre-user-registration: bind require-invitation, after screen-sign-ups.')
    expect(ended.stdout).toContain('  ! After this, nobody signs up without an invitation')
    expect(ended.stdout).toContain('Accounts made before 2020-01-01T00:00:00Z (')
    expect(ended.stdout + ended.stderr).not.toContain('acme.example')
    expect(await bound('pre-user-registration')).toEqual(['screen-sign-ups', 'require-invitation'])
    expect(await bound('post-login')).toEqual(['accept-invitation', 'require-invitation-at-sign-in'])
  })

  it('nobody can sign up by the page or the API, with or without app_metadata in the body', async () => {
    const invitation = { version: 1, id: 'inv_0123456789abcdef', email: 'eve@example.com', state: 'open' }
    for (const more of [{}, { app_metadata: { invitation } }, { user_metadata: { invitation: 'yes' } }]) {
      expect((await signUp('eve@example.com', more)).status).toBe(400)
    }
    const { clients, issuer } = play.tenant.description
    const { client_id, callback } = clients.app
    const query = new URLSearchParams({ response_type: 'code', client_id, redirect_uri: callback, scope: 'openid' })
    const browser = await new Visitor().open(`${issuer}authorize?${query.toString()}&screen_hint=signup`)
    await browser.submit({ email: 'eve@example.com', password })
    expect(browser.alert).toBe(sentence)
    expect(await userOf(play.tenant, 'eve@example.com')).toEqual({})
  })

  it('an invitee gets in as usual', async () => {
    const email = 'ada@example.com'
    expect((await play.invitations(['invite', email])).exitCode).toBe(0)
    await choosePassword((await play.tenant.outbox(email)).at(-1)?.links[0] ?? '', password)
    expect(await signIn(play.tenant, email, password)).toHaveProperty('claims.invitation.status', 'accepted')
  })

  it('an address of an allowed domain signs up, and gets in once it is verified', async () => {
    const email = 'bob@acme.example'
    expect((await signUp(email)).status).toBe(200)
    expect(await signIn(play.tenant, email, password)).toHaveProperty('refused')
    const { user_id } = await userOf(play.tenant, email)
    await play.tenant.manage('PATCH', `users/${encodeURIComponent(String(user_id))}`, { email_verified: true })
    expect(await signIn(play.tenant, email, password)).toHaveProperty('claims')
    expect((await signUp('bob@evil-acme.example')).status).toBe(400)
  })

  it('another program cannot make users without an invitation', async () => {
    expect((await register(play.tenant, 'made@example.com')).status).toBe(400)
  })

  it('a setting has to say since when, so that no existing user is shut out', async () => {
    const ended = await play.invitations(['deploy', 'apply', '--json'], { INVITATIONS_REQUIRE: 'on' })
    expect(ended.exitCode).toBe(2)
    expect(errorIn(ended)).toMatchObject({ code: 'settings_incomplete' })
  })
})

describe('where invitations are no longer required', () => {
  it('a deploy unbinds our Actions and says why; those of others stay, and anybody can sign up', async () => {
    const ended = await play.invitations(['deploy', 'apply', '--yes'])
    expect(ended.stdout).toContain(
      'Trigger pre-user-registration: unbind require-invitation, because INVITATIONS_REQUIRE is off.',
    )
    expect(ended.stdout).toContain(
      'Trigger post-login: unbind require-invitation-at-sign-in, because INVITATIONS_REQUIRE is off.',
    )
    expect(await bound('pre-user-registration')).toEqual(['screen-sign-ups'])
    expect(await bound('post-login')).toEqual(['accept-invitation'])
    expect((await signUp('eve@example.com')).status).toBe(200)
  })

  it('a deploy without its settings says which secrets it removes', async () => {
    const settings = { INVITATIONS_EXISTING_ACCOUNTS: 'ask-in-app' }
    await play.invitations(['deploy', 'apply', '--yes'], settings)
    const ended = await play.invitations(['deploy', 'apply', '--dry-run'])
    expect(ended.stdout).toContain('it loses INVITATIONS_EXISTING_ACCOUNTS, not set here.')
  })
})
