import { describe, expect, it } from 'vitest'
import { Concurrency } from '../../../../../scripts/invitations/importing/concurrency.ts'

/** Rows that end one after the other, each after so many ms. */
function after(concurrency: Concurrency, rows: number, tookMs: number, wasRefused = false): number {
  for (let row = 0; row < rows; row++) concurrency.ended(tookMs, wasRefused)
  return concurrency.allowed
}

describe('the number of rows at the same time', () => {
  it('is ten at the beginning', () => {
    expect(new Concurrency().allowed).toBe(10)
  })

  it('grows with every row that is as fast as the first ones, up to fifty', () => {
    const concurrency = new Concurrency()
    expect(after(concurrency, 10, 100)).toBe(20)
    expect(after(concurrency, 20, 190)).toBe(40)
    expect(after(concurrency, 40, 100)).toBe(50)
  })

  it('stops growing as soon as rows take more than twice as long', () => {
    const concurrency = new Concurrency()
    after(concurrency, 10, 100)
    expect(after(concurrency, 100, 250)).toBe(20)
  })

  it('goes back to ten if rows wait for their turn, because more would only wait and delay Ctrl-C', () => {
    const concurrency = new Concurrency()
    after(concurrency, 20, 100)
    expect(after(concurrency, 100, 5000)).toBe(10)
  })

  it('is halved if Auth0 is overloaded, once for all rows that ran together', () => {
    const concurrency = new Concurrency()
    after(concurrency, 10, 100)
    expect(after(concurrency, 20, 100, true)).toBe(10)
    expect(after(concurrency, 10, 100, true)).toBe(5)
    expect(after(concurrency, 1000, 100, true)).toBe(1)
  })

  it('grows back after that, however long rows take', () => {
    const concurrency = new Concurrency()
    concurrency.ended(100, false)
    after(concurrency, 1000, 100, true)
    expect(after(concurrency, 9, 5000)).toBe(10)
    expect(after(concurrency, 10, 100)).toBe(20)
  })

  it.each([
    [1, 1],
    [10, 1],
    [60, 2],
    [600, 20],
    [10_000, 50],
  ])('with %i mails a minute grows to %i, because more would only wait for their mail', (mails, most) => {
    const concurrency = new Concurrency(mails)
    expect(concurrency.allowed).toBe(Math.min(10, most))
    expect(after(concurrency, 1000, 100)).toBe(most)
    expect(after(concurrency, 1000, 5000)).toBe(Math.min(10, most))
  })

  it('is always from 1 to 50, whatever the rows do', () => {
    const concurrency = new Concurrency()
    for (let row = 0; row < 10_000; row++) {
      concurrency.ended(((row * 7919) % 997) + 1, row % 17 === 0)
      expect(concurrency.allowed).toBeGreaterThanOrEqual(1)
      expect(concurrency.allowed).toBeLessThanOrEqual(50)
    }
  })
})
