import { describe, expect, it } from 'vitest'
import { Snapshot } from '../../../../scripts/desk/rows.ts'
import { find, ON_A_PAGE, queryOf, whichIn } from '../../../../scripts/desk/which.ts'
import type { InvitationRow } from '../../../../scripts/invitations/index.ts'

const now = new Date('2026-01-10T00:00:00Z')
const nothing = {
  ...{ name: null, accepted_at: null, revoked_at: null, password_set_at: null, delivery: null, note: null },
  ...{ locale: null, time_zone: null, redirect_to: null, roles: null, context: null, last_sent_at: null },
  ...{ accept_with: null, accepted_with: null },
} satisfies Partial<InvitationRow>
const row = (name: string, more: Partial<InvitationRow> = {}): InvitationRow => ({
  ...nothing,
  ...{
    email: `${name}@example.com`,
    user_id: `auth0|${name}`,
    invitation_id: `inv_${name}`,
    status: 'pending',
    sends: 1,
  },
  ...{ invited_by: null, invited_at: '2026-01-01T00:00:00Z', expires_at: '2026-01-20T00:00:00Z' },
  ...more,
})
const found = (query: Record<string, string>, ...rows: InvitationRow[]) => {
  const { rows: shown, ...rest } = find(new Snapshot(rows, [], now), whichIn(query), now)
  return { emails: shown.map(({ email }) => email.replace('@example.com', '')), ...rest }
}

describe('the choice of invitations in the list', () => {
  it('is completely in the address, which leads back to the same choice', () => {
    const said = {
      status: 'failed',
      search: 'a & b',
      invited_by: 'Grace',
      since: '2026-01-01',
      expiring: '7',
      sort: '-email',
      page: '3',
    }
    const query = queryOf(whichIn(said))
    expect(query).toBe('?status=failed&search=a+%26+b&invited_by=Grace&since=2026-01-01&expiring=7&sort=-email&page=3')
    expect(whichIn(Object.fromEntries(new URLSearchParams(query)))).toEqual(whichIn(said))
    expect(queryOf(whichIn({}))).toBe('')
  })

  it('puts unknown values last in either order, and sorts equal values by address', () => {
    const rows = [
      row('c', { invited_by: 'Grace' }),
      row('b'),
      row('a', { invited_by: 'Linus' }),
      row('d', { invited_by: 'Grace' }),
    ]
    expect(found({ sort: 'invited_by' }, ...rows).emails).toEqual(['c', 'd', 'a', 'b'])
    expect(found({ sort: '-invited_by' }, ...rows).emails).toEqual(['a', 'c', 'd', 'b'])
  })

  it('has counts by status of all that match the other filters', () => {
    const rows = [row('a', { status: 'accepted' }), row('ab'), row('b', { status: 'accepted' })]
    const { emails, total, counts } = found({ status: 'accepted', search: 'a@' }, ...rows)
    expect({ emails, total, counts: [...counts] }).toEqual({ emails: ['a'], total: 1, counts: [['accepted', 1]] })
  })

  it('shows the last page for a number beyond it', () => {
    const rows = Array.from({ length: ON_A_PAGE + 2 }, (_, index) => row(`p${String(index).padStart(3, '0')}`))
    expect(found({ sort: 'email', page: '2' }, ...rows)).toMatchObject({ emails: ['p050', 'p051'], pages: 2 })
    expect(found({ sort: 'email', page: '99' }, ...rows).emails).toEqual(['p050', 'p051'])
  })

  it('shows an invitation as it is after a change, and leaves out a deleted one', () => {
    const snapshot = new Snapshot([row('a'), row('b')], [], now)
    snapshot.replace('auth0|a', row('a', { status: 'revoked' }))
    snapshot.replace('auth0|b', undefined)
    snapshot.replace('auth0|c', row('c'))
    const { rows } = find(snapshot, whichIn({ sort: 'email' }), now)
    expect(rows.map(({ email, status }) => `${email} ${status}`)).toEqual([
      'a@example.com revoked',
      'c@example.com pending',
    ])
  })
})
