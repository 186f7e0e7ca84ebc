import { describe, expect, it } from 'vitest'
import {
  domainOf,
  foldAddress,
  foldDomain,
  hasInternationalDomain,
  isAddress,
  isSameAddress,
} from '../../../../actions/invitation/address.ts'

/** An address of this length, with parts as long as allowed. */
function ofCharacters(length: number): string {
  const address = `${'a'.repeat(64)}@${'b'.repeat(63)}.${'c'.repeat(63)}.`
  return `${address}${'d'.repeat(length - address.length - '.com'.length)}.com`
}

describe('an address', () => {
  it.each([
    [' Ada@Example.COM ', 'ada@example.com'],
    ['ａｄａ＠example.com', 'ada@example.com'],
    ['ada+team@example.com', 'ada+team@example.com'],
  ])('%j is normalised to %j', (given, folded) => {
    expect(foldAddress(given)).toBe(folded)
  })

  it.each([
    ...['ada@example.com', 'ada+team@mail.example.co.uk', "o'brien@example.com", 'a@b-c.de', 'ada.king.lovelace@x.org'],
    ...['a@xn--bcher-kva.de', ofCharacters(254)],
  ])('%s can be invited', (address) => {
    expect(isAddress(address)).toBe(true)
  })

  it.each([
    ...['ada', 'ada@', '@example.com', 'ada@example', 'ada@@example.com', 'ada@exam ple.com', 'ada@example..com'],
    ...[
      'ada@-example.com',
      '.ada@example.com',
      'аda@example.com',
      'ada@example.com\nbcc: x@y.zz',
      ofCharacters(255),
      `${'a'.repeat(65)}@example.com`,
      `ada@${'a'.repeat(64)}.com`,
      ...['ada@10.20.30.40', 'ada@[10.20.30.40]', 'ada@example.com.', 'ada@example.123', '"ada"@example.com'],
      ...['ada@example.com@evil.example', 'ada@mail.example.123', 'ada@example.1com', 'ada@example.com1-'],
      ...['ada@bücher.de', 'a\u200bda@example.com', 'ada@example.com\u202e', 'ada\u3002b@example.com', 'ada@localhost'],
    ],
  ])('%j cannot be invited', (address) => {
    expect(isAddress(address)).toBe(false)
  })

  it('of an account counts as the invited one in any letter case', () => {
    expect(isSameAddress('Ada@Example.com', 'ada@example.com')).toBe(true)
  })

  it.each(['ada+team@example.com', 'ａda@example.com', 'аda@example.com', ' ada@example.com', 'ada@example.com.', ''])(
    'of an account, %j, is not ada@example.com, because only letter case is ignored',
    (address) => {
      expect(isSameAddress(address, 'ada@example.com')).toBe(false)
    },
  )

  it('with the Kelvin sign is not the one with a k, although lower case turns it into one', () => {
    expect(isSameAddress('\u212aate@example.com', 'kate@example.com')).toBe(false)
  })

  it('with the Kelvin sign at its end is not the one with a k either', () => {
    expect(isSameAddress('ada@example.u\u212a', 'ada@example.uk')).toBe(false)
  })

  it('can have a domain that is shown in other letters', () => {
    expect(hasInternationalDomain('ada@xn--pple-43d.com')).toBe(true)
    expect(hasInternationalDomain('ada@mail.XN--pple-43d.com')).toBe(true)
    expect(hasInternationalDomain('xn--ada@example.com')).toBe(false)
  })

  it('is checked quickly, however hostile it is', () => {
    expect(isAddress(`a@${'a-'.repeat(120)}!`)).toBe(false)
  })
})

describe('a domain', () => {
  it.each([
    ['acme.example', 'acme.example'],
    ['ACME.example', 'acme.example'],
    ['bücher.example', 'xn--bcher-kva.example'],
    ['xn--bcher-kva.example', 'xn--bcher-kva.example'],
    ['acme。example', 'acme.example'],
    ['mail.acme.co.example', 'mail.acme.co.example'],
  ])('%s is normalised to %s', (domain, folded) => {
    expect(foldDomain(domain)).toBe(folded)
  })

  it.each([
    'acme',
    '.acme.example',
    'acme.example.',
    'acme..example',
    'a b.example',
    'acme.example:8080',
    '*.example',
    '',
  ])('is not “%s”', (domain) => {
    expect(foldDomain(domain)).toBeUndefined()
  })

  it('of an address is the text after its only @', () => {
    expect(domainOf(' Ada@Acme.Example ')).toBe('acme.example')
    expect(domainOf('ada@acme.example@evil.example')).toBeUndefined()
    expect(domainOf('@acme.example')).toBeUndefined()
    expect(domainOf('ada')).toBeUndefined()
  })
})
