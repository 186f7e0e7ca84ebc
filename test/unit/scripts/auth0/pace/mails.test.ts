import { describe, expect, it } from 'vitest'
import { Mails } from '../../../../../scripts/auth0/pace/mails.ts'

describe('mails for a slow provider', () => {
  it('go at once if nothing is set', () => {
    const mails = new Mails()
    expect([0, 0, 0].map((nowMs) => mails.reserve(nowMs))).toEqual([0, 0, 0])
  })

  it('go at even intervals, the first at once', () => {
    const mails = new Mails()
    mails.atMost(10)
    expect([0, 0, 0, 1000].map((nowMs) => mails.reserve(nowMs))).toEqual([0, 6000, 12_000, 17_000])
  })

  it('do not pile up: after a pause, only one goes at once', () => {
    const mails = new Mails()
    mails.atMost(60)
    expect([0, 100_000, 100_000].map((nowMs) => mails.reserve(nowMs))).toEqual([0, 0, 1000])
  })

  it('are never more in any minute than the setting allows', () => {
    for (const perMinute of [1, 7, 10, 300]) {
      const mails = new Mails()
      mails.atMost(perMinute)
      const starts: number[] = []
      for (let nowMs = 0; starts.length < 1000; nowMs += (starts.length * 7919) % 500)
        starts.push(nowMs + mails.reserve(nowMs))
      for (const [index, startMs] of starts.entries()) {
        expect(starts.slice(index).filter((ms) => ms < startMs + 59_999.9).length).toBeLessThanOrEqual(perMinute)
      }
    }
  })
})
