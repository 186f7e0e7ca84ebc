import { describe, expect, it } from 'vitest'
import type { Invitation } from '../../../../actions/invitation/invitation.ts'
import { repairsFor, type Inventory } from '../../../../actions/invitation/repairs.ts'
import { isOurBlock, standingOf } from '../../../../actions/invitation/standing.ts'
import { afterExpiry, invitationWith, made, whilePending } from './records.ts'

const untouched: Omit<Inventory, 'isBlockOurs'> = { ...made, blocked: false, linked: [] }
const { id } = invitationWith()
const acceptance = { id, at: '2026-01-02T00:00:00Z' }
const block = { invitation_block: { id, at: '2026-01-08T00:00:00Z' } }

/** The work that there is, with and without --purge. */
function found(
  fields: Partial<Invitation>,
  account: Omit<Inventory, 'isBlockOurs'> = untouched,
  now = whilePending,
  more: object = {},
) {
  const app_metadata = { invitation: invitationWith(fields), ...more }
  const inventory = { ...account, isBlockOurs: isOurBlock(app_metadata) }
  const told = (purges: boolean) =>
    repairsFor(standingOf(app_metadata, now), inventory, purges, now).map((finding) =>
      finding.repair === 'report' ? finding.concern : finding.repair,
    )
  return [told(false), told(true)]
}

describe('unfinished work', () => {
  it('is not a pending invitation that was mailed or handed over', () => {
    expect(found({})).toEqual([[], []])
    expect(found({ sends: 0, delivery: 'link' })).toEqual([[], []])
  })

  it('is a mail that was never asked for, unless an administrator blocked the account', () => {
    expect(found({ sends: 0 })).toEqual([['send_mail'], ['send_mail']])
    expect(found({ sends: 0 }, { ...untouched, blocked: true })).toEqual([[], []])
  })

  it('is a sign-in that linked an account of another provider and ended before the acceptance: a person has to check it', () => {
    const linked = { ...untouched, linked: [{ provider: 'google-oauth2', id: '1815' }] }
    expect(found({}, linked)).toEqual([['linked_not_accepted'], ['linked_not_accepted']])
    expect(found({ sends: 0 }, linked)[0]).toEqual(['send_mail', 'linked_not_accepted'])
    expect(found({}, { ...linked, user_id: 'auth0|1815' })).toEqual([[], []])
    expect(found({}, { ...linked, blocked: true })).toEqual([[], []])
    expect(found({}, linked, whilePending, { invitation_acceptance: acceptance })).toEqual([[], []])
  })

  it('is an expired account that nobody owns and that is not blocked: it is blocked, or deleted if it was never used', () => {
    expect(found({}, untouched, afterExpiry)).toEqual([['block'], ['delete_account']])
    const used = { ...untouched, last_password_reset: '2026-01-02T00:00:00Z' }
    expect(found({}, used, afterExpiry)).toEqual([['block'], ['block']])
  })

  it('is an expired account only once no earlier sign-in can still be on its way', () => {
    expect(found({}, untouched, new Date('2026-01-08T00:00:59Z'))).toEqual([[], []])
    expect(found({}, untouched, new Date('2026-01-08T00:01:00Z'))).toEqual([['block'], ['delete_account']])
  })

  it('is not an expired account that we have blocked, unless it has to be deleted', () => {
    const blocked = { ...untouched, blocked: true }
    expect(found({}, blocked, afterExpiry, block)).toEqual([[], ['delete_account']])
    expect(found({ blocked_at: '2026-01-08T00:00:00Z' }, blocked, afterExpiry)).toEqual([[], ['delete_account']])
  })

  it('is a revoked account that is not blocked, after a killed run or because somebody unblocked it', () => {
    const revoked = { invitation_revocation: { id, at: '2026-01-02T00:00:00Z' } }
    expect(found({}, untouched, whilePending, revoked)).toEqual([['block'], ['block']])
    expect(found({}, { ...untouched, blocked: true }, whilePending, { ...revoked, ...block })).toEqual([[], []])
    expect(found({ created_user: false }, untouched, whilePending, revoked)).toEqual([[], []])
  })

  it.each([
    ['was there before', { created_user: false }, untouched],
    ['has a second identity', {}, { ...untouched, identities: 2 }],
    ['an administrator has blocked', {}, { ...untouched, blocked: true }],
  ])('is never an expired account that %s', (_, fields, account) => {
    expect(found(fields, account, afterExpiry)).toEqual([[], []])
  })

  it('is an account that another system has asked to invite', () => {
    const standing = standingOf({ invitation: { state: 'requested', note: 'Welcome' } }, whilePending)
    expect(repairsFor(standing, { ...untouched, isBlockOurs: false }, false, whilePending)).toEqual([
      { repair: 'invite' },
    ])
  })

  it('is never deleted if the account was there before and only its password was ended', () => {
    const last_password_reset = '2026-01-02T00:00:00Z'
    const fields = { password_ended_at: last_password_reset }
    expect(found(fields, { ...untouched, last_password_reset }, afterExpiry)).toEqual([['block'], ['block']])
  })

  it('includes the roles of an accepted invitation, once', () => {
    const accepted = { invitation_acceptance: acceptance }
    const roles = ['rol_editor']
    const signedIn = { ...untouched, last_login: acceptance.at }
    expect(found({ roles })).toEqual([[], []])
    expect(found({}, signedIn, whilePending, accepted)).toEqual([[], []])
    expect(found({ roles: [] }, signedIn, whilePending, accepted)).toEqual([[], []])
    expect(found({ roles }, signedIn, whilePending, accepted)).toEqual([['give_roles'], ['give_roles']])
    expect(found({ roles }, { ...signedIn, blocked: true }, whilePending, accepted)).toEqual([[], []])
    const given = { ...accepted, invitation_roles: acceptance }
    expect(found({ roles }, signedIn, whilePending, given)).toEqual([[], []])
    expect(found({ roles, roles_given_at: acceptance.at }, signedIn, whilePending, accepted)).toEqual([[], []])
  })

  it('includes no role if the accepted invitation’s record is gone', () => {
    const standing = standingOf({ invitation_acceptance: acceptance }, whilePending)
    expect(repairsFor(standing, { ...untouched, isBlockOurs: false }, true, whilePending)).toEqual([])
  })

  it('is never an account without an invitation', () => {
    for (const metadata of [{}, { invitation: 'hello' }]) {
      const standing = standingOf(metadata, whilePending)
      expect(repairsFor(standing, { ...untouched, isBlockOurs: false }, true, whilePending)).toEqual([])
    }
  })
})

describe('work for a person', () => {
  const accepted = { invitation_acceptance: acceptance }

  it('is our block of an account whose invitation was still accepted, because no acceptance lifts it', () => {
    const blocked = { ...untouched, blocked: true, last_login: acceptance.at }
    const concern = ['blocked_after_acceptance']
    expect(found({}, blocked, whilePending, { ...accepted, ...block })).toEqual([concern, concern])
    expect(found({}, blocked, whilePending, accepted)).toEqual([[], []]) // an administrator's block
  })

  it('is our block of an account with a live invitation', () => {
    const concern = ['blocked_while_invited']
    expect(found({}, { ...untouched, blocked: true }, whilePending, block)).toEqual([concern, concern])
  })

  it('is an account that an invitation made only according to the record', () => {
    const before = { ...untouched, user_id: 'auth0|5f7c8ec7c33c6c004bbafe82', email_verified: true }
    expect(found({}, before, afterExpiry)).toEqual([['not_proven'], ['not_proven']])
    expect(found({}, { ...before, blocked: true }, afterExpiry, block)).toEqual([[], []])
  })

  it('is an account that somebody has signed in to, because Auth0 also counts refused sign-ins', () => {
    const used = { ...untouched, last_login: '2026-01-08T12:00:00Z' }
    expect(found({}, used, afterExpiry)).toEqual([['not_proven'], ['not_proven']])
  })

  it('is a role that is requested although nobody has signed in since the invitation', () => {
    const before = { ...untouched, last_login: '2025-12-01T00:00:00Z' }
    expect(found({ roles: ['rol_admin'] }, before, whilePending, accepted)).toEqual([['not_proven'], ['not_proven']])
  })
})
