import { describe, expect, it } from 'vitest'
import { sayHeld } from '../../../../../scripts/commands/telling/waiting.ts'

const noon = new Date(2026, 0, 1, 12, 0, 0)

describe('waiting for a limit', () => {
  it('says for what, how many calls, and until when', () => {
    const held = { calls: 8, forMs: 5200, isCrowded: false, plan: 'free' }
    expect(sayHeld(held, noon)).toBe("Waiting for Auth0's rate limit (plan: free): 8 calls, until 12:00:05")
  })

  it('says when others are the reason', () => {
    const held = { calls: 1, forMs: 61_000, isCrowded: true, plan: 'free' }
    expect(sayHeld(held, noon)).toBe("Waiting for Auth0's rate limit (others are using it too): 1 call, until 12:01:01")
  })

  it('needs no words where nothing waits, or not for a second', () => {
    expect(sayHeld(undefined, noon)).toBeUndefined()
    expect(sayHeld({ calls: 3, forMs: 999, isCrowded: false, plan: 'free' }, noon)).toBeUndefined()
  })
})
