import { describe, expect, it } from 'vitest'
import type { InvitationRow } from '../../../../../scripts/invitations/reading/invitation-row.ts'
import { ReportCount, skippedSteps, waysTold } from '../../../../../scripts/invitations/reading/report.ts'

function row(fields: Partial<InvitationRow>): InvitationRow {
  const nothing = {
    name: null,
    expires_at: null,
    revoked_at: null,
    note: null,
    locale: null,
    time_zone: null,
    redirect_to: null,
    roles: null,
    accept_with: null,
    accepted_with: null,
  }
  return {
    ...{ ...nothing, email: 'ada@example.com', user_id: 'auth0|1', invitation_id: 'inv_1', context: null },
    ...{ status: 'pending', invited_by: 'Grace', invited_at: '2026-01-01T23:59:59Z', accepted_at: null },
    ...{ password_set_at: null, delivery: 'mail', sends: 1, last_sent_at: '2026-01-01T23:59:59Z' },
    ...fields,
  }
}

function reportOn(...rows: Partial<InvitationRow>[]) {
  const count = new ReportCount(new Date('2026-02-03T00:00:00Z'))
  for (const fields of rows) count.add(row(fields))
  return count.report(undefined)
}

const accepted = (accepted_at: string) => ({ status: 'accepted', accepted_at }) as const

describe('the report', () => {
  it('counts how far invitations have come, without failed mails', () => {
    const { funnel, by_status } = reportOn(
      { sends: 0, status: 'failed' },
      { status: 'failed' },
      {},
      { password_set_at: '2026-01-02T10:00:00Z' },
      accepted('2026-01-02T11:00:00Z'),
    )
    expect(funnel).toEqual({ created: 5, mailed: 3, password_set: 2, accepted: 1 })
    expect(by_status).toEqual({ failed: 2, pending: 2, accepted: 1 })
  })

  it('counts people who accepted without a mail or a new password at that step, and says how many', () => {
    const report = reportOn(
      { ...accepted('2026-01-02T11:00:00Z'), delivery: 'link', sends: 0 },
      { ...accepted('2026-01-02T11:00:00Z'), password_set_at: '2026-01-02T10:00:00Z' },
    )
    expect(report.accepted_without).toEqual({ mail: 1, password: 1 })
    expect(skippedSteps(report)).toEqual([
      'Of the people emailed, 1 person accepted through a link that was handed over.',
      'Of “password set”, 1 person accepted without setting one.',
    ])
    expect(skippedSteps(reportOn({}))).toEqual([])
  })

  it('says with which accounts people accepted, if they differ', () => {
    const by = (accepted_with: string | null) => ({ ...accepted('2026-01-02T11:00:00Z'), accepted_with })
    const report = reportOn(by(null), by('google-oauth2'), by('Users'), by('Users'), {})
    expect(report.by_accepted_with).toEqual([
      { accepted_with: 'Users', accepted: 2 },
      { accepted_with: null, accepted: 1 },
      { accepted_with: 'google-oauth2', accepted: 1 },
    ])
    expect(waysTold(report)).toEqual(['Accepted with: 2 Users, 1 not known, 1 google-oauth2.'])
    expect(waysTold(reportOn(by('Users'), {}))).toEqual([])
  })

  it('counts a request of another system only by its status', () => {
    const { funnel, by_status } = reportOn({ status: 'requested', invited_at: null, invitation_id: null })
    expect(funnel.created).toBe(0)
    expect(by_status).toEqual({ requested: 1 })
  })

  it('shows the median and the 90th percentile of the times to accept', () => {
    const times = ['00:00:01', '00:00:59', '00:01:59', '23:59:59'].map((time) => accepted(`2026-01-02T${time}Z`))
    expect(reportOn(...times).seconds_to_accept).toEqual({ median: 60, p90: 86_400 })
    expect(reportOn({}).seconds_to_accept).toEqual({ median: null, p90: null })
  })

  it('counts acceptances by day and by the time they took', () => {
    const { acceptances_by_day, times_to_accept } = reportOn(
      accepted('2026-01-02T00:59:59Z'),
      accepted('2026-01-02T01:00:00Z'),
      accepted('2026-02-02T11:00:00Z'),
      {},
    )
    expect(acceptances_by_day).toEqual([
      { day: '2026-01-02', accepted: 2 },
      { day: '2026-02-02', accepted: 1 },
    ])
    expect(times_to_accept.map(({ within_sec, accepted }) => [within_sec, accepted])).toEqual([
      [3600, 1],
      [21_600, 1],
      [86_400, 0],
      [172_800, 0],
      [259_200, 0],
      [604_800, 0],
      [null, 1],
    ])
  })

  it('counts acceptances without a valid instant separately', () => {
    const odd = [null, 'yesterday', '', '9999-12-31T00:00:00Z', '0000-01-01T00:00:00+14:00', '2026-99-99T00:00:00Z']
    const rows = odd.map((accepted_at) => ({ status: 'accepted', accepted_at }) as const)
    const report = reportOn(...rows, accepted('2026-01-02T11:00:00+02:00'))
    expect(report).toMatchObject({ funnel: { accepted: 7 }, by_status: { accepted: 7 }, acceptances_without_day: 6 })
    expect(report.acceptances_by_day).toEqual([{ day: '2026-01-02', accepted: 1 }])
    expect(report.times_to_accept.reduce((sum, one) => sum + one.accepted, 0)).toBe(1)
  })

  it('lists failed mails, with the provider’s words', () => {
    const { failed_mails } = reportOn(
      { status: 'failed', failed_because: '550 no such user' },
      { email: 'aa@example.com', status: 'failed', failed_because: null },
      {},
    )
    expect(failed_mails).toEqual([
      { email: 'aa@example.com', reason: null },
      { email: 'ada@example.com', reason: '550 no such user' },
    ])
  })

  it('has counts by inviter, the busiest first, and by day of the invitation', () => {
    const { by_inviter, by_day } = reportOn(
      { invited_by: null },
      { invited_by: 'Ada', invited_at: '2026-01-03T00:00:00Z' },
      { invited_by: 'Ada', ...accepted('2026-01-02T11:00:00Z') },
    )
    expect(by_inviter).toEqual([
      { invited_by: 'Ada', created: 2, mailed: 2, password_set: 1, accepted: 1 },
      { invited_by: null, created: 1, mailed: 1, password_set: 0, accepted: 0 },
    ])
    expect(by_day.map(({ day, created }) => [day, created])).toEqual([
      ['2026-01-01', 2],
      ['2026-01-03', 1],
    ])
  })
})
