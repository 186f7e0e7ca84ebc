import { describe, expect, it } from 'vitest'
import { choosePassword, signIn } from '../../app.ts'
import { google, identity, unlisted } from '../provider.ts'
import { path, providerScene } from './provider-scene.ts'
import { password } from './scene.ts'

const { at, run, invite, manage, invited, staysOut, getsIn } = providerScene()
const WEEK = 7 * 24 * 3600

describe('Somebody at another provider', () => {
  it('whose provider has not verified the address', async () => {
    const email = 'unverified@example.com'
    const id = await invite(email)
    const { email_verified: _, ...who } = identity(email)
    await staysOut(who, id)
    await getsIn(identity(email), id)
  })

  it('of a connection that is not listed', async () => {
    const email = 'unlisted@example.com'
    await staysOut(identity(email), await invite(email), email, unlisted)
  })

  it('who has found another person’s invitation id', async () => {
    const email = 'ada@example.com'
    const id = await invite(email)
    await staysOut(identity('eve@evil.example'), id, email)
    const own = 'eve@example.com'
    await invite(own)
    await staysOut(identity(own), id)
  })

  it('with a plus tag after the invitee’s name', async () => {
    const email = 'plus@example.com'
    await staysOut(identity('plus+1@example.com'), await invite(email), email)
  })

  it('with letters that look like the invitee’s, full-width ones too', async () => {
    const email = 'kelvin@example.com'
    const id = await invite(email)
    for (const look of ['\u212aelvin@example.com', 'kelv\u0456n@example.com', 'ｋelvin@example.com']) {
      await staysOut(identity(look), id, email)
    }
  })

  it('at a punycode domain that looks like the invitee’s', async () => {
    const email = 'puny@example.com'
    await staysOut(identity('puny@xn--exmple-cua.com'), await invite(email), email)
  })

  it('with a made-up id, and with a text that is not an id', async () => {
    const email = 'guess@example.com'
    const id = await invite(email)
    for (const ext of ['inv_00000000000000000000000000000000', id.toUpperCase(), '*', '']) {
      await staysOut(identity(email), ext)
    }
  })
})

describe('An invitation that cannot be accepted', () => {
  it('has expired', async () => {
    const email = 'expired@example.com'
    const id = await invite(email)
    await at.tenant.advance(WEEK)
    try {
      await staysOut(identity(email), id)
    } finally {
      await at.tenant.advance(-WEEK)
    }
  })

  it('was revoked', async () => {
    const email = 'revoked@example.com'
    const id = await invite(email)
    await run('revoke', email, '--yes')
    await staysOut(identity(email), id)
  })

  it('was replaced by a newer one, which has another id', async () => {
    const email = 'replaced@example.com'
    const old = await invite(email)
    await run('revoke', email, '--yes')
    const id = await invite(email)
    const who = identity(email)
    await staysOut(who, old)
    await getsIn(who, id)
  })

  it('was accepted with the password', async () => {
    const email = 'accepted@example.com'
    const id = await invite(email)
    await choosePassword((await at.tenant.outbox(email)).at(-1)?.links[0] ?? '', password)
    expect(await signIn(at.tenant, email, password)).toHaveProperty('claims.invitation')
    await staysOut(identity(email), id)
  })

  it('is for an account that was there before, whose owner has not accepted yet', async () => {
    const email = 'owner@example.com'
    await invite('somebody@example.com')
    const record = (await invited('somebody@example.com')).app_metadata['invitation']
    const { connection } = at.tenant.description
    const account = { connection, email, password, email_verified: true, app_metadata: { invitation: record } }
    const { user_id } = (await manage('POST', 'users', account)) as { user_id: string }
    await manage('PATCH', path(user_id), { app_metadata: {} })
    const id = await invite(email)
    await staysOut(identity(email), id)
  })

  it('was written by another tool into an account that no invitation made', async () => {
    const email = 'forged@example.com'
    await invite('somebody-else@example.com')
    const record = (await invited('somebody-else@example.com')).app_metadata['invitation']
    const { connection } = at.tenant.description
    const invitation = { ...record, id: 'inv_ffffffffffffffffffffffffffffffff', email }
    await manage('POST', 'users', { connection, email, password, app_metadata: { invitation } })
    await staysOut(identity(email), 'inv_ffffffffffffffffffffffffffffffff')
  })

  it('is for an account that an administrator has blocked', async () => {
    const email = 'blocked@example.com'
    const id = await invite(email)
    await manage('PATCH', path((await invited(email)).user_id), { blocked: true })
    await staysOut(identity(email), id)
  })
})

describe('An account that the person already had', () => {
  it('made before the invitation: it is never merged', async () => {
    const email = 'older@example.com'
    const who = identity(email)
    await at.enters(who, undefined)
    await at.tenant.advance(60)
    // With the setting, `invite` would attach the invitation to the account.
    await at.invitations(['invite', email], { INVITATIONS_ACCEPT_WITH: undefined })
    await staysOut(who, await at.invitationOf(email))
    expect((await at.accounts(email)).map(({ user_id }) => user_id)).toContain(`${google}|${who.user_id}`)
  })

  it('with metadata of its own', async () => {
    for (const kind of ['app_metadata', 'user_metadata']) {
      const email = `${kind.replace('_', '-')}@example.com`
      const id = await invite(email)
      const who = identity(email)
      await at.enters(who, undefined)
      await manage('PATCH', path(`${google}|${who.user_id}`), { [kind]: { plan: 'team' } })
      await staysOut(who, id)
    }
  })

  it('with a role', async () => {
    const email = 'role@example.com'
    const id = await invite(email)
    const who = identity(email)
    await at.enters(who, undefined)
    const { id: role } = (await manage('POST', 'roles', { name: 'editor' })) as { id: string }
    await manage('POST', `${path(`${google}|${who.user_id}`)}/roles`, { roles: [role] })
    await staysOut(who, id)
  })

  it('in an organization', async () => {
    const email = 'member@example.com'
    const id = await invite(email)
    const who = identity(email)
    await at.enters(who, undefined)
    const { id: organization } = (await manage('POST', 'organizations', { name: 'acme' })) as { id: string }
    await manage('POST', `organizations/${organization}/members`, { members: [`${google}|${who.user_id}`] })
    await staysOut(who, id)
  })

  it('with an identity that was linked to it', async () => {
    const email = 'several@example.com'
    const id = await invite(email)
    const [who, other] = [identity(email), identity('other@example.com')]
    for (const one of [who, other]) await at.enters(one, undefined)
    const link = { provider: google, user_id: other.user_id }
    await manage('POST', `${path(`${google}|${who.user_id}`)}/identities`, link)
    await staysOut(who, id)
  })
})
