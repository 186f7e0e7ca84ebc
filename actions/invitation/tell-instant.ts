import { knownLanguageOf, languageOf } from './locale.ts'

/** By locale and zone; making one takes longer than all the rest of an invitation. */
const formats = new Map<string, Intl.DateTimeFormat>()

/**
 * The instant in words, with its zone, in the language of the texts around it.
 * @param timeZone IANA name
 * @param locale of the reader; a language that we have no texts in is told in English, like them
 */
export function tellInstant(date: Date, timeZone: string, locale?: string): string {
  const language = knownLanguageOf(locale)
  // 1/2/2026 means two days; with the month's name, day and month are in one order for all who read English.
  if (locale === undefined || language === undefined || language === 'en') return tellInEnglish(date, timeZone)
  return formatIn(locale, timeZone).format(date)
}

function tellInEnglish(date: Date, timeZone: string): string {
  const part = Object.fromEntries(
    formatIn('en-GB', timeZone)
      .formatToParts(date)
      .map(({ type, value }) => [type, value]),
  )
  return `${part['day']} ${part['month']} ${part['year']}, ${part['hour']}:${part['minute']} ${part['timeZoneName']}`
}

function formatIn(locale: string, timeZone: string): Intl.DateTimeFormat {
  const key = `${locale} ${timeZone}`
  const format = formats.get(key) ?? newFormat(locale, timeZone)
  formats.set(key, format)
  return format
}

/** Records can hold any text for both: what is no zone is told in UTC, what is no locale in its language alone. */
function newFormat(locale: string, timeZone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat(locale, {
      timeZone,
      day: 'numeric',
      month: 'long',
      year: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      timeZoneName: 'short',
    })
  } catch {
    return timeZone === 'UTC' ? newFormat(languageOf(locale), 'UTC') : newFormat(locale, 'UTC')
  }
}
