import type { InvitationsError } from '../ground/errors.ts'
import { unreadable } from './text.ts'

const startsWith = (bytes: Uint8Array, ...start: number[]) => start.every((byte, index) => bytes[index] === byte)

/** Whether it is an archive, as every .xlsx is. */
export function isArchive(bytes: Uint8Array): boolean {
  return startsWith(bytes, 0x50, 0x4b, 0x03, 0x04)
}

/** Whether it is the format of Excel before 2007, which Excel also uses for files with a password. */
export function isCompoundFile(bytes: Uint8Array): boolean {
  return startsWith(bytes, 0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1)
}

const SAVE_AS = 'Open it in your spreadsheet program, and save it as .xlsx or CSV (UTF-8).'

/** @param bytes of the whole file; its directory names its contents in UTF-16 */
export function refuseCompoundFile(bytes: Buffer, source: string): InvitationsError {
  if (bytes.includes(Buffer.from('EncryptedPackage', 'utf16le')))
    return unreadable(
      `${source} is encrypted: it asks for a password.`,
      'Open it in Excel, remove the password (File > Info > Protect Workbook > Encrypt with Password), and save it.',
    )
  return unreadable(`${source} is in the format that Excel wrote before 2007 (.xls).`, SAVE_AS)
}

/** The error for an archive that is not an .xlsx; undefined if it may be one. @param bytes of the whole file */
export function refuseOtherArchive(bytes: Buffer, source: string): InvitationsError | undefined {
  const has = (name: string) => bytes.includes(name, 0, 'latin1')
  if (has('xl/workbook.xml')) return undefined
  if (has('application/vnd.oasis.opendocument.spreadsheet'))
    return unreadable(`${source} is an OpenDocument spreadsheet (.ods).`, SAVE_AS)
  if (has('xl/workbook.bin')) return unreadable(`${source} is a binary Excel workbook (.xlsb).`, SAVE_AS)
  if (has('Index/Document.iwa'))
    return unreadable(`${source} is a Numbers spreadsheet.`, 'In Numbers: File > Export To > Excel or CSV.')
  return undefined
}

/** The error for a text file whose name ends in .xlsx. @param start of it */
export function refuseTextAsWorkbook(start: Uint8Array, source: string): InvitationsError {
  const isMarkup = /^\s*</.test(
    Buffer.from(start)
      .toString('utf8')
      .replace(/^\uFEFF/, ''),
  )
  return isMarkup
    ? unreadable(`${source} is a web page or XML with the name of a spreadsheet.`, SAVE_AS)
    : unreadable(
        `${source} is not an Excel workbook, although its name says so.`,
        `If it is CSV, name it .csv. ${SAVE_AS}`,
      )
}
