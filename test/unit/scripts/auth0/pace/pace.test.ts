import { describe, expect, it } from 'vitest'
import { profiles } from '../../../../../scripts/auth0/pace/rate-limits.ts'
import { DEFAULT_SHARE, Pace } from '../../../../../scripts/auth0/pace/pace.ts'
import { simulate, type Simulated } from './simulation.ts'

const writes = { status: 201, limit: 20, remaining: 19 }

function told(plan: string, { hours, ofShare, refused, loginWaitsMs }: Simulated): string {
  const { median, p99, longest } = loginWaitsMs
  return `${plan}: ${hours.toFixed(1)} h, ${(ofShare * 100).toFixed(1)} % of the share, ${(refused * 100).toFixed(2)} % answered 429, logins waited ${median} ms (median), ${p99} ms (99 %), ${longest} ms (longest)`
}

describe('the pace of a run', () => {
  it('knows nothing before the first answer and learns the plan from it', () => {
    const pace = new Pace(1)
    expect(pace.isUnknown).toBe(true)
    pace.answered('write_users', 0, writes)
    expect(pace.plan).toBe('essentials or professional')
  })

  it('holds nothing back where answers name no limit', () => {
    const pace = new Pace(1)
    pace.answered('write_users', 0, { status: 201 })
    expect([1, 2, 3].map(() => pace.reserve('write_users', 0))).toEqual([0, 0, 0])
    expect(pace.plan).toBe('unlimited')
  })

  it('an error of the server or a 429 without a limit says nothing about the plan', () => {
    const pace = new Pace(1)
    pace.answered('write_users', 0, { status: 503 })
    pace.answered('write_users', 0, { status: 429 })
    expect(pace.isUnknown).toBe(true)
  })

  it('starts what the bucket holds at once, then as fast as it fills up', () => {
    const pace = new Pace(1)
    pace.answered('write_users', 0, { ...writes, remaining: 20 })
    const waits = Array.from({ length: 22 }, () => pace.reserve('write_users', 0))
    expect(waits.slice(0, 20)).toEqual(Array<number>(20).fill(0))
    expect(waits.slice(20)).toEqual([300, 600]) // 200 a minute
  })

  it('leaves the rest of its share to live logins', () => {
    const pace = new Pace(0.5)
    pace.answered('write_users', 0, { ...writes, remaining: 20 })
    const waits = Array.from({ length: 11 }, () => pace.reserve('write_users', 0))
    expect(waits.slice(9)).toEqual([0, 600])
    expect(pace.sustained('write_users')).toBeCloseTo(200 / 60 / 2)
  })

  it('waits when others have emptied the bucket', () => {
    const pace = new Pace(1)
    pace.answered('write_users', 0, { ...writes, remaining: 0 })
    expect(pace.reserve('write_users', 0)).toBe(300)
  })

  it('the limit of one address says nothing about the next one', () => {
    const pace = new Pace(1)
    pace.answered('write_users', 0, writes)
    pace.answered('authentication', 0, { status: 429, limit: 10, remaining: 0 })
    expect(pace.reserve('authentication', 0)).toBe(0)
  })

  it('on Free, every call to the Management API draws from one bucket of two a second', () => {
    const pace = new Pace(1)
    pace.answered('write_users', 0, { status: 201, limit: 2, remaining: 2 })
    expect([pace.reserve('write_users', 0), pace.reserve('read_users', 0), pace.reserve('other', 0)]).toEqual([
      0, 0, 500,
    ])
  })

  it('on Free, templates have a small limit besides, which does not tell the plan', () => {
    const pace = new Pace(1)
    pace.answered('read_templates', 0, { status: 200, limit: 10, remaining: 9 })
    expect(pace.isUnknown).toBe(true)
    expect([pace.reserve('other', 0), pace.reserve('other', 0), pace.reserve('other', 0)]).toEqual([0, 0, 500])
    pace.answered('other', 0, { status: 200, limit: 2, remaining: 0 })
    expect(pace.plan).toBe('free')
    pace.answered('read_templates', 0, { status: 200, limit: 10, remaining: 0 })
    expect(pace.reserve('read_templates', 0)).toBe(1200) // 50 a minute; the whole one has room after 1 s
  })

  it('takes a limit that no page lists as a private cloud’s, which fills up once a second', () => {
    const pace = new Pace(1)
    pace.answered('write_users', 0, { status: 201, limit: 250, remaining: 249 })
    expect(pace.sustained('write_users')).toBe(250)
  })
})

describe.each(profiles.map(({ name }) => name))('100,000 invitations on %s', (plan) => {
  const run = { plan, invitations: 100_000, workers: 10, latencyMs: 150 }

  it('use 97 % of the share or more, and at most 1 % of the calls is answered 429', () => {
    for (const share of [1, DEFAULT_SHARE, 0.5]) {
      const simulated = simulate({ ...run, share, logins: 0 })
      expect(simulated.invitations).toBe(100_000)
      expect(simulated.ofShare, told(plan, simulated)).toBeGreaterThanOrEqual(0.97)
      expect(simulated.refused, told(plan, simulated)).toBeLessThanOrEqual(0.01)
    }
  })

  it('let people sign in beside them: who uses the fifth that is left hardly waits', () => {
    const rate = profiles.find(({ name }) => name === plan)
    const writesPerSecond = rate?.buckets[rate.bucketOf('write_users')]?.perSecond ?? 0
    const simulated = simulate({ ...run, share: DEFAULT_SHARE, logins: writesPerSecond * 0.15 })
    console.log(told(plan, simulated))
    expect(simulated.refused).toBeLessThanOrEqual(0.01)
    expect(simulated.loginWaitsMs.p99).toBeLessThanOrEqual(500)
  })

  it('step back when more people sign in than the fifth allows', () => {
    const rate = profiles.find(({ name }) => name === plan)
    const writesPerSecond = rate?.buckets[rate.bucketOf('write_users')]?.perSecond ?? 0
    const simulated = simulate({ ...run, invitations: 10_000, share: DEFAULT_SHARE, logins: writesPerSecond * 0.6 })
    console.log(told(`${plan}, crowded`, simulated))
    expect(simulated.loginWaitsMs.median).toBe(0)
    // Free's bucket of two is too small to see others coming.
    expect(simulated.refused).toBeLessThanOrEqual(plan === 'free' ? 0.15 : 0.05)
  })
})
