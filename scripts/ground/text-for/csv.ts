import { visible } from '../../../actions/invitation/visible.ts'

type Value = string | number | boolean | null

/** What Excel knows UTF-8 by. */
export const BYTE_ORDER_MARK = '\uFEFF'

/**
 * A line of CSV (RFC 4180). A record is one line: what cannot be seen in a cell, line breaks too, is shown as JSON writes it.
 * @returns the line with its line break
 */
export function csvLine(cells: readonly Value[], delimiter = ','): string {
  const shown = (value: Value) => visible(textOf(value))
  return `${cells.map((value) => quoted(withoutFormulas(shown(value), delimiter), delimiter)).join(delimiter)}\r\n`
}

/** The same for cells of the admin's own file, which keep their line breaks so that the file can be used again. */
export function csvLineWithBreaks(cells: readonly Value[], delimiter = ','): string {
  const shown = (value: Value) => textOf(value).split(/\r?\n/).map(visible).join('\n')
  return `${cells.map((value) => quoted(withoutFormulas(shown(value), delimiter), delimiter)).join(delimiter)}\r\n`
}

function textOf(value: Value): string {
  return value === null ? '' : String(value)
}

/**
 * Where a spreadsheet may see a cell begin: at the start, and behind a semicolon, a bar or a line break, since a
 * spreadsheet that splits at another character than we do also reads our quotation marks as text. Spaces and quotation
 * marks before the formula are skipped by some.
 * @see https://owasp.org/www-community/attacks/CSV_Injection
 */
const formula = /(^|[;|\n])([\s"'\u2018-\u201f]*)([=+\-@\uff1d\uff0b\uff0d\uff20])/gu
/** The same where the cells are not separated by commas: a spreadsheet that splits there sees a cell begin behind one. */
const formulaBehindComma = new RegExp(formula.source.replace('[;|', '[,;|'), 'gu')

/** An apostrophe before what a spreadsheet would run makes it text. */
function withoutFormulas(text: string, delimiter: string): string {
  return text.replace(delimiter === ',' ? formula : formulaBehindComma, "$1$2'$3")
}

function quoted(text: string, delimiter: string): string {
  return /["\r\n]/.test(text) || text.includes(delimiter) ? `"${text.replaceAll('"', '""')}"` : text
}
