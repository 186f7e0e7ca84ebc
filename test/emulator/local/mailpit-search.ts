import { notImplemented } from '../http/answers.ts'
import type { MessageSummary } from './mailpit-message.ts'

/** What a term of a search is compared with. Address fields are searched as the JSON that Mailpit keeps of them. */
const filters: Readonly<Record<string, (message: MessageSummary) => string>> = {
  'to:': ({ To }) => JSON.stringify(To),
  'from:': ({ From }) => JSON.stringify(From),
  'addressed:': ({ To, From }) => JSON.stringify([To, From]),
  'subject:': ({ Subject }) => Subject,
  'message-id:': ({ MessageID }) => MessageID,
}

/** Mailpit's other filters, which nobody has needed here yet. */
const unknownFilters = /^(cc|bcc|reply-to|tag|is|has|after|before|larger|smaller):/

/**
 * Whether a message matches a search of Mailpit's. Every term has to match, anywhere in its field and in any letter case.
 * Quotes keep words together; `-` or `!` before a term means that it must not match. So `to:ada@example.com` also finds
 * granada@example.com, and callers have to compare the address themselves.
 * @see https://mailpit.axllent.org/docs/usage/search-filters/ and axllent/mailpit, internal/storage/search.go
 */
export function searchFor(search: string): (message: MessageSummary, text: string) => boolean {
  const tests = termsOf(search).map(testFor)
  return (message, text) => tests.every((test) => test(message, text))
}

/** Splits at spaces outside quotes. Parts without letters or digits are ignored. */
function termsOf(search: string): string[] {
  const terms = search.match(/(?:"[^"]*"?|[^ "])+/g) ?? []
  return terms.map((term) => term.replaceAll('"', '').trim()).filter((term) => /[a-z0-9]/i.test(term))
}

function testFor(whole: string): (message: MessageSummary, text: string) => boolean {
  const isExcluded = /^[-!]./.test(whole)
  const term = (isExcluded ? whole.slice(1) : whole).toLowerCase()
  if (unknownFilters.test(term)) throw notImplemented(`the search term ${term} of Mailpit's API`)
  const [name, field] = Object.entries(filters).find(([prefix]) => term.startsWith(prefix)) ?? ['', undefined]
  const wanted = wordsOf(term.slice(name.length))
  return (message, text) => {
    const isThere = like(field ? field(message) : wordsOf(text), wanted)
    return wanted === '' || isThere !== isExcluded
  }
}

/** Brackets, quotes, commas and line breaks count as spaces. */
function wordsOf(text: string): string {
  return text.replace(/[\s<>",;()]+/g, ' ').trim()
}

/** SQL's LIKE, on which Mailpit's search is built: `_` matches any character, `%` any number of them. */
function like(text: string, wanted: string): boolean {
  const pattern = wanted
    .replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&')
    .replaceAll('_', '.')
    .replaceAll('%', '.*')
  return new RegExp(pattern, 'is').test(text)
}
