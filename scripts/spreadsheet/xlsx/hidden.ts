import { attributesIn } from './sheets.ts'

/** What a sheet hides: row numbers from 1, columns from 0. */
export interface Hidden {
  rows: ReadonlySet<number>
  columns: ReadonlySet<number>
  /** Whether a formula has no value, because a program made the file and no spreadsheet program has computed it. */
  hasUncomputed: boolean
}

/** The most columns of a sheet. */
const MOST_COLUMNS = 16_384
/** A cell with a formula but no value. If the value is an empty text, the cell is marked as text. */
const uncomputed =
  /<(?:\w+:)?c\b(?![^<>]*\bt="str")[^<>]*>\s*<(?:\w+:)?f\b(?:[^<>]*\/>|[^<>]*>[^<]*<\/(?:\w+:)?f>)\s*(?:<(?:\w+:)?v\s*\/>|<(?:\w+:)?v><\/|<\/(?:\w+:)?c>)/
/** This much of the preceding text is searched again, because a match may start there. */
const OVERLAP = 10_000
/** No tag is longer. */
const LONGEST_TAG = 1_000_000

/**
 * Which rows and columns a sheet does not show: hidden by hand, by a filter or in a collapsed group.
 * @param pieces of the sheet's XML, all of which are read
 * @see https://ecma-international.org/publications-and-standards/standards/ecma-376/, part 1, 18.3.1.13 (col) and
 * 18.3.1.73 (row)
 */
export async function hiddenIn(pieces: AsyncIterable<Buffer>): Promise<Hidden> {
  const rows = new Set<number>()
  const columns = new Set<number>()
  let [rest, before, row, hasUncomputed] = ['', '', 0, false]
  for await (const piece of pieces) {
    const found = piece.toString('latin1') // the names and numbers we need are ASCII
    const text = rest + found
    hasUncomputed ||= uncomputed.test(before + found)
    before = found.slice(-OVERLAP)
    const end = Math.max(0, text.lastIndexOf('<'))
    if (text.length - end > LONGEST_TAG) throw new RangeError('a tag without an end')
    for (const [, tag, attributes = ''] of text.slice(0, end).matchAll(/<(?:\w+:)?(row|col)\b([^<>]*)>/g)) {
      if (tag === 'row') {
        const [, said] = /\sr="(\d+)"/.exec(attributes) ?? []
        row = said === undefined ? row + 1 : Number(said)
      }
      if (!attributes.includes('hidden')) continue
      const { hidden, min, max } = attributesIn(attributes)
      if (hidden !== '1' && hidden !== 'true') continue
      if (tag === 'row') rows.add(row)
      else for (let at = Number(min); at <= Math.min(Number(max), MOST_COLUMNS); at++) columns.add(at - 1)
    }
    rest = text.slice(end)
  }
  return { rows, columns, hasUncomputed }
}
