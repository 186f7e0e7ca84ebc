import { describe, expect, it } from 'vitest'
import {
  consented,
  isOwed,
  MOST_SENDS,
  relink,
  renewed,
  resend,
  revoked,
  withEndedAccess,
  withOneMoreSend,
  withoutMail,
  withoutSends,
} from '../../../../actions/invitation/changes.ts'
import { afterExpiry, invitationWith, whilePending } from './records.ts'

const asked = { now: whilePending, extendSec: undefined, time_zone: 'UTC' }

describe('the count of mails', () => {
  it('goes back to none when Auth0 could not be asked', () => {
    const { last_sent_at: _, ...unsent } = invitationWith({ sends: 0 })
    expect(withoutSends(invitationWith())).toEqual(unsent)
  })

  it('is none where the link is handed over, and no mail is owed; it is where nothing went out', () => {
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

  it('are noted with the mail that goes out in them', () => {
    expect(sentAt('2026-01-05T23:59:59Z')).not.toHaveProperty('expires_soon')
    expect(sentAt('2026-01-06T00:00:00Z')).toHaveProperty('expires_soon', true)
  })

  it('are over once it is extended', () => {
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

  it('with an extension moves the expiry, in words too', () => {
    expect(resend(invitationWith(), { ...asked, extendSec: 86_400 })).toMatchObject({
      kind: 'send',
      invitation: { expires_at: '2026-01-03T03:04:05Z', expires_on: '3 January 2026, 03:04 UTC' },
    })
  })

  it('tells the new expiry in the invitee’s language', () => {
    expect(resend(invitationWith({ locale: 'de' }), { ...asked, extendSec: 86_400 })).toMatchObject({
      invitation: { expires_on: expect.stringMatching(/^3\. Januar 2026.* 03:04 UTC$/) as string },
    })
  })

  it('extends by at most 30 days', () => {
    expect(resend(invitationWith(), { ...asked, extendSec: 30 * 86_400 }).kind).toBe('send')
    expect(resend(invitationWith(), { ...asked, extendSec: 30 * 86_400 + 1 })).toEqual({ kind: 'invalid_extend' })
    expect(resend(invitationWith(), { ...asked, extendSec: 0 })).toEqual({ kind: 'invalid_extend' })
  })

  it('waits a minute after the last mail, and says when the next is possible', () => {
    const invitation = invitationWith({ last_sent_at: '2026-01-02T03:03:06Z' })
    const possible_at = new Date('2026-01-02T03:04:06Z')
    expect(resend(invitation, asked)).toEqual({ kind: 'too_soon', possible_at })
    expect(resend(invitation, { ...asked, now: possible_at }).kind).toBe('send')
    expect(resend({ ...invitation, last_sent_at: '2026-01-02T03:03:05Z' }, asked).kind).toBe('send')
  })

  it('need not wait when no mail was ever asked for', () => {
    const { last_sent_at: _, ...unsent } = invitationWith({ sends: 0 })
    expect(resend(unsent, asked)).toMatchObject({ kind: 'send', invitation: { sends: 1 } })
  })

  it('ends at ten mails', () => {
    expect(resend(invitationWith({ sends: MOST_SENDS - 1 }), asked).kind).toBe('send')
    expect(resend(invitationWith({ sends: MOST_SENDS }), asked)).toEqual({ kind: 'too_many' })
  })
})

describe('a new link to hand over', () => {
  it('counts as no mail: neither the minute nor the ten bind it', () => {
    const invitation = invitationWith({ sends: MOST_SENDS, last_sent_at: '2026-01-02T03:04:05Z' })
    expect(relink(invitation, asked)).toEqual({ kind: 'link', invitation: { ...invitation, delivery: 'link' } })
  })

  it('moves the expiry when asked, by at most 30 days', () => {
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

describe('revoking', () => {
  it('notes when, and whether the account was blocked along with it', () => {
    const at = '2026-01-02T03:04:05Z'
    const { expires_on: _, ...kept } = invitationWith()
    const plain = { ...kept, state: 'revoked', revoked_at: at }
    expect(revoked(invitationWith(), whilePending, false)).toEqual(plain)
    const later = invitationWith({ invited_at: '2026-01-05T00:00:00Z' }) // by another machine's clock
    expect(revoked(later, whilePending, false).revoked_at).toBe(later.invited_at)
    expect(revoked(invitationWith(), whilePending, true)).toEqual({ ...plain, blocked_at: at })
  })

  it('takes no more room than the invitation, so that it fits into metadata that is full', () => {
    const smallest = invitationWith({ client_id: 'x'.repeat(32) })
    const largest = { ...smallest, note: 'x'.repeat(500), context: '{}', redirect_to: 'https://app.example.com/' }
    const bytes = (record: object) => Buffer.byteLength(JSON.stringify(record))
    expect(bytes(revoked(smallest, whilePending, true))).toBeLessThanOrEqual(bytes(smallest))
    expect(revoked(largest, whilePending, true)).toEqual(revoked(smallest, whilePending, true))
  })
})

describe('a consent in the app', () => {
  it('is noted once, to the second, and changes nothing else', () => {
    const agreed = consented(invitationWith(), whilePending)
    expect(agreed).toEqual({ ...invitationWith(), consented_at: '2026-01-02T03:04:05Z' })
    expect(consented(agreed, afterExpiry)).toEqual(agreed)
  })
})

describe('an account whose access was ended', () => {
  it('is as good as created, and remembers when its password ended', () => {
    const at = '2026-01-01T00:00:00.500Z'
    expect(withEndedAccess(invitationWith({ created_user: false }), at)).toEqual(
      invitationWith({ password_ended_at: at }),
    )
  })
})

describe('inviting again', () => {
  const anew = invitationWith({ id: 'inv_new00000' })

  it('remembers the last three ids, newest first', () => {
    const earlier = invitationWith({ id: 'inv_4', previous_ids: ['inv_3', 'inv_2', 'inv_1'] })
    expect(renewed(anew, earlier, 1).previous_ids).toEqual(['inv_4', 'inv_3', 'inv_2'])
    expect(renewed(anew, invitationWith({ id: 'inv_1' }), 1).previous_ids).toEqual(['inv_1'])
  })

  it('treats an account that has a second identity by now as one that was there before', () => {
    expect(renewed(anew, invitationWith(), 1).created_user).toBe(true)
    expect(renewed(anew, invitationWith(), 2).created_user).toBe(false)
    expect(renewed(anew, invitationWith({ created_user: false }), 1).created_user).toBe(false)
  })
})
