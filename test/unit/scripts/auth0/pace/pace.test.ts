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

  it('holds nothing back if answers name no limit', () => {
    const pace = new Pace(1)
    pace.answered('write_users', 0, { status: 201 })
    expect([1, 2, 3].map(() => pace.reserve('write_users', 0))).toEqual([0, 0, 0])
    expect(pace.plan).toBe('unlimited')
  })

  it('learns nothing about the plan from a server error, or a 429 without a limit', () => {
    const pace = new Pace(1)
    pace.answered('write_users', 0, { status: 503 })
    pace.answered('write_users', 0, { status: 429 })
    expect(pace.isUnknown).toBe(true)
  })

  it('starts as many calls as the bucket holds at once, then as fast as it fills up', () => {
    const pace = new Pace(1)
    pace.answered('write_users', 0, { ...writes, remaining: 20 })
    const waits = Array.from({ length: 22 }, () => pace.reserve('write_users', 0))
    expect(waits.slice(0, 20)).toEqual(Array<number>(20).fill(0))
    expect(waits.slice(20)).toEqual([300, 600]) // 200 a minute
  })

  it('leaves a share of the limit to people who sign in', () => {
    const pace = new Pace(0.5)
    pace.answered('write_users', 0, { ...writes, remaining: 20 })
    const waits = Array.from({ length: 11 }, () => pace.reserve('write_users', 0))
    expect(waits.slice(9)).toEqual([0, 600])
    expect(pace.sustained('write_users')).toBeCloseTo(200 / 60 / 2)
  })

  it('waits if others have emptied the bucket', () => {
    const pace = new Pace(1)
    pace.answered('write_users', 0, { ...writes, remaining: 0 })
    expect(pace.reserve('write_users', 0)).toBe(300)
  })

  it('does not apply the limit of one address to the next one', () => {
    const pace = new Pace(1)
    pace.answered('write_users', 0, writes)
    pace.answered('authentication', 0, { status: 429, limit: 10, remaining: 0 })
    expect(pace.reserve('authentication', 0)).toBe(0)
  })

  it('on Free, takes every call to the Management API from one bucket of two a second', () => {
    const pace = new Pace(1)
    pace.answered('write_users', 0, { status: 201, limit: 2, remaining: 2 })
    expect([pace.reserve('write_users', 0), pace.reserve('read_users', 0), pace.reserve('other', 0)]).toEqual([
      0, 0, 500,
    ])
  })

  it('on Free, does not learn the plan from the small limit of templates', () => {
    const pace = new Pace(1)
    pace.answered('read_templates', 0, { status: 200, limit: 10, remaining: 9 })
    expect(pace.isUnknown).toBe(true)
    expect([pace.reserve('other', 0), pace.reserve('other', 0), pace.reserve('other', 0)]).toEqual([0, 0, 500])
    pace.answered('other', 0, { status: 200, limit: 2, remaining: 0 })
    expect(pace.plan).toBe('free')
    pace.answered('read_templates', 0, { status: 200, limit: 10, remaining: 0 })
    expect(pace.reserve('read_templates', 0)).toBe(1200) // 50 a minute; the whole one has room after 1 s
  })

  it('treats an undocumented limit as a private cloud’s, which fills up once a second', () => {
    const pace = new Pace(1)
    pace.answered('write_users', 0, { status: 201, limit: 250, remaining: 249 })
    expect(pace.sustained('write_users')).toBe(250)
  })
})

describe.each(profiles.map(({ name }) => name))('100,000 invitations on %s', (plan) => {
  const run = { plan, invitations: 100_000, workers: 10, latencyMs: 150 }

  it('use at least 97 % of the share, and at most 1 % of the calls gets a 429', () => {
    for (const share of [1, DEFAULT_SHARE, 0.5]) {
      const simulated = simulate({ ...run, share, logins: 0 })
      expect(simulated.invitations).toBe(100_000)
      expect(simulated.ofShare, told(plan, simulated)).toBeGreaterThanOrEqual(0.97)
      expect(simulated.refused, told(plan, simulated)).toBeLessThanOrEqual(0.01)
    }
  })

  it('let people sign in meanwhile: those who use the remaining fifth hardly wait', () => {
    const rate = profiles.find(({ name }) => name === plan)
    const writesPerSecond = rate?.buckets[rate.bucketOf('write_users')]?.perSecond ?? 0
    const simulated = simulate({ ...run, share: DEFAULT_SHARE, logins: writesPerSecond * 0.15 })
    console.log(told(plan, simulated))
    expect(simulated.refused).toBeLessThanOrEqual(0.01)
    expect(simulated.loginWaitsMs.p99).toBeLessThanOrEqual(500)
  })

  it('slow down if more people sign in than the fifth allows', () => {
    const rate = profiles.find(({ name }) => name === plan)
    const writesPerSecond = rate?.buckets[rate.bucketOf('write_users')]?.perSecond ?? 0
    const simulated = simulate({ ...run, invitations: 10_000, share: DEFAULT_SHARE, logins: writesPerSecond * 0.6 })
    console.log(told(`${plan}, crowded`, simulated))
    expect(simulated.loginWaitsMs.median).toBe(0)
    // Free's bucket of two is too small to see others coming.
    expect(simulated.refused).toBeLessThanOrEqual(plan === 'free' ? 0.15 : 0.05)
  })
})
