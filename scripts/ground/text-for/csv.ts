import { visible } from '../../../actions/invitation/visible.ts'

type Value = string | number | boolean | null

/** Excel recognizes UTF-8 by this. */
export const BYTE_ORDER_MARK = '\uFEFF'

/**
 * A line of CSV (RFC 4180). Each record is one line: invisible characters, including line breaks, are shown as JSON
 * writes them.
 * @returns the line with its line break
 */
export function csvLine(cells: readonly Value[], delimiter = ','): string {
  const shown = (value: Value) => visible(textOf(value))
  return `${cells.map((value) => quoted(withoutFormulas(shown(value), delimiter), delimiter)).join(delimiter)}\r\n`
}

/** The same for cells from the admin's own file. They keep their line breaks, so that the file can be used again. */
export function csvLineWithBreaks(cells: readonly Value[], delimiter = ','): string {
  const shown = (value: Value) => textOf(value).split(/\r?\n/).map(visible).join('\n')
  return `${cells.map((value) => quoted(withoutFormulas(shown(value), delimiter), delimiter)).join(delimiter)}\r\n`
}

function textOf(value: Value): string {
  return value === null ? '' : String(value)
}

/**
 * Where a spreadsheet may think that a cell begins: at the start, and after a semicolon, a bar or a line break, because
 * a spreadsheet with another separator treats our quotation marks as text. Some skip spaces and quotation marks before
 * a formula.
 * @see https://owasp.org/www-community/attacks/CSV_Injection
 */
const formula = /(^|[;|\n])([\s"'\u2018-\u201f]*)([=+\-@\uff1d\uff0b\uff0d\uff20])/gu
/** The same for cells that commas do not separate: a spreadsheet that splits at commas sees a cell after each. */
const formulaBehindComma = new RegExp(formula.source.replace('[;|', '[,;|'), 'gu')

/** A leading apostrophe turns what a spreadsheet would run into text. */
function withoutFormulas(text: string, delimiter: string): string {
  return text.replace(delimiter === ',' ? formula : formulaBehindComma, "$1$2'$3")
}

function quoted(text: string, delimiter: string): string {
  return /["\r\n]/.test(text) || text.includes(delimiter) ? `"${text.replaceAll('"', '""')}"` : text
}
