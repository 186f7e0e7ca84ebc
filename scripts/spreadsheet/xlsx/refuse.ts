import { InvitationsError } from '../../ground/errors.ts'

/** @param why a clause, like “it is cut off” */
function unreadableWorkbook(source: string, why: string, hint: string, cause?: unknown): InvitationsError {
  const name = source === '-' ? 'The file' : source
  return new InvitationsError('unreadable_file', `${name} cannot be read as an Excel workbook: ${why}.`, {
    hint,
    cause,
  })
}

/** What an .xlsx has to have, and this one has not. */
export function damaged(source: string, why: string, cause?: unknown): InvitationsError {
  return unreadableWorkbook(
    source,
    why,
    'Open it in your spreadsheet program, and save it again as .xlsx or CSV (UTF-8).',
    cause,
  )
}

/** More than anybody has; an archive of some kilobytes can hold gigabytes. */
export function tooLarge(source: string, why: string): InvitationsError {
  return unreadableWorkbook(
    source,
    why,
    'Save the sheet as CSV (UTF-8) in your spreadsheet program, and give that file.',
  )
}
