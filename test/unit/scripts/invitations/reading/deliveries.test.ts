import { describe, expect, it } from 'vitest'
import type { MailEvent } from '../../../../../scripts/auth0/log/mail-log.ts'
import { deliveriesFrom, mailsOf } from '../../../../../scripts/invitations/reading/deliveries.ts'

const at = (time: string) => `2026-01-01T${time}Z`
const asked = (time: string): MailEvent => ({ type: 'scpr', date: at(time) })
const notTaken = (time: string, reason = 'No such mailbox.'): MailEvent => ({ type: 'fn', date: at(time), reason })

describe('what became of a mail', () => {
  it('the provider took what was asked for and did not fail; nothing says that it arrived', () => {
    expect(deliveriesFrom([asked('10:00:00.000')])).toEqual([
      { at: at('10:00:00.000'), outcome: 'handed_to_provider', reason: null },
    ])
  })

  it('a failure belongs to the request before it, in the provider’s words', () => {
    const events = [notTaken('10:00:01.000'), asked('11:00:00.000'), asked('10:00:00.000')]
    expect(deliveriesFrom(events)).toEqual([
      { at: at('10:00:00.000'), outcome: 'failed', reason: 'No such mailbox.' },
      { at: at('11:00:00.000'), outcome: 'handed_to_provider', reason: null },
    ])
  })

  it('a failure that the log notes a moment before its request belongs to it all the same', () => {
    expect(deliveriesFrom([notTaken('09:59:59.000'), asked('10:00:00.000')])).toMatchObject([{ outcome: 'failed' }])
  })

  it('a failure whose request is not in the log any more stands for itself', () => {
    expect(deliveriesFrom([notTaken('09:00:00.000'), asked('10:00:00.000')])).toMatchObject([
      { at: at('09:00:00.000'), outcome: 'failed' },
      { at: at('10:00:00.000'), outcome: 'handed_to_provider' },
    ])
  })

  it('a request that Auth0 did not take has failed, in Auth0’s words', () => {
    const refused: MailEvent = { type: 'fcpr', date: at('10:00:00.000'), reason: 'User does not exist.' }
    expect(deliveriesFrom([refused])).toEqual([
      { at: at('10:00:00.000'), outcome: 'failed', reason: 'User does not exist.' },
    ])
  })
})

describe('the mails of an invitation', () => {
  const invited = { invited_at: at('10:00:00'), last_sent_at: at('10:00:00') }

  it('what is not in the log yet, or not any more, is only known to be asked for', () => {
    expect(mailsOf(invited, [])).toEqual([{ at: at('10:00:00'), outcome: 'asked', reason: null }])
    const resent = { ...invited, last_sent_at: at('12:00:00') }
    expect(mailsOf(resent, [asked('10:00:00.000'), notTaken('10:00:01.000')])).toMatchObject([
      { outcome: 'failed' },
      { at: at('12:00:00'), outcome: 'asked' },
    ])
  })

  it('mails from before the invitation are none of it; two minutes between the clocks do not matter', () => {
    expect(mailsOf(invited, [asked('09:00:00.000'), asked('09:58:30.000')])).toMatchObject([{ at: at('09:58:30.000') }])
  })

  it('an invitation without a mail has none', () => {
    expect(mailsOf({ ...invited, last_sent_at: null }, [])).toEqual([])
  })
})
