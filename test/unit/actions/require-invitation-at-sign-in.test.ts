import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { bundleActions } from '../../../scripts/deployments/declared/bundle.ts'
import { withRequiredSince } from '../../../scripts/deployments/planning/required-since.ts'
import { declaredAction, desired } from '../scripts/deployments/tenants.ts'
import { postLogin } from './deployed-action.ts'
import { invitationWith, made, whilePending } from './invitation/records.ts'

const connection = { strategy: 'google-oauth2' }
const secrets = { INVITATIONS_REQUIRED_SINCE: '2026-01-01T00:00:00Z', INVITATIONS_ALLOWED_DOMAINS: 'acme.example' }
const user = {
  ...{ user_id: 'google-oauth2|1', email: 'ada@example.com', email_verified: true, identities: [{}] },
  created_at: '2026-01-02T00:00:00.000Z',
}
const nothing = { appMetadata: {}, idToken: {}, accessToken: {} }

describe('require-invitation-at-sign-in', () => {
  let signIn: ReturnType<typeof postLogin>

  beforeAll(async () => {
    await bundleActions()
    signIn = postLogin(readFileSync('tenant/actions/require-invitation-at-sign-in/code.js', 'utf8'))
  })

  it('refuses a new social or enterprise account without an invitation', async () => {
    expect((await signIn({ ...user, app_metadata: {} }, whilePending, { connection, secrets })).denied).toBe(
      'You need an invitation. Ask somebody who has access to invite the address that you sign in with.',
    )
  })

  it('asks to try again only if the invitation could not be accepted with this account just now', async () => {
    const transaction = { metadata: { invitation_try_again: true } }
    const more = { connection, secrets, transaction }
    expect((await signIn({ ...user, app_metadata: {} }, whilePending, more)).denied).toBe(
      'Your invitation could not be accepted just now. Please sign in again in a minute.',
    )
    const app_metadata = { invitation: invitationWith({ created_user: false, expires_at: '2026-01-01T00:00:00Z' }) }
    const late = new Date('2026-02-01T00:00:00Z')
    const expired = await signIn({ ...user, app_metadata }, late, { connection, secrets })
    expect(expired.denied).toBeDefined()
    expect((await signIn({ ...user, app_metadata }, late, more)).denied).toBe(expired.denied)
  })

  it('lets in people who are invited or were there before, and a verified address at an allowed domain', async () => {
    const app_metadata = { invitation: invitationWith({ created_user: false }) }
    const before = { ...user, created_at: '2025-12-31T00:00:00.000Z' }
    for (const one of [{ ...user, app_metadata }, before, { ...user, email: 'bob@acme.example' }]) {
      expect(await signIn(one, whilePending, { connection, secrets })).toEqual(nothing)
    }
  })

  it.each(['auth0', 'email', 'sms'])('leaves a registered account alone: %s', async (provider) => {
    const registered = { ...user, user_id: `${provider}|1` }
    expect(await signIn(registered, whilePending, { connection, secrets })).toEqual(nothing)
    const unverified = { ...registered, email: 'bob@acme.example', email_verified: false }
    expect((await signIn(unverified, whilePending, { connection, secrets })).denied).toMatch(/^Please confirm/)
  })

  it.each(['auth0x|1', 'auth0', undefined])('does not count %s as a registered account', async (user_id) => {
    expect((await signIn({ ...user, user_id }, whilePending, { connection, secrets })).denied).toMatch(/^You need an/)
  })

  it('does not count a database identity that was linked to a social account as registered', async () => {
    const event = { connection: { strategy: 'auth0' }, secrets }
    expect((await signIn(user, whilePending, event)).denied).toMatch(/^You need an invitation/)
  })

  it('checks the own address of a social identity that was linked to an invited account', async () => {
    const linked = (email_verified: boolean) => ({
      connection: 'google',
      profileData: { email: 'ada@example.com', email_verified },
    })
    const google = { connection: { name: 'google', strategy: 'google-oauth2' }, secrets }
    const invited = (email_verified: boolean) => ({
      ...user,
      user_id: made.user_id,
      identities: [{}, linked(email_verified)],
      app_metadata: { invitation: invitationWith() },
    })
    expect((await signIn(invited(false), whilePending, google)).denied).toMatch(/^Please confirm/)
    expect(await signIn(invited(true), whilePending, google)).toEqual(nothing)
  })

  it('shuts nobody out if nothing says since when', async () => {
    expect(await signIn(user, whilePending, { connection })).toEqual(nothing)
  })

  it('knows since when from its code, whatever happens to its secrets', async () => {
    const code = readFileSync('tenant/actions/require-invitation-at-sign-in/code.js', 'utf8')
    const action = { ...declaredAction('require-invitation-at-sign-in'), code }
    const [sent] = withRequiredSince({ ...desired, actions: [action] }, { since: '2026-01-01T00:00:00Z' }).actions
    const asDeployed = postLogin(sent?.code ?? '')
    const before = { ...user, created_at: '2025-12-31T00:00:00.000Z' }
    for (const lost of [
      {},
      { INVITATIONS_REQUIRED_SINCE: '2999-01-01T00:00:00Z' },
      { INVITATIONS_REQUIRED_SINCE: '' },
    ]) {
      const event = { connection, secrets: lost }
      expect((await asDeployed({ ...user, app_metadata: {} }, whilePending, event)).denied).toMatch(/^You need an/)
      expect(await asDeployed({ ...before, app_metadata: {} }, whilePending, event)).toEqual(nothing)
    }
  })

  it('never throws, whatever it is given', async () => {
    const more = fc.record({
      connection: fc.option(fc.record({ strategy: fc.string() }), { nil: undefined }),
      secrets: fc.jsonValue(),
    })
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), fc.jsonValue(), more, async (app_metadata, created_at, event) => {
        await signIn({ ...user, app_metadata, created_at }, whilePending, event)
      }),
      { numRuns: 500, seed: 20260107 },
    )
  })
})
