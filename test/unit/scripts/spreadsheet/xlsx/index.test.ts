import { describe, expect, it } from 'vitest'
import { InvitationsError } from '../../../../../scripts/ground/errors.ts'
import { readSheet, type Sheet } from '../../../../../scripts/spreadsheet/xlsx/index.ts'
import { asExcelWrites, inlineRows, workbook, type MadeBook } from '../../../../workbook.ts'
import { zip } from '../../../../zip.ts'

const read = (bytes: Buffer, withHidden = false): Promise<Sheet> =>
  readSheet(bytes, 'people.xlsx', { sheet: undefined, withHidden })
const oneSheet = (xml: string, more: Partial<MadeBook> = {}): Buffer =>
  workbook({ sheets: [{ name: 'A', xml }], ...more })
const sheet1 = 'xl/worksheets/sheet1.xml'

describe('a sheet of an .xlsx', () => {
  it('has rows with the numbers that Excel shows, empty ones left out', async () => {
    const { rows } = await read(oneSheet(inlineRows([['email'], [], [' '], ['ada@example.com', '', '']])))
    expect(rows).toEqual([
      { line: 1, cells: ['email'] },
      { line: 4, cells: ['ada@example.com'] },
    ])
  })

  it('counts rows and cells without a position', async () => {
    const xml =
      '<sheetData><row><c><v>1</v></c><c><v>2</v></c></row><row r="7"><c r="B7"><v>3</v></c></row></sheetData>'
    expect((await read(oneSheet(xml))).rows).toEqual([
      { line: 1, cells: ['1', '2'] },
      { line: 7, cells: ['', '3'] },
    ])
  })

  it.each([
    ['text that looks like a number', '<c r="A1" t="inlineStr"><is><t>007</t></is></c>', '007'],
    ['a long number', '<c r="A1"><v>123456789012345</v></c>', '123456789012345'],
    ['a number in scientific notation', '<c r="A1"><v>4.9151E+12</v></c>', '4915100000000'],
    ['a fraction', '<c r="A1"><v>0.30000000000000004</v></c>', '0.3'],
    ['a date', '<c r="A1" s="1"><v>45000</v></c>', '2023-03-15'],
    ['a date with a time', '<c r="A1" s="2"><v>45000.75</v></c>', '2023-03-15 18:00'],
    ['a date as strict Open XML writes it', '<c r="A1" t="d" s="1"><v>2023-03-15</v></c>', '2023-03-15'],
    ['true', '<c r="A1" t="b"><v>1</v></c>', 'TRUE'],
    ['the saved value of a formula', '<c r="A1" t="str"><f>B1&amp;"x"</f><v>ax</v></c>', 'ax'],
    ['an escaped line break', '<c r="A1" t="inlineStr"><is><t>a_x000A_b &lt;c&gt; &#233;</t></is></c>', 'a\nb <c> é'],
  ])('reads %s', async (_, cell, text) => {
    const { rows } = await read(oneSheet(`<sheetData><row r="1">${cell}</row></sheetData>`))
    expect(rows).toEqual([{ line: 1, cells: [text] }])
  })

  it('leaves out hidden rows and columns, and says which', async () => {
    expect(await read(asExcelWrites())).toMatchObject({
      ...{ name: 'Teilnehmer & Gäste', others: ['Archiv'], hiddenSheets: ['Vorlage'] },
      ...{ hiddenRows: [3], hiddenColumns: ['F'] },
      rows: [{ line: 1 }, { line: 2, cells: { 5: '' } }, { line: 6 }],
    })
    const whole = await read(asExcelWrites(), true)
    expect(whole.rows.map(({ line }) => line)).toEqual([1, 2, 3, 6])
    expect(whole.rows[1]?.cells[5]).toBe('redet viel')
  })

  it.each([
    ['<c r="A1"><f>1+1</f><v /></c>', true],
    ['<c r="A1"><f t="shared" si="0"/></c>', true],
    ['<c r="A1" s="1"><f>1+1</f><v></v></c>', true],
    ['<c r="A1" t="str"><f>B1</f><v></v></c>', false],
    ['<c r="A1"><f>1+1</f><v>2</v></c>', false],
  ])('says whether a formula has no saved value: %s', async (cell, hasUncomputed) => {
    expect(await read(oneSheet(`<sheetData><row r="1">${cell}</row></sheetData>`))).toMatchObject({ hasUncomputed })
  })

  it('reads a name without its furigana', async () => {
    expect((await read(asExcelWrites())).rows.at(-1)?.cells[1]).toBe('Emmy')
  })
})

describe('a hostile .xlsx', () => {
  const big = 200_000_000

  it.each([
    [
      'texts that would unpack to gigabytes',
      oneSheet(inlineRows([['email']]), { claims: { 'xl/sharedStrings.xml': { size: 4_000_000_000 } } }),
      'its part xl/sharedStrings.xml would unpack to more than 100 MB',
    ],
    [
      'a sheet that would unpack to gigabytes',
      oneSheet(inlineRows([['email']]), { claims: { [sheet1]: { size: 4_000_000_000 } } }),
      `its part ${sheet1} would unpack to more than 1000 MB`,
    ],
    [
      'a part that unpacks to more than it says',
      oneSheet(inlineRows([['email']]), {
        parts: { [sheet1]: Buffer.alloc(big) },
        claims: { [sheet1]: { size: 1000 } },
      }),
      `its part ${sheet1} is incomplete`,
    ],
    [
      'a part that says nothing about its size',
      oneSheet(inlineRows([['email']]), { parts: { [sheet1]: Buffer.alloc(big) }, claims: { [sheet1]: { size: 0 } } }),
      `its part ${sheet1} would unpack to more than 1000 MB`,
    ],
    [
      'a part that is not what was packed',
      oneSheet(inlineRows([['email']]), { claims: { [sheet1]: { checksum: 1 } } }),
      `its part ${sheet1} is incomplete`,
    ],
    [
      'more texts than fit into memory',
      oneSheet(inlineRows([['email']]), { parts: { 'xl/sharedStrings.xml': '<a/>'.repeat(8_500_000) } }),
      'its part xl/sharedStrings.xml has more than 8000000 tags',
    ],
    ['a tag without an end', oneSheet(`<sheetData><row r="1" x="${' '.repeat(3_000_000)}`), 'the sheet “A” is broken'],
    [
      'a row twice',
      oneSheet('<sheetData><row r="1"><c><v>1</v></c></row><row r="1"><c><v>2</v></c></row></sheetData>'),
      'row 1 is followed by row 1',
    ],
    [
      'more columns than are read',
      oneSheet('<sheetData><row r="1"><c r="XFD1"><v>1</v></c></row></sheetData>'),
      'row 1 has 16384 columns; at most 100 are read',
    ],
    [
      'a column that no sheet has',
      oneSheet('<sheetData><row r="1"><c r="ZZZZZZZ1"><v>1</v></c></row></sheetData>'),
      'the sheet “A” is broken',
    ],
    ['a text of megabytes', oneSheet(inlineRows([['a'.repeat(100_000)]])), 'row 1 has more than 65536 characters'],
    ['no sheet', workbook({ sheets: [] }), 'it has no sheet'],
    ['no workbook', zip({ 'word/document.xml': '<x/>' }), 'there is no workbook in it'],
    [
      'a directory that leads nowhere',
      Buffer.concat([Buffer.from('PK\x05\x06'), Buffer.alloc(18, 0xff)]),
      'it is cut off',
    ],
  ])('with %s is refused with a clear error', async (_, bytes, why) => {
    await expect(read(bytes)).rejects.toMatchObject({
      code: 'unreadable_file',
      message: `people.xlsx cannot be read as an Excel workbook: ${why}.`,
    })
  })

  it('is read or refused, and nothing else, wherever it is damaged', async () => {
    const whole = asExcelWrites()
    for (let at = 0; at < whole.length; at += 37) {
      const damaged = Buffer.from(whole)
      damaged[at] = (damaged[at] ?? 0) ^ 0xff
      const outcome = await read(damaged).then(
        () => 'read',
        (failure: unknown) => (failure instanceof InvitationsError ? failure.code : String(failure)),
      )
      expect(['read', 'unreadable_file'], `byte ${at}`).toContain(outcome)
    }
  })
})
