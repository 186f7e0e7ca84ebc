import type { CsvFormat } from './rows.ts'

/** Regions that write 1.5 and separate lists with a semicolon all the same. */
const semicolonsAnyway = ['CH', 'LI']

/**
 * CSV as Excel opens it with a double click: a byte order mark for UTF-8, and the list separator of the region, which is a
 * semicolon where a comma separates decimals. The line `sep=;` would make Excel overlook the mark.
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
