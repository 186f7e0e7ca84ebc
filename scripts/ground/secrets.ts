/** What stands where a secret was. */
export const HIDDEN = '[hidden]'

/** Shorter values would hit ordinary words; Auth0's own client secrets have 48 characters and more. */
const SHORTEST = 8
/** So many characters of a secret give it away where a text was cut in the middle of it. */
const BEGINNING = 16

/**
 * Whether a setting is a credential, by its name: `AUTH0_CLIENT_SECRET`, `AUTH0_ACCESS_TOKEN`, `INVITATIONS_…_SECRET`. A
 * file with a key (`…_KEY_PATH`) is none.
 */
export function isCredential(name: string): boolean {
  return /^(AUTH0|INVITATIONS)_(\w+_)?(SECRET|TOKEN|PASSWORD|KEY)$/.test(name)
}

/** The credentials among the settings of a run, and the passwords of its proxies. */
export function credentialsIn(environment: Readonly<Record<string, string | undefined>>): string[] {
  return Object.entries(environment).flatMap(([name, value = '']) => {
    if (isCredential(name)) return [value]
    if (/^(https?|all)_proxy$/i.test(name)) return passwordIn(value)
    return mixedUp.includes(name) && looksLikeSecret(value) ? [value] : []
  })
}

/**
 * What is wrong with a credential, in a clause without its value; undefined where nothing is. Auth0's tokens and secrets are
 * printable ASCII in one piece, and a header takes nothing else.
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

/** Settings that are copied from the same page as a client's secret, and that go into logs and records. */
const mixedUp = [
  'AUTH0_DOMAIN',
  'AUTH0_CUSTOM_DOMAIN',
  'AUTH0_CLIENT_ID',
  'AUTH0_DEPLOY_CLIENT_ID',
  'INVITATIONS_CLIENT_ID',
]

/** Whether somebody took a client's secret for its id or the domain: ids of Auth0 have 32 characters, secrets 48 and more. */
export function looksLikeSecret(value: string): boolean {
  return /^[\w-]{48,}$/.test(value)
}

/** The password as it is written and as it is meant, and the pair that a proxy is sent; a user name alone may be a token. */
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
 * What nobody may see: the values that it was told, and whatever looks like an access token, a ticket's link or a
 * password in an address. Everything that the program prints or keeps, and every error of the library, passes `hide`.
 */
export class Secrets {
  readonly #values = new Set<string>()
  #pattern: RegExp | undefined

  constructor(values: Iterable<string> = []) {
    for (const value of values) this.add(value)
  }

  /** From now on the value is hidden, however it is written: as it is, in JSON, in an address, or line by line. */
  add(value: string): void {
    for (const piece of [value.trim(), ...value.split(/[\s\p{Cc}]+/u)]) {
      if (piece.length < SHORTEST) continue
      for (const form of formsOf(piece)) this.#values.add(form)
    }
    this.#pattern = undefined
  }

  /** The text without them. */
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

/** What gives itself away by its looks: JWTs, bearer tokens, links that set a password, passwords and tokens before an address’s host, keys. */
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
