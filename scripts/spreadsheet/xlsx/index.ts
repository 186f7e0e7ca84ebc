// A separate file in dist: the library that reads cells is loaded only for an .xlsx.
import { streamXlsxRows } from 'hucre/xlsx'
import { InvitationsError } from '../../ground/errors.ts'
import { cellText } from './cell-text.ts'
import { hiddenIn } from './hidden.ts'
import { Parts } from './parts.ts'
import { damaged, tooLarge } from './refuse.ts'
import { sheetsIn, type SheetEntry } from './sheets.ts'
import { didYouMean } from '../../ground/did-you-mean.ts'

/** What to read of a workbook. */
export interface SheetChoice {
  /** Name of the sheet; undefined: the first visible one. */
  sheet: string | undefined
  /** Whether to read hidden rows and columns too. */
  withHidden: boolean
  /** The most characters in all cells, which are in memory; default: more than a million rows of people have. */
  mostCharacters?: number
}

/** The part of a sheet that is read. */
export interface Sheet {
  name: string
  /** The names of the other visible sheets. */
  others: string[]
  hiddenSheets: string[]
  /** Numbers of hidden rows that contain text. */
  hiddenRows: number[]
  /** Letters of the hidden columns. */
  hiddenColumns: string[]
  /** Whether cells with formulas are empty because no value was saved with them. */
  hasUncomputed: boolean
  rows: { line: number; cells: string[] }[]
}

const SHARED_TEXTS = /\/sharedStrings\.xml$/i
/** In all rows, including empty ones. A sheet of a million rows has ten or twenty million. */
const MOST_CELLS = 100_000_000
/** A million rows of people with personal words have half of this. A 1 MB workbook can hold ten times as many. */
const MOST_CHARACTERS = 300_000_000
const [MOST_COLUMNS, LONGEST_ROW, MOST_ROWS] = [100, 65_536, 1_048_576]

/**
 * Reads one sheet of an .xlsx. For a formula, takes the value that the spreadsheet program saved with it; computes
 * nothing and opens no other file.
 * @param source the file's name in errors
 * @throws InvitationsError `unreadable_file`, and `usage` if the sheet does not exist
 */
export async function readSheet(
  bytes: Buffer,
  source: string,
  { sheet, withHidden, mostCharacters = MOST_CHARACTERS }: SheetChoice,
): Promise<Sheet> {
  const parts = new Parts(bytes, source)
  const sheets = await sheetsIn(parts, source)
  const entry = chosen(sheets, sheet, source)
  for (const name of parts.names.filter((part) => SHARED_TEXTS.test(part))) await parts.requireFewTags(name)
  try {
    const hidden = await hiddenIn(parts.pieces(entry.part))
    const { hasUncomputed } = hidden
    const found: Sheet = { ...around(entry, sheets), hiddenRows: [], hiddenColumns: [], hasUncomputed, rows: [] }
    const seenColumns = new Set<number>()
    let [before, all, characters] = [0, 0, 0]
    for await (const { index, values } of streamXlsxRows(bytes, { sheet: entry.name })) {
      const line = index + 1
      if (!(line > before && line <= MOST_ROWS)) throw damaged(source, `row ${before} is followed by row ${line}`)
      ;[before, all] = [line, all + values.length]
      if (all > MOST_CELLS) throw tooLarge(source, `row ${line} and those above it have more than ${MOST_CELLS} cells`)
      const cells = withoutEnd(values.map(cellText))
      if (cells.length === 0) continue
      if (hidden.rows.has(line)) found.hiddenRows.push(line)
      if (hidden.rows.has(line) && !withHidden) continue
      for (const column of hidden.columns) {
        if ((cells[column] ?? '') !== '') seenColumns.add(column)
        if (!withHidden && column < cells.length) cells[column] = ''
      }
      characters += requireReadable(line, cells, source)
      if (characters > mostCharacters) throw tooLarge(source, `its rows have more than ${mostCharacters} characters`)
      found.rows.push({ line, cells })
    }
    found.hiddenColumns = [...seenColumns].sort((a, b) => a - b).map(letters)
    return found
  } catch (cause) {
    if (cause instanceof InvitationsError) throw cause
    throw damaged(source, `the sheet “${entry.name}” is broken`, cause)
  }
}

function chosen(sheets: SheetEntry[], wanted: string | undefined, source: string): SheetEntry {
  const same = (name: string) => name.toLowerCase() === wanted?.toLowerCase() // compares as spreadsheet programs do
  const found = wanted === undefined ? (sheets.find(({ isHidden }) => !isHidden) ?? sheets[0]) : undefined
  const named = sheets.find(({ name }) => name === wanted) ?? sheets.find(({ name }) => same(name))
  const entry = found ?? named
  if (entry !== undefined) return entry
  if (wanted === undefined) throw damaged(source, 'it has no sheet')
  const names = sheets.map(({ name }) => `“${name}”`).join(', ')
  const meant = didYouMean(
    wanted,
    sheets.map(({ name }) => name),
  )
  throw new InvitationsError('usage', `${source} has no sheet “${wanted}”.${meant} It has: ${names}.`, {
    hint: 'Give one of these names after --sheet.',
  })
}

function around({ name, part }: SheetEntry, sheets: SheetEntry[]): Pick<Sheet, 'name' | 'others' | 'hiddenSheets'> {
  const rest = sheets.filter((one) => one.part !== part)
  const namesOf = (some: SheetEntry[]) => some.map((one) => one.name)
  return {
    name,
    others: namesOf(rest.filter(({ isHidden }) => !isHidden)),
    hiddenSheets: namesOf(rest.filter(({ isHidden }) => isHidden)),
  }
}

function withoutEnd(cells: string[]): string[] {
  return cells.slice(0, cells.findLastIndex((cell) => cell.trim() !== '') + 1)
}

/** @returns the number of characters in the row */
function requireReadable(line: number, cells: string[], source: string): number {
  if (cells.length > MOST_COLUMNS)
    throw tooLarge(source, `row ${line} has ${cells.length} columns; at most ${MOST_COLUMNS} are read`)
  const length = cells.reduce((sum, cell) => sum + cell.length, 0)
  if (length > LONGEST_ROW) throw tooLarge(source, `row ${line} has more than ${LONGEST_ROW} characters`)
  return length
}

/** 0 is A, 26 is AA. */
function letters(column: number): string {
  const rest = Math.floor(column / 26)
  return `${rest === 0 ? '' : letters(rest - 1)}${String.fromCharCode(65 + (column % 26))}`
}
