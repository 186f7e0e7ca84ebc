import { describe, expect, it } from 'vitest'
import { domainOf, foldAddress, foldDomain, isAddress } from '../../../../actions/invitation/address.ts'

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

describe('a domain', () => {
  it.each([
    ['acme.example', 'acme.example'],
    ['ACME.example', 'acme.example'],
    ['bücher.example', 'xn--bcher-kva.example'],
    ['xn--bcher-kva.example', 'xn--bcher-kva.example'],
    ['acme。example', 'acme.example'],
  ])('%s is folded to %s', (domain, folded) => {
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
  ])('“%s” is none', (domain) => {
    expect(foldDomain(domain)).toBeUndefined()
  })

  it('of an address is what stands behind its only @', () => {
    expect(domainOf(' Ada@Acme.Example ')).toBe('acme.example')
    expect(domainOf('ada@acme.example@evil.example')).toBeUndefined()
    expect(domainOf('@acme.example')).toBeUndefined()
    expect(domainOf('ada')).toBeUndefined()
  })
})
