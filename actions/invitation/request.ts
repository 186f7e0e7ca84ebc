import { foldAddress, isAddress } from './address.ts'
import { languageTags } from './languages.ts'
import { looksLikeLink } from './link-like.ts'
import { knownLanguageOf } from './locale.ts'
import { byteLength } from './profile.ts'
import { safeUrl } from './safe-url.ts'
import { isVisible, visible } from './visible.ts'

/** Everything an invitation is made of. Time, id and texts are arguments: the domain has no clock and no randomness. */
export interface InvitationParts {
  email: string
  id: string
  now: Date
  /** Lifetime in seconds, SHORTEST_TTL_SEC to LONGEST_TTL_SEC. */
  ttl_sec: number
  /** IANA time zone for the expiry date, if the invitee's own is not known. */
  default_time_zone: string
  created_user: boolean
  client_id: string
  name?: string | undefined
  /** User name of the account. It is not stored in any record. */
  username?: string | undefined
  invited_by?: string | undefined
  note?: string | undefined
  /** Language of the mails: a BCP 47 tag of a language that we have texts in, or of another region of one. */
  locale?: string | undefined
  /** IANA time zone of the invitee, like Europe/Berlin. Used for the expiry date and for quiet hours. */
  time_zone?: string | undefined
  redirect_to?: string | undefined
  /** A JSON object as text. */
  context?: string | undefined
  /** Ids of the tenant's roles. */
  roles?: string[] | undefined
  /** A connection of INVITATIONS_ACCEPT_WITH, or `password`. */
  accept_with?: string | undefined
}

export type ProblemCode =
  | 'invalid_email'
  | 'invalid_ttl'
  | 'invalid_name'
  | 'invalid_username'
  | 'invalid_invited_by'
  | 'note_too_long'
  | 'invalid_locale'
  | 'invalid_time_zone'
  | 'invalid_redirect_to'
  | 'invalid_context'
  | 'context_too_large'
  | 'record_too_large'
  | 'invalid_link_param'
  | 'usage'

/** One thing that is wrong with a request: a stable code, the field, and a sentence that says what is allowed. */
export interface Problem {
  /** Stable, unlike the sentence. */
  code: ProblemCode
  /** `request` for the whole request: it is not an object, or has an unknown field. */
  field: keyof InvitationParts | 'link' | 'request'
  /** In English, with the value that is wrong. */
  message: string
}

export const SHORTEST_TTL_SEC = 60
export const LONGEST_TTL_SEC = 30 * 24 * 60 * 60
export const LONGEST_NAME = 100
/** The most that a connection can be configured to allow. */
const LONGEST_USERNAME = 128
const LONGEST_NOTE = 500
const LONGEST_CONTEXT_BYTES = 1024
/** About a fifth of what Auth0 allows for a whole profile (MOST_PROFILE_BYTES). */
export const LONGEST_RECORD_BYTES = 2048

/** Everything that is wrong with a request, in the order of its fields; empty when it can be issued. */
export function* problemsOf(request: InvitationParts): Generator<Problem> {
  const { email, ttl_sec, name, username, invited_by, note, locale, time_zone, redirect_to, context } = request
  if (!isAddress(foldAddress(email))) {
    yield {
      code: 'invalid_email',
      field: 'email',
      message: `"${printable(email)}" is not an email address like ada@example.com. Use ASCII letters; a domain in other letters needs its xn-- form.`,
    }
  }
  if (!(ttl_sec >= SHORTEST_TTL_SEC && ttl_sec <= LONGEST_TTL_SEC)) {
    const message = Number.isNaN(ttl_sec)
      ? 'The lifetime is not a span of time. Write 7d, 12h or 30m.'
      : 'An invitation lasts from 1 minute to 30 days (1m to 30d).'
    yield { code: 'invalid_ttl', field: 'ttl_sec', message }
  }
  yield* problemsOfPersonName('name', name)
  if (username !== undefined && !isUsername(username)) {
    const message = `"${printable(username)}" is not a user name. Use 1 to ${LONGEST_USERNAME} letters, digits or +-_.!#$'^\`~@, but not an email address.`
    yield { code: 'invalid_username', field: 'username', message }
  }
  yield* problemsOfPersonName('invited_by', invited_by)
  if (note !== undefined && charactersIn(note) > LONGEST_NOTE) {
    const message = `The note has ${charactersIn(note)} characters, but only ${LONGEST_NOTE} are allowed.`
    yield { code: 'note_too_long', field: 'note', message }
  }
  if (locale !== undefined && (!isLocale(locale) || knownLanguageOf(locale) === undefined)) {
    const message = `"${printable(locale)}" is not a language that mails are written in (${languageTags.join(', ')}). Leave it out, or add the language.`
    yield { code: 'invalid_locale', field: 'locale', message }
  }
  if (time_zone !== undefined && !isTimeZone(time_zone)) {
    const message = `"${printable(time_zone)}" is not a time zone (like Europe/Berlin or America/New_York).`
    yield { code: 'invalid_time_zone', field: 'time_zone', message }
  }
  if (redirect_to !== undefined && safeUrl(redirect_to) === undefined) {
    const message = `"${printable(redirect_to)}" is not an https address (or http://localhost) without user name and password.`
    yield { code: 'invalid_redirect_to', field: 'redirect_to', message }
  }
  if (context !== undefined) yield* problemsOfContext(context)
}

/**
 * Mail programs turn a domain in running text into a link, so a name must not contain one, nor anything invisible. A
 * name may consist of an address, as in Auth0's default profile: the mail breaks it up.
 * @see https://auth0.com/docs/manage-users/user-accounts/user-profiles/user-profile-structure (name)
 */
function* problemsOfPersonName(field: 'name' | 'invited_by', value: string | undefined): Generator<Problem> {
  if (value === undefined) return
  const what = field === 'name' ? 'name' : "inviter's name"
  if (value.trim() === '' || value.length > LONGEST_NAME) {
    const message = `The ${what} has ${value.trim().length} characters, but must have 1 to ${LONGEST_NAME}.`
    yield { code: `invalid_${field}` as const, field, message }
  } else if (!isVisible(value)) {
    const message = `The ${what} "${visible(value)}" contains invisible characters (line breaks, tabs, writing-direction or zero-width marks). Leave them out.`
    yield { code: `invalid_${field}` as const, field, message }
  } else if (looksLikeLink(value) && !isPlainAddress(value.trim())) {
    const message = `The ${what} "${value}" contains something that mail programs turn into a link. Put a space after each dot, colon and slash.`
    yield { code: `invalid_${field}` as const, field, message }
  }
}

/** Whether it has only characters that real addresses use. Technically, even a slash is allowed in an address. */
function isPlainAddress(text: string): boolean {
  return /^[\w.+'-]+@[a-z\d.-]+$/i.test(text) && isAddress(text.toLowerCase())
}

/** What every connection accepts; yours may accept less. Docs: authenticate/database-connections/require-username */
function isUsername(name: string): boolean {
  return name.length <= LONGEST_USERNAME && /^[\w+\-.!#$'^`~@]+$/.test(name) && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(name)
}

/** Counted as people do: an emoji is one character. */
function charactersIn(text: string): number {
  return Array.from(text).length
}

function* problemsOfContext(context: string): Generator<Problem> {
  const field = 'context'
  let parsed: unknown
  try {
    parsed = JSON.parse(context)
  } catch {
    yield { code: 'invalid_context', field, message: 'The context is not JSON. Give an object like {"plan":"team"}.' }
    return
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    yield { code: 'invalid_context', field, message: 'The context must be a JSON object like {"plan":"team"}.' }
    return
  }
  let size: number
  try {
    size = byteLength(JSON.stringify(parsed))
  } catch {
    // JSON.parse reads any depth, JSON.stringify only a few thousand levels.
    yield { code: 'context_too_large', field, message: 'The context is nested too deeply.' }
    return
  }
  if (size > LONGEST_CONTEXT_BYTES) {
    const message = `The context takes ${size} bytes, but only ${LONGEST_CONTEXT_BYTES} are allowed.`
    yield { code: 'context_too_large', field, message }
  }
}

function isLocale(locale: string): boolean {
  try {
    return Intl.getCanonicalLocales(locale).length === 1
  } catch {
    return false
  }
}

/**
 * Zones that were checked before. A check takes a tenth of a millisecond, and every row of a file may name one. The
 * first check takes 15 ms, so the default is never checked.
 */
const timeZones = new Set(['UTC'])

/** Whether it is the IANA name of a time zone. */
export function isTimeZone(name: string): boolean {
  if (timeZones.has(name)) return true
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    timeZones.add(name)
    return true
  } catch {
    return false
  }
}

function printable(text: string): string {
  return visible(text.slice(0, 80))
}
