import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { visible } from '../../../../../actions/invitation/visible.ts'
import { csvLine, csvLineWithBreaks } from '../../../../../scripts/ground/text-for/csv.ts'
import { hostileText, obeyedOrHidden } from '../../../../hostile-text.ts'

const seed = Number(process.env['PROPERTY_SEED'] ?? 20_260_109)
const cellsIn = (text: string, delimiter = ','): string[][] =>
  parse(text, { delimiter, relax_quotes: true, relax_column_count: true })
/** Text that a spreadsheet runs, which ignores outer spaces, quotation marks and full width. */
const isFormula = (cell: string): boolean => /^[=+\-@]/.test(cell.normalize('NFKC').replace(/^[\s"]+/, ''))

describe('a line of CSV', () => {
  it('quotes a cell if it has to, and makes no cell a formula', () => {
    const cells = ['a', 'b,c', 'say "hi"', 'two\nlines', '=1+1', '+49', '-1', '@x', null, 7, true]
    expect(csvLine(cells)).toBe(`a,"b,c","say ""hi""",two\\nlines,'=1+1,'+49,'-1,'@x,,7,true\r\n`)
  })

  it.each([
    ['full-width signs', '\uff1d1', "'\uff1d1"],
    ['after spaces', '  =1', "  '=1"],
    ['after a quotation mark', '"=1', `"""'=1"`],
    ['after the semicolon that other spreadsheets split at', 'a;=1', "a;'=1"],
    ['after a semicolon and spaces', 'a; "@x', `"a; ""'@x"`],
    ['after a tab', '\t=1', '\\t=1'],
    ['a minus in the middle', 'Ada-Marie', 'Ada-Marie'],
    ['the app’s own JSON', '{"a":[1,-2]}', '"{""a"":[1,-2]}"'],
  ])('makes no cell a formula: %s', (_, text, cell) => {
    expect(csvLine([text])).toBe(`${cell}\r\n`)
  })

  it('keeps the line breaks of the admin’s own file, without a formula after them', () => {
    expect(csvLineWithBreaks(['two\r\nlines', 'a\n=1', '\u001b[31m'])).toBe(`"two\nlines","a\n'=1",\\u001b[31m\r\n`)
  })

  it('can hold any text: it parses back, is one line, and starts no formula however a spreadsheet splits it', () => {
    console.info(`CSV: PROPERTY_SEED=${seed}`)
    fc.assert(
      fc.property(fc.array(hostileText, { minLength: 1, maxLength: 5 }), (cells) => {
        const line = csvLine(cells)
        expect(line.slice(0, -2)).not.toMatch(obeyedOrHidden)
        expect(line.slice(0, -2)).not.toContain('\n')
        const [row = [], ...more] = cellsIn(line)
        expect(more).toEqual([])
        const withoutApostrophes = (text: string) => text.replaceAll("'", '')
        expect(row.map(withoutApostrophes)).toEqual(cells.map((cell) => withoutApostrophes(visible(cell))))
        expect(row.filter(isFormula)).toEqual([])
        for (const cell of line.trimEnd().split(';')) expect(isFormula(cell), cell).toBe(false)
      }),
      { numRuns: 2000, seed },
    )
  })
})
