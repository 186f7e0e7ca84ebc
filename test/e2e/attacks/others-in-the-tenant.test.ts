import { beforeAll, describe, expect, it } from 'vitest'
import { choosePassword } from '../../app.ts'
import { Visitor } from '../../visitor.ts'
import { password, scene } from './scene.ts'

const at = scene()
const HOUR = 3600

beforeAll(async () => {
  const names = ['unbound', 'lifted', 'blocked', 'thrown', 'overwritten']
  await at.invite(names.map((name) => `${name}@example.com`))
  await at.invite(['no-guard@example.com', 'deny-first@example.com'], '--ttl', '1h')
})

const none = (): object[] => []

describe('Another team’s deploy', () => {
  it('unbinds all our Actions: a revocation ends password, session and refresh token all the same', async () => {
    const email = 'unbound@example.com'
    await choosePassword(await at.newestLink(email), password)
    const grant = { grant_type: 'password', username: email, password, scope: 'openid offline_access' }
    await at.withBindings('password-reset-post-challenge', none, () =>
      at.withBindings('post-login', none, async () => {
        const browser = new Visitor()
        expect(await at.signsIn(email, browser)).toHaveProperty('claims') // nobody is there to refuse or to accept
        const { refresh_token = '' } = (await at.exchange(grant)).body as { refresh_token?: string }
        await at.revoke(email)
        expect(await at.signsIn(email)).toEqual({ refused: 'user is blocked' })
        const silently = await at.authorize({ prompt: 'none' }, browser)
        expect(silently.url.searchParams.get('error')).toBe('login_required')
        expect((await at.exchange({ grant_type: 'refresh_token', refresh_token })).status).toBe(403)
        expect(await at.exchange(grant)).not.toHaveProperty('body.id_token')
      }),
    )
    await at.expectNobodyAccepted(email)
  })

  it('unbinds the guard of the link: the sign-in still refuses', async () => {
    const email = 'no-guard@example.com'
    await at.withBindings('password-reset-post-challenge', none, () =>
      at.later(HOUR, async () => {
        expect((await choosePassword(await at.newestLink(email), password)).heading).toBe('Your password is saved')
        expect(await at.signsIn(email)).toHaveProperty('refused')
      }),
    )
    await at.expectNobodyAccepted(email)
  })

  it('binds an Action that fails after ours: the acceptance stays, and the invitee gets in once it is mended', async () => {
    const email = 'thrown@example.com'
    await choosePassword(await at.newestLink(email), password)
    const failing = await at.anotherTeams('post-login', `exports.onExecutePostLogin = async () => { throw Error('x') }`)
    await at.withBindings(
      'post-login',
      (ours) => [...ours, failing],
      async () => expect(await at.signsIn(email)).toHaveProperty('refused'),
    )
    expect(await at.signsIn(email)).toMatchObject({ claims: { invitation: { status: 'accepted' } } })
  })
})

describe('An administrator', () => {
  it('sets a password after the revocation, which lifts Auth0’s block: our Actions still refuse', async () => {
    const email = 'lifted@example.com'
    await at.revoke(email)
    await at.change(email, { password })
    expect(await at.userOf(email)).toMatchObject({ blocked: false })
    const sentence = 'This invitation was withdrawn. Ask the person who invited you for a new one.'
    expect(await at.signsIn(email)).toEqual({ refused: sentence })
    await at.expectNobodyAccepted(email)
  })

  it('blocked the account: neither the link nor inviting again gets past that', async () => {
    const email = 'blocked@example.com'
    await at.change(email, { blocked: true })
    await choosePassword(await at.newestLink(email), password)
    expect(await at.signsIn(email)).toEqual({ refused: 'user is blocked' })
    await at.revoke(email)
    expect((await at.invitations(['invite', email])).exitCode).toBe(1)
    expect(await at.userOf(email)).toMatchObject({ blocked: true })
    await at.expectNobodyAccepted(email)
  })
})

describe('Another tool', () => {
  it('overwrites the invitation with its own: the acceptance is not touched by it', async () => {
    const email = 'overwritten@example.com'
    await at.expectInviteeGetsIn(email)
    const { invitation_acceptance } = (await at.userOf(email))['app_metadata'] as Record<string, unknown>
    await at.change(email, { app_metadata: { invitation: { state: 'revoked', created_user: true, version: 1 } } })
    expect(await at.signsIn(email)).toMatchObject({ claims: { invitation: { status: 'accepted' } } })
    expect(await at.userOf(email)).toMatchObject({ app_metadata: { invitation_acceptance } })
    expect((await new Visitor().open(await at.newestLink(email))).status).toBe(400) // used, not refused
  })
})
