import { InvitationsError } from '../ground/errors.ts'

/**
 * Called with a sentence about how something was read. If a part could not be read, `about` says which, in words that
 * complete "Not checked: …"; the result of the call then says nothing about that part.
 */
export type Note = (sentence: string, about?: { not_looked_at: string }) => void

/**
 * The note for a log that could not be read. An error other than the log's missing scope stays an error.
 * @param what is unknown because of it
 */
export function whyUnknown(failure: unknown, what = 'what became of mails'): Required<Parameters<Note>> {
  if (!(failure instanceof InvitationsError) || failure.code !== 'missing_scope') throw failure
  return [`${failure.message} ${failure.hint}`, { not_looked_at: what }]
}
