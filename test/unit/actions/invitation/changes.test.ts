import { describe, expect, it } from 'vitest'
import {
  afterRevocation,
  isSpent,
  isOwed,
  MOST_SENDS,
  relink,
  renewed,
  resend,
  withEndedAccess,
  withOneMoreSend,
  withoutMail,
  withoutSends,
} from '../../../../actions/invitation/changes.ts'
import { invitationWith, whilePending } from './records.ts'

const asked = { now: whilePending, extendSec: undefined, time_zone: 'UTC' }

describe('the count of mails', () => {
  it('goes back to 0 if Auth0 could not be asked', () => {
    const { last_sent_at: _, ...unsent } = invitationWith({ sends: 0 })
    expect(withoutSends(invitationWith())).toEqual(unsent)
  })

  it('is 0 if the link is handed over, and no mail is owed; a mail is owed if nothing went out', () => {
    const { last_sent_at: _, ...unsent } = invitationWith({ sends: 0, delivery: 'link' })
    expect(withoutMail(invitationWith())).toEqual(unsent)
    expect(isOwed(withoutMail(invitationWith()))).toBe(false)
    expect(isOwed(withoutSends(withoutMail(invitationWith())))).toBe(true)
    expect(isOwed(invitationWith({ sends: 1 }))).toBe(false)
  })

  it('goes up with each mail', () => {
    const sent = withOneMoreSend(invitationWith({ sends: 1 }), new Date('2026-01-03T00:00:00Z'))
    expect(sent).toEqual(invitationWith({ sends: 2, last_sent_at: '2026-01-03T00:00:00Z' }))
  })
})

describe('the last two days', () => {
  const sentAt = (at: string) => withOneMoreSend(invitationWith(), new Date(at))

  it('are noted with a mail that goes out in them', () => {
    expect(sentAt('2026-01-05T23:59:59Z')).not.toHaveProperty('expires_soon')
    expect(sentAt('2026-01-06T00:00:00Z')).toHaveProperty('expires_soon', true)
  })

  it('are over once the invitation is extended', () => {
    const late = { now: new Date('2026-01-07T00:00:00Z'), extendSec: 7 * 86_400, time_zone: 'UTC' }
    const extended = resend(sentAt('2026-01-06T00:00:00Z'), late)
    expect(extended.kind === 'send' && extended.invitation).not.toHaveProperty('expires_soon')
  })
})

describe('resending', () => {
  it('keeps id, inviter and expiry, and counts', () => {
    const invitation = invitationWith({ invited_by: 'Grace' })
    expect(resend(invitation, asked)).toEqual({
      kind: 'send',
      invitation: { ...invitation, sends: 2, last_sent_at: '2026-01-02T03:04:05Z' },
    })
  })

  it('with an extension moves the expiry, and its text', () => {
    expect(resend(invitationWith(), { ...asked, extendSec: 86_400 })).toMatchObject({
      kind: 'send',
      invitation: { expires_at: '2026-01-03T03:04:05Z', expires_on: '3 January 2026, 03:04 UTC' },
    })
  })

  it('writes the new expiry in the invitee’s language', () => {
    expect(resend(invitationWith({ locale: 'de' }), { ...asked, extendSec: 86_400 })).toMatchObject({
      invitation: { expires_on: expect.stringMatching(/^3\. Januar 2026.* 03:04 UTC$/) as string },
    })
  })

  it('extends by at most 30 days', () => {
    expect(resend(invitationWith(), { ...asked, extendSec: 30 * 86_400 }).kind).toBe('send')
    expect(resend(invitationWith(), { ...asked, extendSec: 30 * 86_400 + 1 })).toEqual({ kind: 'invalid_extend' })
    expect(resend(invitationWith(), { ...asked, extendSec: 0 })).toEqual({ kind: 'invalid_extend' })
  })

  it('is refused for a minute after the last mail, and says when the next is possible', () => {
    const invitation = invitationWith({ last_sent_at: '2026-01-02T03:03:06Z' })
    const possible_at = new Date('2026-01-02T03:04:06Z')
    expect(resend(invitation, asked)).toEqual({ kind: 'too_soon', possible_at })
    expect(resend(invitation, { ...asked, now: possible_at }).kind).toBe('send')
    expect(resend({ ...invitation, last_sent_at: '2026-01-02T03:03:05Z' }, asked).kind).toBe('send')
  })

  it('is possible at once if no mail was ever asked for', () => {
    const { last_sent_at: _, ...unsent } = invitationWith({ sends: 0 })
    expect(resend(unsent, asked)).toMatchObject({ kind: 'send', invitation: { sends: 1 } })
  })

  it('stops at ten mails', () => {
    expect(resend(invitationWith({ sends: MOST_SENDS - 1 }), asked).kind).toBe('send')
    expect(resend(invitationWith({ sends: MOST_SENDS }), asked)).toEqual({ kind: 'too_many' })
  })
})

describe('a new link to hand over', () => {
  it('does not count as a mail: neither the minute nor the ten apply to it', () => {
    const invitation = invitationWith({ sends: MOST_SENDS, last_sent_at: '2026-01-02T03:04:05Z' })
    expect(relink(invitation, asked)).toEqual({ kind: 'link', invitation: { ...invitation, delivery: 'link' } })
  })

  it('moves the expiry if asked, by at most 30 days', () => {
    expect(relink(invitationWith(), { ...asked, extendSec: 86_400 })).toMatchObject({
      invitation: { expires_at: '2026-01-03T03:04:05Z', expires_on: '3 January 2026, 03:04 UTC' },
    })
    expect(relink(invitationWith(), { ...asked, extendSec: 31 * 86_400 })).toEqual({ kind: 'invalid_extend' })
  })

  it('is followed by a mail like any other', () => {
    const handedOver = withoutMail(invitationWith())
    expect(resend(handedOver, asked)).toMatchObject({ kind: 'send', invitation: { delivery: 'mail', sends: 1 } })
  })
})

describe('an account whose access was ended', () => {
  it('counts as created by the invitation, and remembers when its password ended', () => {
    const at = '2026-01-01T00:00:00.500Z'
    expect(withEndedAccess(invitationWith({ created_user: false }), at)).toEqual(
      invitationWith({ password_ended_at: at }),
    )
  })
})

describe('inviting again', () => {
  const anew = invitationWith({ id: 'inv_new00000' })

  const account = { app_metadata: {}, identities: 1 }

  it('remembers the last three ids, newest first', () => {
    const earlier = invitationWith({ id: 'inv_4', previous_ids: ['inv_3', 'inv_2', 'inv_1'] })
    expect(renewed(anew, earlier, account).previous_ids).toEqual(['inv_4', 'inv_3', 'inv_2'])
    expect(renewed(anew, invitationWith({ id: 'inv_1' }), account).previous_ids).toEqual(['inv_1'])
  })

  it('keeps the ids that a block of ours or a late acceptance names, and no id of others', () => {
    const earlier = invitationWith({ id: 'inv_4', previous_ids: ['inv_3', 'inv_2', 'inv_1'] })
    const at = '2026-01-02T00:00:00Z'
    const named = { invitation_block: { id: 'inv_1', at }, invitation_acceptance: { id: 'inv_2', at } }
    const { previous_ids } = renewed(anew, earlier, { ...account, app_metadata: named })
    expect(previous_ids).toEqual(['inv_4', 'inv_2', 'inv_1'])
    const forged = { invitation_block: { id: 'inv_9', at } }
    expect(renewed(anew, earlier, { ...account, app_metadata: forged }).previous_ids).not.toContain('inv_9')
  })

  it('never has its own id among the earlier ones', () => {
    expect(renewed(anew, invitationWith({ id: anew.id }), account)).not.toHaveProperty('previous_ids')
  })

  it('is dated after any revocation', () => {
    const app_metadata = { invitation_revocation: { id: 'inv_1', at: anew.invited_at } }
    expect(renewed(anew, invitationWith({ id: 'inv_1' }), { ...account, app_metadata }).invited_at).toBe(
      '2026-01-01T00:00:01Z',
    )
    const earlier = { invitation_revocation: { id: 'inv_1', at: '2025-12-31T00:00:00Z' } }
    expect(afterRevocation(anew, earlier)).toEqual(anew)
    const aSecondBefore = { invitation_revocation: { id: 'inv_1', at: '2025-12-31T23:59:59Z' } }
    expect(afterRevocation(anew, aSecondBefore)).toBe(anew)
    expect(afterRevocation(anew, { invitation_revocation: { id: 'inv_1', at: 'soon' } })).toEqual(anew)
  })

  it('treats an account with a second identity like one that was there before', () => {
    expect(renewed(anew, invitationWith(), account).created_user).toBe(true)
    expect(renewed(anew, invitationWith(), { ...account, identities: 2 }).created_user).toBe(false)
    expect(renewed(anew, invitationWith({ created_user: false }), account).created_user).toBe(false)
  })
})

describe('an id that was offered before', () => {
  const { id } = invitationWith()

  it.each([
    ['revoked', { invitation: invitationWith(), invitation_revocation: { id, at: 'odd' } }],
    ['revoked by version 0.1', { invitation: invitationWith({ state: 'revoked' }) }],
    ['replaced', { invitation: invitationWith({ id: 'inv_new00000', previous_ids: [id] }) }],
    ['revoked, and its record is gone', { invitation_revocation: { id, at: '2026-01-02T00:00:00Z' } }],
  ])('is not offered again once it was %s', (_, metadata) => {
    expect(isSpent(id, metadata)).toBe(true)
  })

  it('may be offered again if it is open or expired, or if another one was revoked', () => {
    const other = { id: 'inv_new00000', at: '2026-01-02T00:00:00Z' }
    expect(isSpent(id, { invitation: invitationWith(), invitation_revocation: other })).toBe(false)
    expect(isSpent(id, {})).toBe(false)
  })
})
