import { InvitationsError } from '../ground/errors.ts'

/**
 * Hears a sentence about how something was read. Where a part could not be looked at, `about` says which, in a few words
 * that end "Not checked: …": what comes of the call says nothing about it.
 */
export type Note = (sentence: string, about?: { not_looked_at: string }) => void

/**
 * What a note says where the log could not be read; what is wrong with more than the log's scope stays an error.
 * @param what is not known then
 */
export function whyUnknown(failure: unknown, what = 'what became of mails'): Required<Parameters<Note>> {
  if (!(failure instanceof InvitationsError) || failure.code !== 'missing_scope') throw failure
  return [`${failure.message} ${failure.hint}`, { not_looked_at: what }]
}
