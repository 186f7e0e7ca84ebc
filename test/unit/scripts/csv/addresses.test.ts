import { describe, expect, it } from 'vitest'
import { Addresses } from '../../../../scripts/csv/addresses.ts'

describe('the addresses of a file', () => {
  it('are found again with the line that had them first, however many there are', () => {
    const addresses = new Addresses()
    const all = Array.from({ length: 100_000 }, (_, index) => `person${index}@example.com`)
    all.forEach((address, index) => expect(addresses.note(address, index + 2)).toBeUndefined())
    expect(all.every((address, index) => addresses.note(address, 0) === index + 2)).toBe(true)
  })
})
