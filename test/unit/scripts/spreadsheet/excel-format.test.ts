import { expect, it } from 'vitest'
import { excelFormat } from '../../../../scripts/spreadsheet/excel-format.ts'

it.each([
  ['en-US', ','],
  ['en-GB', ','],
  ['ja-JP', ','],
  ['es-MX', ','],
  ['de-DE', ';'],
  ['de-CH', ';'],
  ['fr-FR', ';'],
  ['pt-BR', ';'],
  ['es-ES', ';'],
  ['ar-EG', ';'],
])('Excel in %s opens CSV that is separated by %j', (locale, delimiter) => {
  expect(excelFormat(locale)).toEqual({ delimiter, hasByteOrderMark: true, hasDelimiterLine: false })
})
