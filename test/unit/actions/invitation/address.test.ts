import { describe, expect, it } from 'vitest'
import { foldAddress, isAddress } from '../../../../actions/invitation/address.ts'

describe('an address', () => {
  it.each([
    [' Ada@Example.COM ', 'ada@example.com'],
    ['ａｄａ＠example.com', 'ada@example.com'],
    ['ada+team@example.com', 'ada+team@example.com'],
  ])('%j is folded to %j', (given, folded) => {
    expect(foldAddress(given)).toBe(folded)
  })

  it.each(['ada@example.com', 'ada+team@mail.example.co.uk', "o'brien@example.com", 'a@b-c.de'])(
    '%s can be invited',
    (address) => {
      expect(isAddress(address)).toBe(true)
    },
  )

  it.each([
    ...['ada', 'ada@', '@example.com', 'ada@example', 'ada@@example.com', 'ada@exam ple.com', 'ada@example..com'],
    ...[
      'ada@-example.com',
      '.ada@example.com',
      'аda@example.com',
      'ada@example.com\nbcc: x@y.zz',
      `${'a'.repeat(250)}@b.de`,
    ],
  ])('%j cannot be invited', (address) => {
    expect(isAddress(address)).toBe(false)
  })

  it('is judged in no time, however hostile it is', () => {
    expect(isAddress(`a@${'a-'.repeat(120)}!`)).toBe(false)
  })
})
