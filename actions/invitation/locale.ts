import { languageTags, type LanguageTag } from './languages.ts'

/** The language for people whose language is unknown. */
const DEFAULT_LANGUAGE: LanguageTag = 'en'

/**
 * The language that we write to somebody in: the locale itself, else the same language of another region, else English.
 * @param locale BCP 47, like pt-BR; anything else, of any type, counts as unknown
 */
export function languageOf(locale: unknown): LanguageTag {
  return knownLanguageOf(locale) ?? DEFAULT_LANGUAGE
}

/** Like `languageOf`, but undefined for a language that we have no texts in. */
export function knownLanguageOf(locale: unknown): LanguageTag | undefined {
  const wanted = typeof locale === 'string' ? locale.toLowerCase() : ''
  const primary = wanted.split('-')[0]
  return (
    languageTags.find((tag) => tag.toLowerCase() === wanted) ??
    languageTags.find((tag) => tag.split('-')[0] === primary)
  )
}
