/** What replaces a secret. */
export const HIDDEN = '[hidden]'

/** Shorter values would match ordinary words. Auth0's own client secrets have at least 48 characters. */
const SHORTEST = 8
/** This many characters of a secret give it away when a text is cut off in the middle of it. */
const BEGINNING = 16

/**
 * Whether a setting is a credential, judged by its name: `AUTH0_CLIENT_SECRET`, `AUTH0_ACCESS_TOKEN`,
 * `INVITATIONS_…_SECRET`. The path of a key file (`…_KEY_PATH`) is not one.
 */
export function isCredential(name: string): boolean {
  return /^(AUTH0|INVITATIONS)_(\w+_)?(SECRET|TOKEN|PASSWORD|KEY)$/.test(name)
}

/** The credentials among a run's settings, and the passwords of its proxies. */
export function credentialsIn(environment: Readonly<Record<string, string | undefined>>): string[] {
  return Object.entries(environment).flatMap(([name, value = '']) => {
    if (isCredential(name)) return [value]
    if (/^(https?|all)_proxy$/i.test(name)) return passwordIn(value)
    return mixedUp.includes(name) && looksLikeSecret(value) ? [value] : []
  })
}

/**
 * What is wrong with a credential, in a clause that does not repeat it; undefined if nothing is. Auth0's tokens and
 * secrets are printable ASCII without spaces, and a header accepts nothing else.
 */
export function problemOfCredential(value: string): string | undefined {
  const odd = /[^\x21-\x7e]/u.exec(value)
  if (odd === null) return undefined
  if (/^Bearer\s/i.test(value)) return 'leave out the word Bearer'
  const again = 'copy it again in one piece'
  if (/[\r\n]/.test(value)) return `it has a line break inside; ${again}`
  if (/\s/.test(odd[0])) return `it has a space inside; ${again}`
  const code = (odd[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')
  return `character ${odd.index + 1} is U+${code}, which no credential of Auth0's has; ${again}`
}

/** Settings that people copy from the same page as a client secret, and that appear in logs and records. */
const mixedUp = [
  'AUTH0_DOMAIN',
  'AUTH0_CUSTOM_DOMAIN',
  'AUTH0_CLIENT_ID',
  'AUTH0_DEPLOY_CLIENT_ID',
  'INVITATIONS_CLIENT_ID',
]

/** Whether it is probably a client secret, not a client id or a domain: ids have 32 characters, secrets 48 or more. */
export function looksLikeSecret(value: string): boolean {
  return /^[\w-]{48,}$/.test(value)
}

/** The password as written and as decoded, and the pair that a proxy is sent. A user name alone may be a token. */
function passwordIn(address: string): string[] {
  const [, user = '', password] = /^(?:[^/@]*\/\/)?([^/@:]*)(?::([^@]*))?@/.exec(address.trim()) ?? []
  if (password === undefined) return user.length >= BEGINNING ? [user, decoded(user), `${decoded(user)}:`] : []
  return [...new Set([password, decoded(password), `${decoded(user)}:${decoded(password)}`])]
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/**
 * Everything that nobody may see: the values that were added, and anything that looks like an access token, a ticket's
 * link or a password in a URL. Everything that the program prints or stores, and every error of the library, goes
 * through `hide`.
 */
export class Secrets {
  readonly #values = new Set<string>()
  #pattern: RegExp | undefined

  constructor(values: Iterable<string> = []) {
    for (const value of values) this.add(value)
  }

  /** Hides the value from now on in every form: as it is, in JSON, in a URL, or line by line. */
  add(value: string): void {
    for (const piece of [value.trim(), ...value.split(/[\s\p{Cc}]+/u)]) {
      if (piece.length < SHORTEST) continue
      for (const form of formsOf(piece)) this.#values.add(form)
    }
    this.#pattern = undefined
  }

  /** The text with all secrets hidden. */
  hide(text: string): string {
    return hideTokens(this.#isIn(text) ? text.replace((this.#pattern ??= this.#anyValue()), HIDDEN) : text)
  }

  /** Most texts have none of them, and to look for each costs less than to prepare the pattern. */
  #isIn(text: string): boolean {
    for (const value of this.#values) if (text.includes(value.slice(0, BEGINNING))) return true
    return false
  }

  #anyValue(): RegExp {
    const longestFirst = [...this.#values].sort((one, other) => other.length - one.length)
    const beginnings = longestFirst
      .filter((value) => value.length > BEGINNING)
      .map((value) => value.slice(0, BEGINNING))
    const parts = [...longestFirst.map(literal), ...beginnings.map((beginning) => `${literal(beginning)}[\\w.~+/=-]*`)]
    return new RegExp(parts.join('|'), 'g')
  }
}

/** Hides what looks like a secret: JWTs, bearer tokens, password links, keys, passwords and tokens in URLs. */
export function hideTokens(text: string): string {
  return text
    .replace(/\beyJ[\w-]{8,}\.[\w-]{8,}(\.[\w-]*)?/g, HIDDEN)
    .replace(/\b(Bearer|Basic) +[\w.~+/=-]{16,}/gi, `$1 ${HIDDEN}`)
    .replace(/(\/(?:u|lo)\/[\w-]+\?(?:[^\s"'<>]{0,300}?&)?ticket=)[\w%.~-]{16,}/g, `$1${HIDDEN}`)
    .replace(/(\b[a-z][a-z\d+.-]{0,20}:\/\/)(?:[^\s/@:"'<>]*:[^\s/@"'<>]+|[^\s/@:"'<>]{16,})@/gi, `$1${HIDDEN}@`)
    .replace(/-----BEGIN ([A-Z ]*)PRIVATE KEY-----[\s\S]*?(-----END \1PRIVATE KEY-----|$)/g, HIDDEN)
}

function formsOf(value: string): string[] {
  const bytes = Buffer.from(value)
  return [
    value,
    JSON.stringify(value).slice(1, -1),
    encodeURIComponent(value),
    new URLSearchParams({ value }).toString().slice('value='.length),
    bytes.toString('base64'),
    bytes.toString('base64url'),
  ]
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')
}
