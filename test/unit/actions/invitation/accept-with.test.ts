import { describe, expect, it } from 'vitest'
import {
  accountFor,
  countIdentities,
  isAmong,
  isToTryAgain,
  newIdentityIn,
  passedOn,
  type NewIdentity,
} from '../../../../actions/invitation/accept-with.ts'
import { refusesReset, type Account } from '../../../../actions/invitation/accept.ts'
import { accountWith, invitationWith, made, whilePending } from './records.ts'

const { id: invitation_id } = invitationWith()
const acceptWith = ['google-oauth2', 'acme']
const own = { provider: 'google-oauth2', user_id: '1815', connection: 'google-oauth2', isSocial: true }
const user = {
  user_id: 'google-oauth2|1815',
  email: 'Ada@Example.com',
  email_verified: true,
  created_at: '2026-01-02T03:04:05.000Z',
  identities: [own],
  app_metadata: {},
  user_metadata: {},
}
const event = {
  user,
  connection: { name: 'google-oauth2', strategy: 'google-oauth2' },
  transaction: { protocol: 'oidc-basic-profile' },
  authorization: { roles: [] },
  request: { query: { 'ext-invitation': invitation_id } },
}
const identity: NewIdentity = {
  invitation_id,
  user_id: 'google-oauth2|1815',
  provider: 'google-oauth2',
  id: '1815',
  connection: 'google-oauth2',
  email: 'Ada@Example.com',
  created_at: '2026-01-02T03:04:05.000Z',
}

describe('passedOn', () => {
  it('is the invitation that the app passes on to /authorize', () => {
    expect(passedOn(event)).toBe(invitation_id)
  })

  it.each([
    ['no request', {}],
    ['no such parameter', { request: { query: { invitation: invitation_id } } }],
    ['something that is not an id', { request: { query: { 'ext-invitation': '*' } } }],
    ['several', { request: { query: { 'ext-invitation': [invitation_id] } } }],
  ])('is nothing if there is %s', (_, given) => {
    expect(passedOn(given)).toBeUndefined()
  })
})

describe('newIdentityIn', () => {
  it('is an identity that signs in for the first time at a listed provider, which has verified its address', () => {
    expect(newIdentityIn(event, acceptWith)).toEqual(identity)
  })

  it('can be an identity of an enterprise connection, whose ids begin with its name', () => {
    const saml = { provider: 'samlp', user_id: 'acme|7', connection: 'acme' }
    const at = {
      ...event,
      user: { ...user, user_id: 'samlp|acme|7', identities: [saml] },
      connection: { name: 'acme', strategy: 'samlp' },
    }
    expect(newIdentityIn(at, acceptWith)).toMatchObject({ provider: 'samlp', id: 'acme|7', connection: 'acme' })
  })

  it('can be an account whose empty parts Auth0 leaves out', () => {
    const { app_metadata: _, user_metadata: __, ...bare } = user
    const { authorization: ___, transaction: ____, ...rest } = event
    expect(newIdentityIn({ ...rest, user: bare }, acceptWith)).toEqual(identity)
    expect(newIdentityIn({ ...event, user: { ...user, app_metadata: null } }, acceptWith)).toEqual(identity)
  })

  const withUser = (fields: object) => ({ ...event, user: { ...user, ...fields } })
  it.each<[string, object]>([
    ['no invitation is passed on', { ...event, request: { query: {} } }],
    ['tokens are renewed', { ...event, transaction: { protocol: 'oauth2-refresh-token' } }],
    ['the connection is not listed', { ...event, connection: { name: 'github', strategy: 'github' } }],
    ['the connection has no name', { ...event, connection: { strategy: 'google-oauth2' } }],
    ['the connection is a database', { ...event, connection: { name: 'google-oauth2', strategy: 'auth0' } }],
    ['the connection sends text messages', { ...event, connection: { name: 'google-oauth2', strategy: 'sms' } }],
    ['the identity is of another connection', withUser({ identities: [{ ...own, connection: 'acme' }] })],
    ['there is no identity', withUser({ identities: [] })],
    ['there is another identity', withUser({ identities: [own, { ...own, user_id: '2' }] })],
    ['the identity has no provider', withUser({ identities: [{ ...own, provider: undefined }] })],
    [
      'the account’s id begins with undefined',
      withUser({ identities: [{ ...own, provider: undefined }], user_id: 'undefined|1815' }),
    ],
    ['the identity has no id', withUser({ identities: [{ ...own, user_id: 1815 }], user_id: 'google-oauth2|1815' })],
    ['the account goes by another id', withUser({ user_id: 'auth0|invited_0123456789' })],
    [
      'the id is not valid text',
      withUser({ user_id: 'google-oauth2|\ud800', identities: [{ ...own, user_id: '\ud800' }] }),
    ],
    ['there is no address', withUser({ email: undefined })],
    ['the address is not valid text', withUser({ email: '\ud800@example.com' })],
    ['the address is not verified', withUser({ email_verified: false })],
    ['the address is verified by a text, not by true', withUser({ email_verified: 'true' })],
    ['its creation date is missing', withUser({ created_at: undefined })],
    ['it has app_metadata', withUser({ app_metadata: { plan: 'team' } })],
    ['it has user_metadata', withUser({ user_metadata: { theme: 'dark' } })],
    ['its metadata is odd', withUser({ app_metadata: 'plan' })],
    ['its metadata is a number', withUser({ app_metadata: 7 })],
    ['it has a role', { ...event, authorization: { roles: ['editor'] } }],
    ['it signs in to an organization', { ...event, organization: { id: 'org_1' } }],
  ])('is undefined if %s', (_, given) => {
    expect(newIdentityIn(given, acceptWith)).toBeUndefined()
  })

  it('is undefined if no connection is listed', () => {
    expect(newIdentityIn(event, [])).toBeUndefined()
  })
})

describe('accountFor', () => {
  const invited = {
    user_id: made.user_id,
    email: 'ada@example.com',
    identities: [{ provider: 'auth0', user_id: 'invited_0123456789abcdef0123456789abcdef' }],
    app_metadata: { invitation: invitationWith() },
  }
  const theirs = { user_id: 'google-oauth2|1815', email: 'ada@example.com', identities: [own] }

  const record = (fields: object) => ({ ...invited, app_metadata: { invitation: { ...invitationWith(), ...fields } } })

  it('is the account that the invitation made, among all with the address', () => {
    expect(accountFor(identity, [theirs, invited], whilePending)).toBe(made.user_id)
    expect(accountFor(identity, [{ ...invited, blocked: false }], whilePending)).toBe(made.user_id)
    expect(accountFor(identity, [record({ accept_with: 'google-oauth2' })], whilePending)).toBe(made.user_id)
  })

  const fact = { id: invitation_id, at: '2026-01-02T00:00:00Z' }
  it.each<[string, object]>([
    ['the invitation has another id', record({ id: 'inv_ffffffffffffffffffffffffffffffff' })],
    ['it has expired', record({ expires_at: '2026-01-02T00:00:00Z' })],
    ['it was revoked', { ...invited, app_metadata: { ...invited.app_metadata, invitation_revocation: fact } }],
    ['it was accepted', { ...invited, app_metadata: { ...invited.app_metadata, invitation_acceptance: fact } }],
    ['it is for an account that was there before', record({ created_user: false })],
    ['nothing but the record says that it made the account', { ...invited, user_id: 'auth0|1815' }],
    ['the account has no id', { ...invited, user_id: undefined }],
    ['its id is not text', { ...invited, user_id: [made.user_id] }],
    ['the account is blocked', { ...invited, blocked: true }],
    ['the account may be blocked', { ...invited, blocked: 'no' }],
    ['an identity is already linked', { ...invited, identities: [...invited.identities, own] }],
    ['its identities are missing', { ...invited, identities: undefined }],
    ['the invitation went to another address', record({ email: 'eve@example.com' })],
    ['the account has another address', { ...invited, email: 'eve@example.com' }],
    ['the account has no address', { ...invited, email: undefined }],
    ['it is for another provider', record({ accept_with: 'acme' })],
    ['it is for a password', record({ accept_with: 'password' })],
    ['the invitation is younger than the identity', record({ invited_at: '2026-01-02T03:04:10.001Z' })],
  ])('is undefined if %s', (_, account) => {
    expect(accountFor(identity, [account], whilePending)).toBeUndefined()
  })

  it('allows an identity up to five seconds older than the invitation, because clocks show whole seconds', () => {
    const invited_at = '2026-01-02T03:04:10.000Z'
    expect(accountFor(identity, [record({ invited_at })], whilePending)).toBe(made.user_id)
  })

  it('is undefined if the identity has another address, or one that only looks the same', () => {
    for (const email of ['eve@example.com', 'ａda@example.com', 'ada+1@example.com']) {
      expect(accountFor({ ...identity, email }, [invited], whilePending)).toBeUndefined()
    }
  })

  it('is undefined if two accounts have the invitation', () => {
    expect(accountFor(identity, [invited, invited], whilePending)).toBeUndefined()
  })

  it('is undefined if the answer is not a list', () => {
    expect(accountFor(identity, { error: 'Bad Request' }, whilePending)).toBeUndefined()
  })
})

describe('the link to a new password', () => {
  const at = (accept_with: string, fields: Partial<Account> = {}) =>
    refusesReset({ status: 'pending', invitation: invitationWith({ accept_with }) }, accountWith(fields))

  it('is refused if the invitation is for an account of one provider, and nobody owns the account', () => {
    expect(at('google-oauth2')).toMatchObject({ kind: 'refused', reason: 'not_this_way' })
    expect(at('google-oauth2', { identities: 2 })).toBeUndefined()
    expect(at('password')).toBeUndefined()
  })
})

describe('isAmong', () => {
  it('finds the identity by its provider and its id at the provider', () => {
    expect(isAmong(identity, [{ provider: 'auth0', user_id: '1815' }, own])).toBe(true)
    expect(isAmong(identity, [{ provider: 'auth0', user_id: '1815' }])).toBe(false)
    expect(isAmong(identity, [{ ...own, user_id: '1816' }])).toBe(false)
    expect(isAmong(identity, undefined)).toBe(false)
  })
})

describe('countIdentities', () => {
  const first = { provider: 'auth0', connection: 'Username-Password-Authentication' }
  const linked = { ...own, profileData: { email: 'ADA@example.com', email_verified: true } }
  const account = { user_id: made.user_id, email: 'ada@example.com', identities: [first, linked] }

  it('does not count an identity that can accept, because it shows no owner before the acceptance', () => {
    expect(countIdentities(account, acceptWith)).toBe(1)
  })

  it.each<[string, number, object]>([
    ['of another connection', 2, { identities: [first, { ...linked, connection: 'github' }] }],
    [
      'whose address nobody verified',
      2,
      { identities: [first, { ...linked, profileData: { email: 'ada@example.com' } }] },
    ],
    [
      'with another address',
      2,
      { identities: [first, { ...linked, profileData: { email: 'eve@example.com', email_verified: true } }] },
    ],
    ['without a profile', 2, { identities: [first, own] }],
    ['without an address', 2, { identities: [first, { ...linked, profileData: { email_verified: true } }] }],
    ['in an account that no invitation made', 2, { user_id: 'auth0|1815' }],
    ['in an account without an id', 2, { user_id: undefined }],
    ['in an account without an address', 2, { email: undefined }],
    ['that is the account’s own identity', 1, { identities: [linked] }],
    ['twice: both can accept', 1, { identities: [first, linked, linked] }],
  ])('of an identity %s: %i', (_, count, fields) => {
    expect(countIdentities({ ...account, ...fields }, acceptWith)).toBe(count)
  })

  it('counts every identity if no connection is listed, and one if they are missing', () => {
    expect(countIdentities(account, [])).toBe(2)
    expect(countIdentities({}, acceptWith)).toBe(1)
  })
})

describe('isToTryAgain', () => {
  it('is true if an Action before this one says so', () => {
    expect(isToTryAgain({ transaction: { metadata: { invitation_try_again: true } } })).toBe(true)
    expect(isToTryAgain({ transaction: { metadata: { invitation_try_again: 'true' } } })).toBe(false)
    expect(isToTryAgain({})).toBe(false)
  })
})
