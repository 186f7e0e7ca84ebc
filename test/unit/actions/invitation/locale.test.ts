import { describe, expect, it } from 'vitest'
import { knownLanguageOf, languageOf } from '../../../../actions/invitation/locale.ts'

describe('the language of somebody’s mails', () => {
  it.each([
    ['de', 'de'],
    ['de-AT', 'de'],
    ['pt-BR', 'pt-BR'],
    ['pt-PT', 'pt-BR'],
    ['PT', 'pt-BR'],
    ['tlh', 'en'],
    ['den', 'en'],
    ['', 'en'],
    [undefined, 'en'],
    [null, 'en'],
    [5, 'en'],
    [['de'], 'en'],
    [{ toString: 'de' }, 'en'],
  ])('for the locale %j is %s', (locale, language) => {
    expect(languageOf(locale)).toBe(language)
  })

  it('is unknown if we have no texts in it', () => {
    expect(knownLanguageOf('tlh')).toBeUndefined()
  })
})
