import { describe, expect, it } from 'vitest'
import { Addresses } from '../../../../scripts/spreadsheet/addresses.ts'

describe('the addresses of a file', () => {
  it('are found with the line that had them first, however many there are', () => {
    const addresses = new Addresses()
    const all = Array.from({ length: 100_000 }, (_, index) => `person${index}@example.com`)
    all.forEach((address, index) => expect(addresses.note(address, index + 2)).toBeUndefined())
    expect(all.every((address, index) => addresses.note(address, 0) === index + 2)).toBe(true)
  })

  it('may have the greatest length, and differ only in the last letter', () => {
    const addresses = new Addresses()
    const all = Array.from({ length: 10_000 }, (_, index) => `${'a'.repeat(240)}${String(index).padStart(14, '0')}`)
    expect(all.map((address, index) => addresses.note(address, index + 2))).toEqual(all.map(() => undefined))
    expect(all.every((address, index) => addresses.note(address, 0) === index + 2)).toBe(true)
  })
})
