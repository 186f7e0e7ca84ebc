import { describe, expect, it } from 'vitest'
import { isPublicMailDomain, isRegistrySuffix } from '../../../../actions/invitation/mail-domains.ts'

describe('a domain', () => {
  it.each([
    'gmail.com',
    'outlook.com',
    'outlook.de',
    'yahoo.co.uk',
    'yahoo.com.br',
    'web.de',
    't-online.de',
    'uol.com.br',
  ])('%s gives an address to anybody', (domain) => expect(isPublicMailDomain(domain)).toBe(true))

  it.each([
    'example.com',
    'gmail.com.example',
    'mygmail.com',
    'gmail.org',
    'corp.outlook.com',
    'yahoo',
    'web.example',
    'web.de.example',
    'myweb.de',
    'yahoo.co.uk.example',
    'myyahoo.com',
    '',
  ])('%s may be one organization’s', (domain) => expect(isPublicMailDomain(domain)).toBe(false))

  it.each(['co.uk', 'com.au', 'ac.jp', 'go.kr', 'gouv.fr', 'org.uk'])('%s is a registry’s', (suffix) =>
    expect(isRegistrySuffix(suffix)).toBe(true),
  )

  it.each(['example.co.uk', 'co.com', 'ac.me', 'com', 'uk', 'co.de', 'xco.uk', 'co.ukx'])('%s is not', (domain) =>
    expect(isRegistrySuffix(domain)).toBe(false),
  )
})
