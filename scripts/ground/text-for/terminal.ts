import { visible } from '../../../actions/invitation/visible.ts'

/** Foreign text as one line of a terminal: nothing in it can end the line, move the cursor or hide. */
export function oneLine(text: string): string {
  return visible(text)
}

/** Text whose line breaks are our own. Each of its lines becomes one line of the terminal. */
export function severalLines(text: string): string {
  return text.split(/\r?\n/).map(oneLine).join('\n')
}

/**
 * Rows as lines with columns of equal width. Text only, so that it can be piped.
 * @param width of the terminal; rows that do not fit take several lines
 */
export function table(header: readonly string[], rows: readonly (readonly string[])[], width = Infinity): string[] {
  const lines = [header, ...rows].map((cells) => cells.map(oneLine))
  const widths = widthsOf(lines)
  if (!fits(widths, width)) return rows.flatMap((cells) => foldedRow(header, cells, width))
  return lines.map((cells) => tableLine(cells, widths))
}

/** Whether rows with these columns fit. */
export function fits(widths: readonly number[], width: number): boolean {
  return widths.reduce((sum, one) => sum + one + 2, -2) <= width
}

/** A row that does not fit: its first cell, and below it the others with their names. */
export function foldedRow(header: readonly string[], cells: readonly string[], width: number): string[] {
  const [first = '', ...others] = cells
  const named = others.map((cell, index) => `${header[index + 1]}: ${cell}`).join(', ')
  return [oneLine(first), ...folded(`  ${named}`, width)]
}

/**
 * Breaks a line between words into as many as it takes.
 * @param under indentation of the other lines; default: below the text of the first, after its sign or label
 */
export function folded(line: string, width: number, under = textAt(line, width)): string[] {
  const indent = ' '.repeat(Math.min(under, Math.floor(width / 2)))
  const lines: string[] = []
  let rest = oneLine(line).trimEnd()
  while (rest.length > width) {
    const last = rest.lastIndexOf(' ', width)
    const space = last < indent.length + 1 ? rest.indexOf(' ', width) : last // behind a word that is longer than the line
    if (space === -1) break
    lines.push(rest.slice(0, space).trimEnd())
    rest = `${indent}${rest.slice(space).trimStart()}`
  }
  return [...lines, rest]
}

/** A sign (`  + `, `  → `), or a label and a gap (`status      `). */
const SIGN_OR_LABEL = /^ *(?:\S.{0,24}? {2,}|[+~!→-] )(?=\S)/
/** A line that is set in so far belongs to the one above it. */
const DEEP = 8

/** Where the text of a line begins; two further in than the line where it has no sign, or a word no room there. */
function textAt(line: string, width: number): number {
  const indent = /^ */.exec(line)?.[0].length ?? 0
  const text = SIGN_OR_LABEL.exec(line)?.[0].length ?? (indent < DEEP ? indent + 2 : indent)
  const words = line.slice(text).split(' ')
  const longest = words.reduce((most, { length }) => Math.max(most, length), 0)
  return text <= width / 2 && text + longest <= width ? text : indent + 2
}

/** The width of each column. @param rows of cells as they are shown (`oneLine`) */
export function widthsOf(rows: readonly (readonly string[])[]): number[] {
  const widths: number[] = []
  for (const cells of rows) {
    for (const [column, cell] of cells.entries()) widths[column] = Math.max(widths[column] ?? 0, cell.length)
  }
  return widths
}

/** One line of a table. A cell that is too long moves the rest. */
export function tableLine(cells: readonly string[], widths: readonly number[]): string {
  const padded = cells.map((cell, column) => oneLine(cell).padEnd(widths[column] ?? 0))
  return padded.join('  ').trimEnd()
}
