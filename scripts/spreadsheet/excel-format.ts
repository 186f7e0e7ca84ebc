import type { CsvFormat } from './rows.ts'

/** Regions that write 1.5 but still separate lists with a semicolon. */
const semicolonsAnyway = ['CH', 'LI']

/**
 * CSV that opens in Excel with a double click: a byte order mark for UTF-8, and the region's list separator, which is a
 * semicolon wherever a comma separates decimals. A line `sep=;` would make Excel ignore the mark.
 * @param locale by default the machine's, as Node knows it (on Linux from LC_ALL, LC_MESSAGES or LANG)
 */
export function excelFormat(locale = machineLocale()): CsvFormat {
  const decimal = new Intl.NumberFormat(locale).formatToParts(1.5).find(({ type }) => type === 'decimal')?.value
  const isSemicolon = decimal !== '.' || semicolonsAnyway.includes(new Intl.Locale(locale).region ?? '')
  return { delimiter: isSemicolon ? ';' : ',', hasByteOrderMark: true, hasDelimiterLine: false }
}

export function machineLocale(): string {
  return new Intl.NumberFormat().resolvedOptions().locale
}
