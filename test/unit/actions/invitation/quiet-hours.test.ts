import { describe, expect, it } from 'vitest'
import { quietUntil, readQuietHours } from '../../../../actions/invitation/quiet-hours.ts'

const nights = { from: 20 * 60, to: 8 * 60 }
const until = (at: string, zone = 'UTC', quiet = nights) => quietUntil(quiet, new Date(at), zone)?.toISOString()

describe('quiet hours', () => {
  it.each([
    ['20:00-08:00', nights],
    ['9:30 - 17:05', { from: 570, to: 1025 }],
    ['22:00-7:00', { from: 1320, to: 420 }],
    ['00:00-23:59', { from: 0, to: 1439 }],
  ])('are read from %s', (text, quiet) => {
    expect(readQuietHours(text)).toEqual(quiet)
  })

  it.each(['', '20-8', '24:00-08:00', '20:60-08:00', '20:00', '08:00-08:00', '20:00-08:00h', 'at 20:00-08:00'])(
    'are not read from %j',
    (text) => {
      expect(readQuietHours(text)).toBeUndefined()
    },
  )

  it('last from their first minute until the minute in which they end', () => {
    const noon = { from: 12 * 60, to: 13 * 60 }
    expect(until('2026-01-01T11:59:59Z', 'UTC', noon)).toBeUndefined()
    expect(until('2026-01-01T12:00:00Z', 'UTC', noon)).toBe('2026-01-01T13:00:00.000Z')
    expect(until('2026-01-01T12:59:59.999Z', 'UTC', noon)).toBe('2026-01-01T13:00:00.000Z')
    expect(until('2026-01-01T13:00:00Z', 'UTC', noon)).toBeUndefined()
  })

  it('go across midnight', () => {
    expect(until('2026-01-01T19:59:00Z')).toBeUndefined()
    expect(until('2026-01-01T20:00:00Z')).toBe('2026-01-02T08:00:00.000Z')
    expect(until('2026-01-02T00:00:00Z')).toBe('2026-01-02T08:00:00.000Z')
    expect(until('2026-01-02T08:00:00Z')).toBeUndefined()
  })

  it('follow the zone, even by half hours', () => {
    expect(until('2026-01-01T19:30:00Z', 'Europe/Berlin')).toBe('2026-01-02T07:00:00.000Z')
    expect(until('2026-01-01T19:30:00Z', 'America/New_York')).toBeUndefined()
    expect(until('2026-01-01T15:00:00Z', 'Asia/Kolkata')).toBe('2026-01-02T02:30:00.000Z')
  })

  it('are an hour shorter on the night when clocks go forward, and an hour longer when they go back', () => {
    expect(until('2026-03-28T19:00:00Z', 'Europe/Berlin')).toBe('2026-03-29T06:00:00.000Z')
    expect(until('2026-10-24T18:00:00Z', 'Europe/Berlin')).toBe('2026-10-25T07:00:00.000Z')
  })

  it('end when clocks go forward if they would end in the skipped hour', () => {
    const ending = { from: 60, to: 2 * 60 + 30 }
    expect(until('2026-03-29T00:30:00Z', 'Europe/Berlin', ending)).toBe('2026-03-29T01:00:00.000Z')
  })
})
