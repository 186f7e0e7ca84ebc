import { expect, it } from 'vitest'
import { csvLine } from '../../../../scripts/csv/cell.ts'

it('a cell is quoted where it must be, and never a formula', () => {
  const cells = ['a', 'b,c', 'say "hi"', 'two\nlines', '=1+1', '+49', '-1', '@x', null, 7, true]
  expect(csvLine(cells)).toBe(`a,"b,c","say ""hi""","two\nlines",'=1+1,'+49,'-1,'@x,,7,true\r\n`)
})
