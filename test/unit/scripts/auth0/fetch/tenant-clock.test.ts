import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { GRAIN_MS, TenantClock } from '../../../../../scripts/auth0/fetch/tenant-clock.ts'

const noon = Date.parse('2026-01-01T12:00:00Z')

/**
 * Auth0's time, a machine whose clock is `aheadMs` of it, and our clock, which learns Auth0's time only from answers.
 * Everything is in ms since noon by Auth0's time.
 */
function scene(aheadMs = 0) {
  let [trueMs, ahead] = [0, aheadMs]
  const clock = new TenantClock(
    'acme.auth0.com',
    () => new Date(noon + trueMs + ahead),
    () => 5_000_000 + trueMs,
  )
  const answerWith = (answer: Response, tookMs: number, host = 'acme.auth0.com') =>
    clock.hearing(() => {
      trueMs += tookMs
      return Promise.resolve(answer)
    })(`https://${host}/api/v2/users`)
  const dated = (ms: number) => ({ date: new Date(noon + ms).toUTCString() })
  return {
    clock,
    answerWith,
    dated,
    pass: (ms: number) => void (trueMs += ms),
    /** Somebody sets the clock of the machine. */
    jump: (ms: number) => void (ahead += ms),
    /** An answer from Auth0, with the date when it was sent. */
    hear: (onItsWayMs = 100) => answerWith(new Response('{}', { headers: dated(trueMs) }), onItsWayMs),
    said: () => clock.now().getTime() - noon,
    offBy: () => clock.now().getTime() - noon - trueMs,
  }
}

describe('the time at Auth0', () => {
  it('is the machine’s before any answer', () => {
    const { clock, said } = scene(300_000)
    expect([said(), clock.correctedMs]).toEqual([300_000, 0])
  })

  it.each([[300_000], [-300_000], [3_600_000], [-3_600_000], [30 * 86_400_000], [5000], [-5000]])(
    'is known from the first answer on, with a machine %s ms ahead',
    async (aheadMs) => {
      const { clock, hear, offBy, pass } = scene(aheadMs)
      await hear()
      expect(offBy()).toBeLessThanOrEqual(0)
      expect(offBy()).toBeGreaterThanOrEqual(-1100)
      expect(Math.abs(clock.correctedMs + aheadMs)).toBeLessThanOrEqual(1100)
      pass(86_400_000)
      expect(offBy()).toBeGreaterThanOrEqual(-1100)
    },
  )

  it.each([
    [0, 1050],
    [100, 1150],
    [-900, 150],
  ])('is the machine’s, to the millisecond, if no answer contradicts it: %s ms', async (aheadMs, expected) => {
    const { clock, pass, hear, said } = scene(aheadMs)
    pass(450)
    await hear(600)
    expect([said(), clock.correctedMs]).toEqual([expected, 0])
  })

  it('is never the machine’s if that is ahead by a second', async () => {
    for (const ms of [0, 200, 400, 600, 800]) {
      const { pass, hear, offBy } = scene(1000)
      pass(ms)
      await hear(50)
      expect(offBy()).toBeLessThanOrEqual(ms < 100 ? 1000 : 0)
    }
  })

  it('does not follow a clock that somebody sets during a command', async () => {
    const { jump, hear, pass, offBy } = scene()
    await hear()
    for (const ms of [3_600_000, -7_200_000, 300_000]) {
      jump(ms)
      pass(60_000)
      expect(Math.abs(offBy())).toBeLessThanOrEqual(GRAIN_MS)
      await hear()
      expect(Math.abs(offBy())).toBeLessThanOrEqual(GRAIN_MS)
    }
  })

  it.each([[300_000], [-300_000]])(
    'can be asked later for the time of an earlier moment: %s ms ahead, then set',
    async (aheadMs) => {
      const { clock, pass, jump, hear } = scene(aheadMs)
      pass(1000)
      const startedAt = clock.stopwatch()
      jump(3_600_000)
      pass(2000)
      await hear()
      pass(60_000)
      const off = startedAt().getTime() - (noon + 1000)
      expect(off).toBeLessThanOrEqual(0)
      expect(off).toBeGreaterThanOrEqual(-1100)
    },
  )

  it('is corrected by the next answer after the machine slept', async () => {
    const { clock, answerWith, dated, hear, said } = scene()
    await hear()
    await answerWith(new Response('{}', { headers: dated(8 * 3_600_000) }), 100)
    expect(said()).toBe(8 * 3_600_000)
    expect(clock.correctedMs).toBe(8 * 3_600_000 - 200)
  })

  it.each<[string, Response]>([
    ['without a date', new Response('{}')],
    ['with an invalid date', new Response('{}', { headers: { date: 'yesterday' } })],
    ['of a clock that was never set', new Response('{}', { headers: { date: 'Thu, 01 Jan 1970 00:00:00 GMT' } })],
    ['from a cache', new Response('{}', { headers: { date: 'Wed, 31 Dec 2025 12:00:00 GMT', age: '86400' } })],
    ['of a server in between', new Response('', { status: 502, headers: { date: 'Fri, 01 Jan 2027 12:00:00 GMT' } })],
  ])('ignores an answer %s', async (_, answer) => {
    const { clock, answerWith, said } = scene(300_000)
    await answerWith(answer, 0)
    expect([said(), clock.correctedMs]).toEqual([300_000, 0])
  })

  it('ignores another host, like that of an export’s file', async () => {
    const { clock, answerWith, dated } = scene()
    await answerWith(new Response('', { headers: dated(3_600_000) }), 0, 'storage.example.com')
    expect(clock.correctedMs).toBe(0)
  })

  it('stands still, and does not go back, if a later answer has an earlier time', async () => {
    const { hear, answerWith, dated, said, pass } = scene()
    pass(60_000)
    await hear()
    const before = said()
    await answerWith(new Response('{}', { headers: dated(0) }), 0)
    expect(said()).toBe(before)
    pass(10_000)
    expect(said()).toBe(before)
    await hear()
    expect(said()).toBeGreaterThan(before)
  })

  it('never goes back, and is never off by more than two seconds and the travel time of an answer', async () => {
    const seed = Number(process.env['PROPERTY_SEED'] ?? 20260105)
    const step = fc.oneof(
      fc.record({ pass: fc.integer({ min: 0, max: 100_000 }) }),
      fc.record({ jump: fc.integer({ min: -4_000_000, max: 4_000_000 }) }),
      fc.record({ hear: fc.integer({ min: 0, max: 500 }) }),
    )
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: -9_000_000, max: 9_000_000 }), fc.array(step), async (aheadMs, steps) => {
        const { clock, hear, jump, pass, offBy } = scene(aheadMs)
        await hear()
        let latest = clock.now().getTime()
        for (const one of steps) {
          if ('pass' in one) pass(one.pass)
          else if ('jump' in one) jump(one.jump)
          else await hear(one.hear)
          expect(clock.now().getTime()).toBeGreaterThanOrEqual(latest)
          latest = clock.now().getTime()
          expect(Math.abs(offBy())).toBeLessThanOrEqual(GRAIN_MS + 500)
        }
      }),
      { seed },
    )
    console.info(`the time at Auth0: PROPERTY_SEED=${seed}`)
  })
})
