import { describe, expect, it } from 'vitest'
import { tellInstant } from '../../../../actions/invitation/tell-instant.ts'

const at = new Date('2026-12-02T04:07:00Z')

describe('an instant as text', () => {
  it.each([
    [undefined, /^2 December 2026, 04:07 UTC$/],
    ['en-US', /^2 December 2026, 04:07 UTC$/],
    ['tlh', /^2 December 2026, 04:07 UTC$/],
    ['de', /^2\. Dezember 2026.*04:07 UTC$/],
    ['fr-CA', /^2 décembre 2026.*04.*07.*UTC$/],
    ['es', /^2 de diciembre de 2026.*04:07 UTC$/],
    ['pt-BR', /^2 de dezembro de 2026.*04:07 UTC$/],
    ['ja', /^2026年12月2日 04:07 UTC$/],
    ['ar', /ديسمبر/],
  ])('in %s', (locale, text) => {
    expect(tellInstant(at, 'UTC', locale)).toMatch(text)
  })

  it('names its zone', () => {
    expect(tellInstant(at, 'Europe/Berlin')).toBe('2 December 2026, 05:07 CET')
  })

  it('is in UTC if the zone is invalid, and in the language if the locale is invalid', () => {
    expect(tellInstant(at, 'Mars')).toBe('2 December 2026, 04:07 UTC')
    expect(tellInstant(at, 'UTC', 'de-!')).toMatch(/^2\. Dezember 2026.*04:07 UTC$/)
    expect(tellInstant(new Date('2026-01-02T04:07:00Z'), 'Mars', 'de-AT')).toMatch(/^2\. Jänner 2026/)
    expect(tellInstant(at, '\u001b', 'de-!')).toMatch(/^2\. Dezember 2026.*04:07 UTC$/)
  })
})
