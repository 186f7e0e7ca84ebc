/**
 * Hears a sentence about how something was read. Where a part could not be looked at, `about` says which, in a few words
 * that end "Not checked: …": what comes of the call says nothing about it.
 */
export type Note = (sentence: string, about?: { not_looked_at: string }) => void
