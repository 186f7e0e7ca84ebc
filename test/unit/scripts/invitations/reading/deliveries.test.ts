import { describe, expect, it } from 'vitest'
import type { MailEvent } from '../../../../../scripts/auth0/log/mail-log.ts'
import { deliveriesFrom, mailsOf } from '../../../../../scripts/invitations/reading/deliveries.ts'

const at = (time: string) => `2026-01-01T${time}Z`
const asked = (time: string): MailEvent => ({ type: 'scpr', date: at(time) })
const notTaken = (time: string, reason = 'No such mailbox.'): MailEvent => ({ type: 'fn', date: at(time), reason })

describe('the delivery of a mail', () => {
  it('is “handed to the provider” after a request without a failure, which does not prove that the mail arrived', () => {
    expect(deliveriesFrom([asked('10:00:00.000')])).toEqual([
      { at: at('10:00:00.000'), outcome: 'handed_to_provider', reason: null },
    ])
  })

  it('is “failed” if a failure follows the request, with the provider’s words', () => {
    const events = [notTaken('10:00:01.000'), asked('11:00:00.000'), asked('10:00:00.000')]
    expect(deliveriesFrom(events)).toEqual([
      { at: at('10:00:00.000'), outcome: 'failed', reason: 'No such mailbox.' },
      { at: at('11:00:00.000'), outcome: 'handed_to_provider', reason: null },
    ])
  })

  it('is “failed” even if the log has the failure a moment before the request', () => {
    expect(deliveriesFrom([notTaken('09:59:59.000'), asked('10:00:00.000')])).toMatchObject([{ outcome: 'failed' }])
  })

  it('is “failed” even if the request is no longer in the log', () => {
    expect(deliveriesFrom([notTaken('09:00:00.000'), asked('10:00:00.000')])).toMatchObject([
      { at: at('09:00:00.000'), outcome: 'failed' },
      { at: at('10:00:00.000'), outcome: 'handed_to_provider' },
    ])
  })

  it('is “failed” if Auth0 refused the request, with Auth0’s words', () => {
    const refused: MailEvent = { type: 'fcpr', date: at('10:00:00.000'), reason: 'User does not exist.' }
    expect(deliveriesFrom([refused])).toEqual([
      { at: at('10:00:00.000'), outcome: 'failed', reason: 'User does not exist.' },
    ])
  })
})

describe('the mails of an invitation', () => {
  const invited = { invited_at: at('10:00:00'), last_sent_at: at('10:00:00') }

  it('are only known as asked for, if they are not in the log', () => {
    expect(mailsOf(invited, [])).toEqual([{ at: at('10:00:00'), outcome: 'asked', reason: null }])
    const resent = { ...invited, last_sent_at: at('12:00:00') }
    expect(mailsOf(resent, [asked('10:00:00.000'), notTaken('10:00:01.000')])).toMatchObject([
      { outcome: 'failed' },
      { at: at('12:00:00'), outcome: 'asked' },
    ])
  })

  it('do not include earlier mails; two minutes between the clocks do not matter', () => {
    expect(mailsOf(invited, [asked('09:00:00.000'), asked('09:58:30.000')])).toMatchObject([{ at: at('09:58:30.000') }])
  })

  it('are missing if there was no mail', () => {
    expect(mailsOf({ ...invited, last_sent_at: null }, [])).toEqual([])
  })
})
