// What ids look like in Auth0. A string that is none of these never becomes a part of an address of the API.

/** Longest id that Auth0 takes for the part after `|`, and room for the part before it (OpenAPI: POST /users, user_id). */
const LONGEST_USER_ID = 255 + '|'.length + 64

/**
 * Whether it may be the id of a user: `<provider>|<id>`, like `auth0|507f1f77bcf86cd799439020`. What the provider calls
 * somebody is the provider's business: SAML and OpenID Connect allow addresses with `/` and `?` (auth0/auth0-java#764),
 * which the SDK encodes.
 */
export function isUserId(value: unknown): value is string {
  return typeof value === 'string' && value.length <= LONGEST_USER_ID && /^[\w-]+\|[^\p{Cc}\p{Cs}]+$/u.test(value)
}

/** Whether it may be the id of an application, in Auth0's API a client: one word. */
export function isClientId(value: unknown): value is string {
  return typeof value === 'string' && isPathPart(value) && value.length <= 255 && !/[\s\p{Cc}]/u.test(value)
}

/** Whether it may be the name of a connection; older ones have spaces, too (OpenAPI: POST /connections, name). */
export function isConnectionName(value: unknown): value is string {
  return typeof value === 'string' && isPathPart(value) && value.length <= 128 && !/\p{Cc}/u.test(value)
}

/**
 * Whether encodeURIComponent makes one part of an address of it. It leaves dots alone, and `/users/..` is `/`, `/users/`
 * is everybody; half a surrogate pair it cannot encode.
 */
export function isPathPart(text: string): boolean {
  return !['', '.', '..'].includes(text) && !/\p{Cs}/u.test(text)
}
