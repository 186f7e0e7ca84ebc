import { expect, it } from 'vitest'
import { instant, instantAfter } from '../../../../actions/invitation/instant.ts'

const now = new Date('2026-01-02T03:04:05.678Z')

it('instants are written in UTC, to the second', () => {
  expect(instant(now)).toBe('2026-01-02T03:04:05Z')
})

it.each([
  ['2026-01-01T00:00:00Z', '2026-01-02T03:04:05Z'],
  ['2026-01-02T03:04:05Z', '2026-01-02T03:04:05Z'],
  ['2026-01-02T03:04:05.000Z', '2026-01-02T03:04:05Z'],
  ['2026-01-02T03:09:05Z', '2026-01-02T03:09:05Z'],
  ['2026-01-02T03:04:05.900Z', '2026-01-02T03:04:05.900Z'],
])('an instant after %s is never dated before it', (earlier, noted) => {
  expect(instantAfter(earlier, now)).toBe(noted)
})
