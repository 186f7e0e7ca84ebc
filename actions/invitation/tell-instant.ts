import { knownLanguageOf, languageOf } from './locale.ts'

/** By locale and zone. Making a format takes longer than everything else about an invitation. */
const formats = new Map<string, Intl.DateTimeFormat>()

/**
 * The instant in words, with its time zone, in the language of the surrounding text.
 * @param timeZone IANA name
 * @param locale of the reader; languages that we have no texts in get English, like the texts
 */
export function tellInstant(date: Date, timeZone: string, locale?: string): string {
  const language = knownLanguageOf(locale)
  // 1/2/2026 can mean two days. With the name of the month, everybody who reads English understands the same day.
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

/** Records may hold any text for both. An unknown zone becomes UTC; an unknown locale falls back to its language. */
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
