import { visible } from '../../../actions/invitation/visible.ts'

/** One line of a terminal, whatever others put into the text: nothing in it ends the line, moves the cursor or hides. */
export function oneLine(text: string): string {
  return visible(text)
}

/** Text whose line breaks are ours, in the lines that it has; each is one line of the terminal. */
export function severalLines(text: string): string {
  return text.split(/\r?\n/).map(oneLine).join('\n')
}

/** Rows as lines with columns of equal width; text only, so that it can be piped. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const lines = [header, ...rows].map((cells) => cells.map(oneLine))
  const widths = widthsOf(lines)
  return lines.map((cells) => tableLine(cells, widths))
}

/** How wide each column has to be. @param rows of cells as they are shown (`oneLine`) */
export function widthsOf(rows: readonly (readonly string[])[]): number[] {
  const widths: number[] = []
  for (const cells of rows) {
    for (const [column, cell] of cells.entries()) widths[column] = Math.max(widths[column] ?? 0, cell.length)
  }
  return widths
}

/** One line of a table; a cell that is too long moves the rest. */
export function tableLine(cells: readonly string[], widths: readonly number[]): string {
  const padded = cells.map((cell, column) => oneLine(cell).padEnd(widths[column] ?? 0))
  return padded.join('  ').trimEnd()
}
