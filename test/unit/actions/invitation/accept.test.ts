import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { accept, accountOf, otherWayOf, refusesReset, type Account } from '../../../../actions/invitation/accept.ts'
import type { Invitation } from '../../../../actions/invitation/invitation.ts'
import { standingOf } from '../../../../actions/invitation/standing.ts'
import { accountWith, afterExpiry, invitationWith, whilePending } from './records.ts'

function signIn(metadata: unknown, account: Account = accountWith(), now: Date = whilePending) {
  return accept(standingOf(metadata, now), account, now)
}

describe('a sign-in', () => {
  it('accepts a pending invitation, to the second', () => {
    const invitation = invitationWith()
    expect(signIn({ invitation })).toEqual({
      kind: 'accepted',
      isNew: true,
      acceptance: { id: invitation.id, at: '2026-01-02T03:04:05Z' },
      invitation,
    })
  })

  it('after the acceptance changes nothing: the first one stays', () => {
    const acceptance = { id: invitationWith().id, at: '2026-01-01T12:00:00Z' }
    const outcome = signIn({ invitation: invitationWith(), invitation_acceptance: acceptance })
    expect(outcome).toMatchObject({ kind: 'accepted', isNew: false, acceptance })
  })

  it('of somebody who was never invited, or only requested, is ordinary', () => {
    expect(signIn({})).toEqual({ kind: 'ordinary' })
    expect(signIn({ invitation: { state: 'requested' } })).toEqual({ kind: 'ordinary' })
  })

  it.each([
    ['expired', { invitation: invitationWith() }, accountWith(), afterExpiry],
    ['revoked', { invitation: invitationWith({ state: 'revoked' }) }, accountWith(), whilePending],
    ['malformed', { invitation: { created_user: true, version: 9 } }, accountWith(), whilePending],
    ['not_your_address', { invitation: invitationWith() }, accountWith({ email: 'eve@example.com' }), whilePending],
    ['not_signed_in', { invitation: invitationWith() }, accountWith({ isRefresh: true }), whilePending],
  ])('to an account that the invitation created is refused: %s', (reason, metadata, account, now) => {
    expect(signIn(metadata, account, now)).toMatchObject({ kind: 'refused', reason })
  })

  it.each([
    ['expired', { invitation: invitationWith({ created_user: false }) }, afterExpiry],
    ['revoked', { invitation: invitationWith({ created_user: false, state: 'revoked' as const }) }, whilePending],
    ['malformed', { invitation: 'another product' }, whilePending],
    ['unproven', { invitation: invitationWith({ created_user: false }) }, whilePending],
  ])('to an account that was there before stays open when the invitation is %s', (_, metadata, now) => {
    expect(signIn(metadata, accountWith(), now)).toEqual({ kind: 'ordinary' })
  })

  it('is refused in another way than the one the invitation names; an owner stays in', () => {
    const invitation = invitationWith({ accept_with: 'google-oauth2' })
    const otherWay = { email: 'ada@example.com', email_verified: true }
    const refused = { kind: 'refused', reason: 'not_this_way', invitation }
    const verified = { email_verified: true, connection: 'Username-Password-Authentication' }
    expect(signIn({ invitation }, accountWith(verified))).toEqual(refused)
    expect(signIn({ invitation }, accountWith({ otherWay, connection: 'acme' }))).toEqual(refused)
    expect(signIn({ invitation }, accountWith({ otherWay, connection: 'google-oauth2' })).kind).toBe('accepted')
    expect(signIn({ invitation }, accountWith({ ...verified, identities: 2 }))).toEqual({ kind: 'ordinary' })
    const byPassword = invitationWith({ accept_with: 'password' })
    expect(signIn({ invitation: byPassword }, accountWith(verified)).kind).toBe('accepted')
  })

  it('that only renews tokens accepts nothing, because the token may be older than the invitation, and in other hands', () => {
    const account = accountWith({ email_verified: true, isRefresh: true })
    const invitation = invitationWith({ created_user: false })
    expect(signIn({ invitation }, account)).toEqual({ kind: 'ordinary' })
    const invitation_acceptance = { id: invitation.id, at: '2026-01-01T12:00:00Z' }
    expect(signIn({ invitation, invitation_acceptance }, account)).toMatchObject({ kind: 'accepted', isNew: false })
  })

  it('to an account with a second identity is never refused', () => {
    expect(signIn({ invitation: invitationWith() }, accountWith({ identities: 2 }), afterExpiry)).toEqual({
      kind: 'ordinary',
    })
  })

  it('to an account that was there before accepts only with a verified address', () => {
    const metadata = { invitation: invitationWith({ created_user: false }) }
    expect(signIn(metadata, accountWith({ email_verified: true })).kind).toBe('accepted')
    expect(signIn(metadata, accountWith({ email_verified: false })).kind).toBe('ordinary')
  })

  it('to an account that the invitation made accepts with its link, mailed or handed over by somebody who vouches', () => {
    expect(signIn({ invitation: invitationWith({ delivery: 'mail' }) }).kind).toBe('accepted')
    expect(signIn({ invitation: invitationWith({ delivery: 'link' }) }).kind).toBe('accepted')
  })

  it('to an account whose password our tools ended needs a password that was set since', () => {
    const invitation = invitationWith({ password_ended_at: '2026-01-01T00:00:00.500Z' })
    const signInAfter = (last_password_reset?: string) =>
      signIn({ invitation }, accountWith({ last_password_reset })).kind
    expect(signInAfter('2026-01-01T00:00:00.501Z')).toBe('accepted')
    for (const earlier of ['2026-01-01T00:00:00.500Z', '2025-01-01T00:00:00Z', 'nonsense', undefined]) {
      expect(signInAfter(earlier)).toBe('refused')
    }
  })

  it('ignores the letter case of addresses', () => {
    expect(signIn({ invitation: invitationWith() }, accountWith({ email: 'Ada@Example.com' })).kind).toBe('accepted')
  })

  it('never locks out an account that was there before, and accepts only what is pending', () => {
    const metadata = fc.oneof(
      fc.jsonValue().map((invitation) => ({ invitation })),
      fc.record({
        invitation: fc.record({ created_user: fc.constant(false), version: fc.nat(3), state: fc.string() }),
      }),
    )
    fc.assert(
      fc.property(metadata, fc.boolean(), (appMetadata, email_verified) => {
        const isOurs = JSON.stringify(appMetadata).includes('"created_user":true')
        expect(signIn(appMetadata, accountWith({ email_verified })).kind).toBe(isOurs ? 'refused' : 'ordinary')
      }),
      { numRuns: 2000, seed: 20260102 },
    )
  })
})

describe('if the app asks, a sign-in', () => {
  const before = { created_user: false }
  const verified = accountWith({ email_verified: true })
  const ask = (invitation: Invitation, account = verified, now = whilePending, facts: object = {}) =>
    accept(standingOf({ invitation, ...facts }, now), account, now, 'ask-in-app')
  const agreed = { invitation_consent: { id: invitationWith().id, at: '2026-01-02T03:04:05Z' } }

  it('to an account that was there before accepts nothing until the person has agreed', () => {
    expect(ask(invitationWith(before))).toEqual({ kind: 'asked', invitation: invitationWith(before) })
    expect(ask(invitationWith(before), verified, whilePending, agreed)).toMatchObject({ kind: 'accepted', isNew: true })
  })

  it('to an account with a second identity asks, too', () => {
    expect(ask(invitationWith(), { ...verified, identities: 2 }).kind).toBe('asked')
  })

  it('accepts at once if the invitation made the account, because choosing the password was the consent', () => {
    expect(ask(invitationWith(), accountWith()).kind).toBe('accepted')
  })

  it('asks neither the wrong person nor somebody whose address is not verified', () => {
    expect(ask(invitationWith(before), { ...verified, email: 'eve@example.com' }).kind).toBe('ordinary')
    expect(ask(invitationWith(before), accountWith()).kind).toBe('ordinary')
  })

  it('renews tokens with the same question, and after the consent with the acceptance', () => {
    const renewing = { ...verified, isRefresh: true }
    expect(ask(invitationWith(before), renewing).kind).toBe('asked')
    expect(ask(invitationWith(before), renewing, whilePending, agreed).kind).toBe('accepted')
  })

  it('after the consent accepts even if the invitation would have expired, but not after a revocation', () => {
    expect(ask(invitationWith(before), verified, afterExpiry, agreed).kind).toBe('accepted')
    const revoked = { ...agreed, invitation_revocation: { id: invitationWith().id, at: '2026-01-02T03:04:06Z' } }
    expect(ask(invitationWith(before), verified, afterExpiry, revoked).kind).toBe('ordinary')
  })
})

describe('the reset page', () => {
  const stops = (invitation: unknown, account = accountWith(), now = whilePending) =>
    refusesReset(standingOf({ invitation }, now), account)?.reason

  it('stops people whom a sign-in would always refuse', () => {
    expect(stops(invitationWith(), accountWith(), afterExpiry)).toBe('expired')
    expect(stops(invitationWith({ state: 'revoked' }))).toBe('revoked')
    expect(stops({ created_user: true, version: 9 })).toBe('malformed')
  })

  it('lets people through while the invitation is pending: a missing proof may be there by the sign-in', () => {
    expect(stops(invitationWith({ delivery: 'link' }))).toBeUndefined()
    expect(stops(invitationWith(), accountWith({ email: 'eve@example.com' }))).toBeUndefined()
  })

  it('stops an account of version 0.1 without a password of its own; a sign-in to it would prove an older one', () => {
    const old = accountWith({ user_id: 'auth0|5f7c8ec7c33c6c004bbafe82' })
    expect(stops(invitationWith(), old, afterExpiry)).toBe('expired')
    expect(accept(standingOf({ invitation: invitationWith() }, afterExpiry), old, afterExpiry).kind).toBe('ordinary')
  })

  it('lets through people whom the invitation does not concern', () => {
    const ofAnotherProduct = standingOf({ invitation: 'welcome' }, whilePending)
    for (const standing of [standingOf({}, whilePending), ofAnotherProduct]) {
      expect(refusesReset(standing, accountWith())).toBeUndefined()
    }
  })
})

describe('a sign-in without the account’s own password', () => {
  const proven = { email: 'Ada@Example.com', email_verified: true }

  it('accepts in an account that the invitation made if it proves the invited address', () => {
    for (const email_verified of [true, false]) {
      const account = accountWith({ email_verified, otherWay: proven })
      expect(signIn({ invitation: invitationWith() }, account)).toMatchObject({ kind: 'accepted', isNew: true })
    }
  })

  it.each([
    ['never verified', { ...proven, email_verified: false }],
    ['another', { ...proven, email: 'eve@example.com' }],
  ])('accepts nothing there if its address is %s, whatever the account’s own address is', (_, otherWay) => {
    for (const email_verified of [true, false]) {
      const refused = signIn({ invitation: invitationWith() }, accountWith({ email_verified, otherWay }))
      expect(refused).toMatchObject({ kind: 'refused', reason: 'address_not_verified' })
      const linked = accountWith({ email_verified, otherWay, identities: 2 })
      expect(signIn({ invitation: invitationWith() }, linked)).toEqual({ kind: 'ordinary' })
    }
  })

  it('accepts in an account that was there before, whose owner linked the identity', () => {
    const account = accountWith({ email_verified: true, identities: 2, otherWay: { email: '', email_verified: false } })
    const invitation = invitationWith({ created_user: false })
    expect(signIn({ invitation }, account)).toMatchObject({ kind: 'accepted', isNew: true })
  })
})

describe('the way of a sign-in', () => {
  const own = { connection: 'Users', user_id: '1', provider: 'auth0' }
  const google = { connection: 'google', profileData: { email: 'ada@gmail.example', email_verified: true } }
  const user = { email: 'ada@example.com', email_verified: false, identities: [own, google] }
  const database = { name: 'Users', strategy: 'auth0' }
  const byMethods = (...names: string[]) => ({ methods: names.map((name) => ({ name })) })

  it('is the account’s own password if the event names its database, and no method but pwd', () => {
    for (const event of [{}, { connection: database }, { connection: { name: 'Users' } }]) {
      for (const authentication of [undefined, {}, byMethods(), byMethods('pwd'), byMethods('pwd', 'mfa')]) {
        expect(otherWayOf({ user, ...event, authentication })).toBeUndefined()
      }
    }
  })

  it('is the account itself with a passkey, a code in a mail or its own provider', () => {
    const itself = { email: 'ada@example.com', email_verified: false }
    expect(otherWayOf({ user, connection: database, authentication: byMethods('passkey') })).toEqual(itself)
    for (const strategy of ['email', 'google-oauth2']) {
      const event = { connection: { name: 'other', strategy }, authentication: byMethods('pwd') }
      expect(otherWayOf({ user, ...event })).toEqual(itself)
    }
    expect(otherWayOf({ connection: { strategy: 'samlp' } })).toEqual({ email: '', email_verified: false })
  })

  it('is a linked identity if the event names its connection', () => {
    expect(otherWayOf({ user, connection: { name: 'google', strategy: 'google-oauth2' } })).toEqual(google.profileData)
    const silent = { ...user, identities: [own, { connection: 'google' }] }
    expect(otherWayOf({ user: silent, connection: { name: 'google' } })).toEqual({ email: '', email_verified: false })
  })

  it('is the identity that proves least if several have the same connection', () => {
    const other = { connection: 'Users', profileData: { email: 'eve@example.com', email_verified: false } }
    const sure = { connection: 'Users', profileData: { email: 'bob@example.com', email_verified: true } }
    for (const linked of [
      [sure, other],
      [other, sure],
    ]) {
      const event = { user: { ...user, identities: [own, ...linked] }, connection: database }
      expect(otherWayOf(event)).toEqual(other.profileData)
    }
    expect(otherWayOf({ user: { ...user, identities: [own, sure] }, connection: database })).toEqual(sure.profileData)
  })

  it('never throws', () => {
    for (const event of [undefined, null, 5, { user: null, connection: 7, authentication: 'x' }]) {
      expect(() => otherWayOf(event)).not.toThrow()
    }
    expect(
      otherWayOf({ user: { identities: [own, null, 5] }, connection: {}, authentication: { methods: [null] } }),
    ).toEqual({ email: '', email_verified: false })
  })
})

describe('the account of an event', () => {
  it('is what Auth0 says about it', () => {
    const last_password_reset = '2026-01-02T00:00:00.000Z'
    const created_at = '2026-01-01T00:00:00.000Z'
    const known = {
      user_id: 'auth0|1',
      email: 'ada@example.com',
      email_verified: true,
      created_at,
      last_password_reset,
    }
    expect(accountOf({ ...known, identities: [{}, {}] })).toEqual({ ...known, identities: 2 })
  })

  it('has no address, no verification and one identity if Auth0’s values are missing or make no sense', () => {
    const nothing = { user_id: '', email: '', email_verified: false, identities: 1, created_at: '' }
    expect(accountOf({})).toEqual(nothing)
    expect(accountOf({ email: 7, email_verified: 'yes', identities: 'two', last_password_reset: 1 })).toEqual(nothing)
    for (const user of [undefined, null, 'ada@example.com', 5]) expect(accountOf(user)).toEqual(nothing)
  })
})
