import { InvitationsError } from '../../ground/errors.ts'

/** @param why a clause, like “it is cut off” */
function unreadableWorkbook(source: string, why: string, hint: string, cause?: unknown): InvitationsError {
  const name = source === '-' ? 'The file' : source
  return new InvitationsError('unreadable_file', `${name} cannot be read as an Excel workbook: ${why}.`, {
    hint,
    cause,
  })
}

/** The error for an .xlsx that lacks something it must have. */
export function damaged(source: string, why: string, cause?: unknown): InvitationsError {
  return unreadableWorkbook(
    source,
    why,
    'Open it in your spreadsheet program, and save it again as .xlsx or CSV (UTF-8).',
    cause,
  )
}

/** The error for a workbook beyond any real size: an archive of a few kilobytes can hold gigabytes. */
export function tooLarge(source: string, why: string): InvitationsError {
  return unreadableWorkbook(
    source,
    why,
    'Save the sheet as CSV (UTF-8) in your spreadsheet program, and give that file.',
  )
}
