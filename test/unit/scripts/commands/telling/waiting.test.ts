import { describe, expect, it } from 'vitest'
import { sayHeld } from '../../../../../scripts/commands/telling/waiting.ts'

const noon = new Date(2026, 0, 1, 12, 0, 0)

describe('waiting for a limit', () => {
  it('is described with the reason, the number of calls, and the end', () => {
    const held = { calls: 8, forMs: 5200, isCrowded: false, plan: 'free' }
    expect(sayHeld(held, noon)).toBe("Waiting for Auth0's rate limit (plan: free): 8 calls, until 12:00:05")
  })

  it('is described with others as the reason, if they are', () => {
    const held = { calls: 1, forMs: 61_000, isCrowded: true, plan: 'free' }
    expect(sayHeld(held, noon)).toBe("Waiting for Auth0's rate limit (others are using it too): 1 call, until 12:01:01")
  })

  it('is not described if nothing waits, or less than a second', () => {
    expect(sayHeld(undefined, noon)).toBeUndefined()
    expect(sayHeld({ calls: 3, forMs: 999, isCrowded: false, plan: 'free' }, noon)).toBeUndefined()
  })
})
