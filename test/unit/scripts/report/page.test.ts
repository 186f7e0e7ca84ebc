import { describe, expect, it } from 'vitest'
import type { Report } from '../../../../scripts/invitations/reading/report.ts'
import { reportPage } from '../../../../scripts/report/page.ts'

const funnel = { created: 4, mailed: 3, password_set: 2, accepted: 1 }
const report: Report = {
  ...{ since: null, funnel, by_status: { pending: 3, accepted: 1 }, by_day: [], failed_mails: [] },
  seconds_to_accept: { median: 3600, p90: 90_000 },
  times_to_accept: [
    { within_sec: 3600, accepted: 1 },
    { within_sec: null, accepted: 0 },
  ],
  acceptances_by_day: [{ day: '2026-01-30', accepted: 1 }],
  acceptances_without_day: 0,
  accepted_without: { mail: 0, password: 0 },
  by_accepted_with: [{ accepted_with: 'Users', accepted: 1 }],
  by_inviter: [{ invited_by: 'Grace', ...funnel }],
}
const facts = { domain: 'acme.eu.auth0.com', made_at: new Date('2026-02-03T04:05:06Z'), notes: [] }
const page = (changes: Partial<Report> = {}, notes: string[] = []) =>
  reportPage({ ...report, ...changes }, { ...facts, notes })

/** What a screen reader says instead of each chart. Of the two drawings of bars, a page shows one. */
const alternatives = (html: string) => [
  ...new Set([...html.matchAll(/role="img" aria-label="(.*?)"/g)].map(([, text]) => text)),
]

describe('the page of a report', () => {
  it('has every number of its charts as text', () => {
    expect(alternatives(page())).toEqual([
      'How far invitees got. created: 4 (100\u00a0%); mailed: 3 (75\u00a0%); password set: 2 (50\u00a0%); accepted: 1 (25\u00a0%)',
      'Acceptances per day (UTC). 2026-01-30: 1',
      'How long it took to accept. up to 1 h: 1; after 1 h: 0',
    ])
    expect(page()).toContain('Half accepted within 1 h, nine of ten within 25 h.')
  })

  it('draws the days between two acceptances, or weeks if there are many', () => {
    const days = (last: string) => ({
      acceptances_by_day: [
        { day: '2026-01-30', accepted: 1 },
        { day: last, accepted: 2 },
      ],
    })
    expect(alternatives(page(days('2026-02-02')))[1]).toBe(
      'Acceptances per day (UTC). 2026-01-30: 1; 2026-01-31: 0; 2026-02-01: 0; 2026-02-02: 2',
    )
    expect(alternatives(page(days('2026-06-01')))[1]).toMatch(/^Acceptances per week.* 2026-01-26: 1; .*2026-06-01: 2$/)
  })

  it('draws at most two years before the last acceptance, and lists all', () => {
    const html = page({
      acceptances_by_day: [
        { day: '2014-01-01', accepted: 1 },
        { day: '2026-06-01', accepted: 2 },
      ],
    })
    const chart = alternatives(html)[1] ?? ''
    expect(chart).toMatch(
      /^Acceptances per week \(by its Monday, UTC\), the last two years\. 2024-06-03: 0; .*2026-06-01: 2$/,
    )
    expect(html).toContain('<td>2014-01-01</td><td>1</td>')
  })

  it.each(['yesterday', '', '-000001-12', '9999-99-99'])('draws no days if one is invalid: %j', (day) => {
    expect(alternatives(page({ acceptances_by_day: [{ day, accepted: 1 }] }))).toHaveLength(3)
  })

  it('says how many acceptances have no day', () => {
    expect(page({ acceptances_without_day: 1 })).toContain('<p>The day of 1 acceptance is not known.</p>')
    const nothing = page({ acceptances_by_day: [], acceptances_without_day: 2 })
    expect(nothing).toContain('<p>The day of 2 acceptances is not known.</p>')
  })

  it('shows names, addresses and the provider’s words only as text', () => {
    const evil = `"><script>alert(1)</script>'`
    const html = page(
      { by_inviter: [{ invited_by: evil, ...funnel }], failed_mails: [{ email: evil, reason: evil }] },
      [evil],
    )
    expect(html).not.toContain('<script')
    expect(html.match(/&quot;&gt;&lt;script&gt;alert\(1\)&lt;\/script&gt;&#39;/g)).toHaveLength(4)
  })

  it('says if there is nothing yet', () => {
    const nothing = { created: 0, mailed: 0, password_set: 0, accepted: 0 }
    const html = page({
      ...{ funnel: nothing, by_status: {}, acceptances_by_day: [], by_inviter: [] },
      ...{ seconds_to_accept: { median: null, p90: null }, times_to_accept: [{ within_sec: null, accepted: 0 }] },
    })
    expect(html).not.toContain('By status')
    expect(html).toContain('Nobody has accepted yet.')
    expect(html).toContain('Nobody has been invited yet.')
    expect(html).toContain('None, as far as the tenant’s log goes back.')
    expect(html).not.toContain('NaN')
  })

  it('shows fifty rows of a long table, and says where the others are', () => {
    const failed_mails = Array.from({ length: 60 }, (_, index) => ({ email: `p${index}@example.com`, reason: null }))
    const html = page({ failed_mails })
    expect(html.match(/@example\.com/g)).toHaveLength(50)
    expect(html).toContain('50 of 60; report --json has all.')
  })
})
