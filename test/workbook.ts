import { zip, type Claimed } from './zip.ts'

const SPREADSHEET = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006'
const DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

/** A sheet of a made-up workbook. */
export interface MadeSheet {
  name: string
  /** The workbook's word: `hidden`, `veryHidden`. */
  state?: string
  /** XML of `cols` and `sheetData`. */
  xml: string
}

/** A workbook like those of Excel and LibreOffice, without the parts that nobody reads. */
export interface MadeBook {
  sheets: MadeSheet[]
  /** XML of `si` elements. */
  shared?: string[]
  is1904?: boolean
  /** More parts. */
  parts?: Readonly<Record<string, string | Buffer>>
  claims?: Readonly<Record<string, Claimed>>
}

/** Cells with style 1 are dates (number format 14), those with 2 are dates with a time. */
const styles = `${DECLARATION}<styleSheet xmlns="${SPREADSHEET}"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm"/></numFmts><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts><fills count="1"><fill><patternFill patternType="none"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="14" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs></styleSheet>`

export function workbook({ sheets, shared = [], is1904 = false, parts = {}, claims = {} }: MadeBook): Buffer {
  const relation = (id: string, type: string, target: string) =>
    `<Relationship Id="${id}" Type="${OFFICE}/${type}" Target="${target}"/>`
  const relations = (...all: string[]) =>
    `${DECLARATION}<Relationships xmlns="${PACKAGE}/relationships">${all.join('')}</Relationships>`
  const listed = sheets.map(
    ({ name, state }, index) =>
      `<sheet name="${name}" sheetId="${index + 1}"${state === undefined ? '' : ` state="${state}"`} r:id="rId${index + 1}"/>`,
  )
  return zip(
    {
      '[Content_Types].xml': `${DECLARATION}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/></Types>`,
      '_rels/.rels': relations(relation('rId1', 'officeDocument', 'xl/workbook.xml')),
      'xl/workbook.xml': `${DECLARATION}<workbook xmlns="${SPREADSHEET}" xmlns:r="${OFFICE}"><workbookPr date1904="${is1904}"/><sheets>${listed.join('')}</sheets></workbook>`,
      'xl/_rels/workbook.xml.rels': relations(
        ...sheets.map((_, index) => relation(`rId${index + 1}`, 'worksheet', `worksheets/sheet${index + 1}.xml`)),
        relation('rId98', 'styles', 'styles.xml'),
        relation('rId99', 'sharedStrings', 'sharedStrings.xml'),
      ),
      'xl/styles.xml': styles,
      'xl/sharedStrings.xml': `${DECLARATION}<sst xmlns="${SPREADSHEET}" count="${shared.length}" uniqueCount="${shared.length}">${shared.map((text) => `<si>${text}</si>`).join('')}</sst>`,
      ...Object.fromEntries(
        sheets.map(({ xml }, index) => [
          `xl/worksheets/sheet${index + 1}.xml`,
          `${DECLARATION}<worksheet xmlns="${SPREADSHEET}" xmlns:r="${OFFICE}">${xml}</worksheet>`,
        ]),
      ),
      ...parts,
    },
    claims,
  )
}

/** Rows of texts, as inline strings. */
export function inlineRows(rows: readonly (readonly string[])[]): string {
  const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
  const cell = (text: string) => `<c t="inlineStr"><is><t xml:space="preserve">${escaped(text)}</t></is></c>`
  return `<sheetData>${rows.map((cells, at) => `<row r="${at + 1}">${cells.map(cell).join('')}</row>`).join('')}</sheetData>`
}

/**
 * A workbook as Excel writes it: texts are shared; a column, two rows and a sheet are hidden. Column C has numbers that begin
 * with zeros, as text; D has dates; E has a formula over another workbook, with its saved value.
 */
export function asExcelWrites(): Buffer {
  const shared = [
    ...['E-Mail', 'Vorname', 'context.plz', 'context.seit', 'Nachricht', 'Bemerkung', 'context.betrag'],
    ...['lise@example.com', 'Lise', '01067', 'redet viel', 'hidden@example.com', 'emmy@example.com'],
  ].map((text) => `<t>${text}</t>`)
  shared.push('<r><t>Em</t></r><r><rPr><b/></rPr><t>my</t></r><rPh sb="0" eb="1"><t>エミー</t></rPh>') // 13
  const text = (ref: string, index: number) => `<c r="${ref}" t="s"><v>${index}</v></c>`
  const header = ['A', 'B', 'C', 'D', 'E', 'F', 'G'].map((column, index) => text(`${column}1`, index)).join('')
  const formula = '<c r="E2" t="str"><f>[1]Texte!$A$1&amp;"!"</f><v>Willkommen &amp; bis bald!</v></c>'
  const rows = [
    `<row r="1" spans="1:7">${header}</row>`,
    `<row r="2" spans="1:7">${text('A2', 7)}${text('B2', 8)}${text('C2', 9)}<c r="D2" s="1"><v>45000</v></c>${formula}${text('F2', 10)}<c r="G2"><v>0.30000000000000004</v></c></row>`,
    `<row r="3" spans="1:7" hidden="1">${text('A3', 11)}</row>`,
    `<row r="4" spans="1:7" hidden="1"/>`,
    `<row r="6" spans="1:7">${text('A6', 12)}${text('B6', 13)}<c r="C6"><v>4915112345678</v></c><c r="D6" s="2"><v>45000.5</v></c></row>`,
  ]
  return workbook({
    sheets: [
      { name: 'Vorlage', state: 'hidden', xml: inlineRows([['x']]) },
      {
        name: 'Teilnehmer &amp; Gäste',
        xml: `<cols><col min="6" max="6" width="0" hidden="1" customWidth="1"/></cols><sheetData>${rows.join('')}</sheetData>`,
      },
      { name: 'Archiv', xml: inlineRows([['email'], ['old@example.com']]) },
    ],
    shared,
    parts: {
      'xl/externalLinks/externalLink1.xml': '<externalLink/>',
      'xl/media/image1.png': Buffer.from([0x89, 0x50]),
    },
  })
}

/** A workbook as LibreOffice writes it from an old Mac's file: dates count from 1904, and every row says if it is hidden. */
export function asLibreOfficeWrites(): Buffer {
  const row = (number: number, hidden: boolean, cells: string) =>
    `<row r="${number}" customFormat="false" ht="12.8" hidden="${hidden}" customHeight="false" outlineLevel="0" collapsed="false">${cells}</row>`
  const text = (ref: string, words: string) => `<c r="${ref}" s="0" t="inlineStr"><is><t>${words}</t></is></c>`
  return workbook({
    is1904: true,
    sheets: [
      {
        name: 'Hoja1',
        state: 'visible',
        xml: `<sheetPr filterMode="true"/><cols><col collapsed="false" customWidth="false" hidden="false" min="1" max="16384" style="0" width="11.53"/></cols><sheetData>${[
          row(
            1,
            false,
            text('A1', 'Correo electrónico') +
              text('B1', 'Nombre') +
              text('C1', 'Apellidos') +
              text('D1', 'context.desde'),
          ),
          row(2, true, text('A2', 'filtered@example.com')),
          row(
            3,
            false,
            `${text('A3', 'frances@example.com')}${text('B3', 'Frances')}${text('C3', 'Spence')}<c r="D3" s="1" t="n"><v>43538</v></c>`,
          ),
        ].join('')}</sheetData><autoFilter ref="A1:D3"/>`,
      },
    ],
  })
}
