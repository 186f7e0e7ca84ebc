import { describe, expect, it } from 'vitest'
import { delimiterOf, formatOf, rowBatchesOf, rowsOf, type Row } from '../../../../scripts/spreadsheet/rows.ts'

async function* texts(...all: string[]): AsyncGenerator<string> {
  for (const text of all) yield await Promise.resolve(text)
}

async function rows(...all: string[]): Promise<Row[]> {
  const found: Row[] = []
  for await (const row of rowsOf(texts(...all))) found.push(row)
  return found
}

describe('the rows of a CSV file', () => {
  it.each([
    ['email,name\na,b', ','],
    ['email;name;note, please', ';'],
    ['email\tname', '\t'],
    ['"email, or mail";name', ';'],
    ['email', ','],
  ] as const)('after %j are separated by %j', (start, delimiter) => {
    expect(delimiterOf(start)).toBe(delimiter)
  })

  it('have the numbers that a spreadsheet shows, even after quoted line breaks and empty rows', async () => {
    expect(await rows('email,note\r\na,"one\r\ntwo"\r\n\r\n , \r\nb,c\r\n')).toEqual([
      { line: 1, cells: ['email', 'note'] },
      { line: 2, cells: ['a', 'one\r\ntwo'] },
      { line: 5, cells: ['b', 'c'] },
    ])
  })

  it('may begin below a line that tells Excel the delimiter, which is not a row', async () => {
    expect(await rows('\uFEFFsep=|\r\nemail|note\r\na|b;c,d\r\n')).toEqual([
      { line: 1, cells: ['email', 'note'] },
      { line: 2, cells: ['a', 'b;c,d'] },
    ])
    await expect(rows('sep=;\nemail\n"a')).rejects.toMatchObject({
      message: expect.stringContaining('line 3') as string,
    })
  })

  it.each([
    ['email,name\n', { delimiter: ',', hasByteOrderMark: false, hasDelimiterLine: false }],
    ['\uFEFFemail;name\n', { delimiter: ';', hasByteOrderMark: true, hasDelimiterLine: false }],
    ['SEP=\t\nemail;x\tname\n', { delimiter: '\t', hasByteOrderMark: false, hasDelimiterLine: true }],
  ])('after %j have a format that a result can use, too', (start, format) => {
    expect(formatOf(start)).toEqual(format)
  })

  it('can come in pieces', async () => {
    expect(await rows('email,na', 'me\na,"b', '"\n')).toHaveLength(2)
  })

  it.each([
    ['email\n"a', 'A quotation mark is never closed; the file ends with line 2.'],
    ['email\n"a"b\n', 'Line 2 has text after a closing quotation mark.'],
    ['email\na"b\n', 'Line 2 has a quotation mark inside a cell that does not begin with one.'],
    [
      `email\n${'x'.repeat(70_000)}\n`,
      'The record that ends in line 2 is longer than 65536 bytes; a quotation mark may not be closed.',
    ],
    [`email\n${','.repeat(200)}a\n`, 'Row 2 has 201 columns; at most 100 are read.'],
  ])('that are broken are refused with their line', async (text, message) => {
    await expect(rows(text)).rejects.toMatchObject({ code: 'unreadable_file', message })
  })

  it('come one by one or in batches, and reading can stop at any row', async () => {
    const csv = `email\n${Array.from({ length: 5000 }, (_, index) => `a${index}\n`).join('')}`
    const batches: Row[][] = []
    for await (const batch of rowBatchesOf(texts(csv.slice(0, 9000), csv.slice(9000)))) batches.push(batch)
    expect(batches.length).toBeLessThan(100)
    expect(batches.flat()).toEqual(await rows(csv))
    for await (const { line } of rowsOf(texts(csv))) if (line === 7) break
  })
})
