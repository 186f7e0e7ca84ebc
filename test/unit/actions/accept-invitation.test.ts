import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { bundleActions } from '../../../scripts/deployments/declared/bundle.ts'
import { postLogin } from './deployed-action.ts'
import { afterExpiry, invitationWith, made, whilePending } from './invitation/records.ts'

const user = { ...made, email: 'ada@example.com', email_verified: true, identities: [{}] }
const acceptance = { id: invitationWith().id, at: '2026-01-02T03:04:05Z' }

describe('accept-invitation at sign-in', () => {
  let signIn: ReturnType<typeof postLogin>

  beforeAll(async () => {
    await bundleActions()
    signIn = postLogin(readFileSync('tenant/actions/accept-invitation/code.js', 'utf8'))
  })

  it('accepts a pending invitation: writes invitation_acceptance and nothing else, and adds the claims', async () => {
    const invitation = invitationWith({ invited_by: 'Grace', context: '{"plan":"team"}' })
    const claim = {
      id: invitation.id,
      status: 'accepted',
      accepted_at: acceptance.at,
      accepted_now: true,
      context: { plan: 'team' },
    }
    expect(await signIn({ ...user, app_metadata: { invitation } }, whilePending)).toEqual({
      appMetadata: { invitation_acceptance: acceptance },
      idToken: { invitation: { ...claim, invited_by: 'Grace' } },
      accessToken: { invitation: claim },
    })
  })

  it.each(['app_metadata', 'user_metadata'])(
    'lets in, but accepts nothing and claims nothing, if others have filled up %s',
    async (kind) => {
      const filled = (bytes: number) => {
        const app_metadata = { invitation: invitationWith() }
        const crm = { crm: 'ä'.repeat(bytes / 2) }
        return kind === 'app_metadata'
          ? { app_metadata: { ...app_metadata, ...crm } }
          : { app_metadata, user_metadata: crm }
      }
      const seen = await signIn({ ...user, ...filled(9600) }, whilePending)
      expect([seen.denied, seen.appMetadata]).toEqual([undefined, {}])
      expect(seen.idToken).toEqual({})
      const withRoom = await signIn({ ...user, ...filled(8000) }, whilePending)
      expect(withRoom.appMetadata).toEqual({ invitation_acceptance: acceptance })
    },
  )

  it('writes nothing at the second sign-in', async () => {
    const app_metadata = { invitation: invitationWith(), invitation_acceptance: acceptance }
    const seen = await signIn({ ...user, app_metadata }, afterExpiry)
    expect(seen.appMetadata).toEqual({})
    expect(seen.denied).toBeUndefined()
    expect(seen.idToken['invitation']).toEqual({ id: acceptance.id, status: 'accepted', accepted_at: acceptance.at })
  })

  it('accepts nothing when a refresh token renews tokens', async () => {
    const app_metadata = { invitation: invitationWith() }
    const seen = await signIn({ ...user, app_metadata }, whilePending, {
      transaction: { protocol: 'oauth2-refresh-token' },
    })
    expect([seen.denied, seen.appMetadata]).toEqual(['You have an invitation. Please sign in again to accept it.', {}])
  })

  it('refuses an expired invitation with advice to ask for a new one', async () => {
    const seen = await signIn({ ...user, app_metadata: { invitation: invitationWith() } }, afterExpiry)
    expect(seen).toEqual({
      denied: 'This invitation expired on 8 January 2026, 00:00 UTC. Ask the person who invited you for a new one.',
      appMetadata: {},
      idToken: {},
      accessToken: {},
    })
  })

  it('says pending if the app asks somebody who had an account before, and writes nothing', async () => {
    const secrets = { INVITATIONS_EXISTING_ACCOUNTS: 'ask-in-app' }
    const invitation = invitationWith({ created_user: false, invited_by: 'Grace' })
    const claim = { id: invitation.id, status: 'pending', expires_at: '2026-01-08T00:00:00Z' }
    expect(await signIn({ ...user, app_metadata: { invitation } }, whilePending, { secrets })).toEqual({
      appMetadata: {},
      idToken: { invitation: { ...claim, invited_by: 'Grace' } },
      accessToken: { invitation: claim },
    })
  })

  it('gives the claim to an owner whose invitation is gone', async () => {
    const seen = await signIn({ ...user, app_metadata: { invitation_acceptance: acceptance } }, whilePending)
    expect(seen.idToken['invitation']).toEqual({ id: acceptance.id, status: 'accepted', accepted_at: acceptance.at })
  })

  it('reads nothing but app_metadata if there is no invitation', async () => {
    const user = {
      app_metadata: { other: 1 },
      get email() {
        throw new Error('looked at')
      },
    }
    await expect(signIn(user, whilePending)).resolves.toEqual({ appMetadata: {}, idToken: {}, accessToken: {} })
  })

  it('leaves a user without an invitation alone', async () => {
    const nothing = { appMetadata: {}, idToken: {}, accessToken: {} }
    expect(await signIn({ ...user, app_metadata: { other: 1 } }, whilePending)).toEqual(nothing)
    expect(await signIn(user, whilePending)).toEqual(nothing)
  })
})
