// What Auth0's ids look like. A string that does not match never becomes part of an API address.

/** Longest id that Auth0 accepts after the `|`, plus room for the part before it (OpenAPI: POST /users, user_id). */
const LONGEST_USER_ID = 255 + '|'.length + 64

/**
 * Whether it may be a user's id: `<provider>|<id>`, like `auth0|507f1f77bcf86cd799439020`. The provider decides what it
 * calls people: SAML and OpenID Connect allow addresses with `/` and `?` (auth0/auth0-java#764), which the SDK encodes.
 */
export function isUserId(value: unknown): value is string {
  return typeof value === 'string' && value.length <= LONGEST_USER_ID && /^[\w-]+\|[^\p{Cc}\p{Cs}]+$/u.test(value)
}

/** Whether it may be the id of an application (a client in Auth0's API): one word. */
export function isClientId(value: unknown): value is string {
  return typeof value === 'string' && isPathPart(value) && value.length <= 255 && !/[\s\p{Cc}]/u.test(value)
}

/** Whether it may be the name of a connection. Older ones may contain spaces (OpenAPI: POST /connections, name). */
export function isConnectionName(value: unknown): value is string {
  return typeof value === 'string' && isPathPart(value) && value.length <= 128 && !/\p{Cc}/u.test(value)
}

/**
 * Whether encodeURIComponent turns it into exactly one part of a URL. It does not encode dots, so `/users/..` would be
 * `/` and `/users/` would be everybody, and it cannot encode half of a surrogate pair.
 */
export function isPathPart(text: string): boolean {
  return !['', '.', '..'].includes(text) && !/\p{Cs}/u.test(text)
}
