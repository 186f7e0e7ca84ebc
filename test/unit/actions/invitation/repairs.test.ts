import { describe, expect, it } from 'vitest'
import { repairsFor, withBlock, withoutBlock, withRolesGiven } from '../../../../actions/invitation/repairs.ts'
import type { Invitation } from '../../../../actions/invitation/invitation.ts'
import { standingOf } from '../../../../actions/invitation/standing.ts'
import { afterExpiry, invitationWith, whilePending } from './records.ts'

const untouched = { blocked: false, identities: 1, last_password_reset: undefined as string | undefined }
const acceptance = { id: invitationWith().id, at: '2026-01-02T00:00:00Z' }

/** What there is to mend, with and without --purge. */
function found(fields: Partial<Invitation>, account = untouched, now = whilePending, more: object = {}) {
  const standing = standingOf({ invitation: invitationWith(fields), ...more }, now)
  return [repairsFor(standing, account, false), repairsFor(standing, account, true)]
}

describe('what is left half done', () => {
  it('is nothing where a pending invitation was mailed or handed over', () => {
    expect(found({})).toEqual([[], []])
    expect(found({ sends: 0, delivery: 'link' })).toEqual([[], []])
  })

  it('is a mail that was never asked for, unless an administrator blocked the account', () => {
    expect(found({ sends: 0 })).toEqual([['send_mail'], ['send_mail']])
    expect(found({ sends: 0 }, { ...untouched, blocked: true })).toEqual([[], []])
  })

  it('is an expired account that nobody owns and that is open: it is blocked, or goes when it was never used', () => {
    expect(found({}, untouched, afterExpiry)).toEqual([['block'], ['delete_account']])
    expect(found({}, { ...untouched, last_password_reset: '2026-01-02T00:00:00Z' }, afterExpiry)).toEqual([
      ['block'],
      ['block'],
    ])
  })

  it('is no longer an expired account that we blocked, until it is to go', () => {
    const blocked = { ...untouched, blocked: true }
    expect(found({ blocked_at: '2026-01-08T00:00:00Z' }, blocked, afterExpiry)).toEqual([[], ['delete_account']])
  })

  it.each([
    ['was there before', { created_user: false }, untouched],
    ['has a second identity', {}, { ...untouched, identities: 2 }],
    ['an administrator blocked', {}, { ...untouched, blocked: true }],
  ])('is never an expired account that %s', (_, fields, account) => {
    expect(found(fields, account, afterExpiry)).toEqual([[], []])
  })

  it('is our block of an account whose invitation was accepted all the same, never an administrator’s', () => {
    const accepted = { invitation_acceptance: acceptance }
    const revoked = {
      state: 'revoked',
      revoked_at: '2026-01-02T00:00:01Z',
      blocked_at: '2026-01-02T00:00:01Z',
    } as const
    const blocked = { ...untouched, blocked: true }
    expect(found(revoked, blocked, whilePending, accepted)).toEqual([['unblock'], ['unblock']])
    expect(found(revoked, untouched, whilePending, accepted)).toEqual([[], []])
    expect(found({}, blocked, whilePending, accepted)).toEqual([[], []])
  })

  it('is an account that another system asks to invite', () => {
    const standing = standingOf({ invitation: { state: 'requested', note: 'Welcome' } }, whilePending)
    expect(repairsFor(standing, untouched, false)).toEqual(['invite'])
  })

  it('is never deleted where it was there before and only its password was ended', () => {
    const last_password_reset = '2026-01-02T00:00:00Z'
    const fields = { password_ended_at: last_password_reset }
    expect(found(fields, { ...untouched, last_password_reset }, afterExpiry)).toEqual([['block'], ['block']])
  })

  it('is the roles of an accepted invitation, once', () => {
    const accepted = { invitation_acceptance: acceptance }
    const roles = ['rol_editor']
    expect(found({ roles })).toEqual([[], []])
    expect(found({ roles }, untouched, whilePending, accepted)).toEqual([['give_roles'], ['give_roles']])
    const blocked = { ...untouched, blocked: true }
    expect(found({ roles }, blocked, whilePending, accepted)).toEqual([[], []])
    const given = withRolesGiven(invitationWith({ roles }), whilePending)
    expect(given).toEqual({ ...invitationWith({ roles }), roles_given_at: '2026-01-02T03:04:05Z' })
    expect(found(given, untouched, whilePending, accepted)).toEqual([[], []])
  })

  it('is nothing at an account that was revoked, never invited, or holds what is no invitation', () => {
    expect(found({ state: 'revoked' })).toEqual([[], []])
    for (const metadata of [{}, { invitation: 'hello' }]) {
      expect(repairsFor(standingOf(metadata, whilePending), untouched, true)).toEqual([])
    }
  })
})

describe('the record', () => {
  it('of an expired invitation says that we blocked the account, and stays expired', () => {
    const record = withBlock(invitationWith(), afterExpiry)
    expect(record).toEqual({ ...invitationWith(), blocked_at: '2026-01-09T00:00:00Z' })
    expect(standingOf({ invitation: record }, afterExpiry).status).toBe('expired')
  })

  it('of an accepted invitation is open again, with nothing left of the revocation', () => {
    const dead = invitationWith({ state: 'revoked', revoked_at: '2026-01-02T00:00:00Z' })
    expect(withoutBlock(withBlock(dead, afterExpiry))).toEqual(invitationWith())
  })
})
