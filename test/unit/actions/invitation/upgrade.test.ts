import { describe, expect, it } from 'vitest'
import { RECORD_VERSION } from '../../../../actions/invitation/invitation.ts'
import { readInvitation } from '../../../../actions/invitation/read.ts'
import { upgradeRecord, upgrades } from '../../../../actions/invitation/upgrade.ts'

/** A record of every version that was ever written; a new version adds a line and an upgrade. */
const everWritten = [
  {
    version: 1,
    id: 'inv_0123456789abcdef0123456789abcdef',
    email: 'ada@example.com',
    state: 'open',
    created_user: true,
    delivery: 'mail',
    invited_at: '2026-01-01T00:00:00Z',
    expires_at: '2026-01-08T00:00:00Z',
    sends: 1,
    last_sent_at: '2026-01-01T00:00:00Z',
  },
]

describe('the record', () => {
  it.each(everWritten)('of version $version can still be read', (invitation) => {
    expect(readInvitation({ invitation }).kind).toBe('invitation')
  })

  it('has an upgrade from each version but the present one', () => {
    expect(everWritten.map(({ version }) => version)).toEqual(Array.from({ length: RECORD_VERSION }, (_, i) => i + 1))
    expect(Object.keys(upgrades)).toHaveLength(RECORD_VERSION - 1)
  })

  const steps = {
    1: ({ email, ...record }: Record<string, unknown>) => ({ ...record, version: 2, address: email }),
    2: (record: Record<string, unknown>) => ({ ...record, version: 3, tags: [] }),
  }

  it('is upgraded version by version up to the wanted one', () => {
    expect(upgradeRecord({ version: 1, email: 'a@b.de' }, 3, steps)).toEqual({
      version: 3,
      address: 'a@b.de',
      tags: [],
    })
    expect(upgradeRecord({ version: 2, address: 'a@b.de' }, 3, steps)).toEqual({
      version: 3,
      address: 'a@b.de',
      tags: [],
    })
  })

  it.each([4, 0, '1', undefined, Number.NaN, 'toString'])(
    'of version %s cannot be upgraded to version 3',
    (version) => {
      expect(upgradeRecord({ version }, 3, steps)).toBeUndefined()
    },
  )

  it('is not upgraded by a step that does not increase the version', () => {
    expect(upgradeRecord({ version: 1 }, 3, { 1: (record) => record })).toBeUndefined()
  })
})
