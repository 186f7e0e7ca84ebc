// Which arguments Auth0's own `api` refuses with an error in the Action, and how it reads those that it accepts. Source: the
// test helpers that Auth0 publishes in its npm package @auth0/actions (src/<trigger>/<version>/test, of 2026).

type Arguments = unknown[]

/** Keyed by method: the arguments as the tenant gets them. @throws Error that fails the Action, unless caught there */
export const checkedArguments: Record<string, (args: Arguments) => Arguments> = {
  'accessToken.addScope': ([scope]) => [readScope(scope)],
  'accessToken.removeScope': ([scope]) => [readScope(scope)],
  'accessToken.setCustomClaim': settableClaim,
  'authentication.setPrimaryUser': ([id]) => {
    if (typeof id !== 'string' || id === '' || Array.from(id).length > 128) {
      throw new Error('The primary user id is a string of 1 to 128 characters.')
    }
    return [id]
  },
  'idToken.setCustomClaim': settableClaim,
  'transaction.setResultUrl': ([url, options]) => [withQuery(url, options)],
  'validation.error': ([code, message]) => {
    requireText('errorCode', code)
    requireText('errorMessage', message)
    return [code, message]
  },
}

/** A handler has to be an async function, whatever it does. @throws Error with the runtime's own words */
export function requireHandler(name: string, handler: unknown): void {
  if (typeof handler === 'function' && handler.constructor.name === 'AsyncFunction') return
  const signature = `exports.${name} = async function(event, api) { }`
  throw new Error(`Invalid function signature for the "${name}" handler. Use "${signature}" as the signature.`)
}

/** An address with the parameters from an Action's options. @throws TypeError if it is not an absolute address */
export function withQuery(url: unknown, options: unknown): string {
  const target = new URL(String(url))
  const { query = {} } = (options ?? {}) as { query?: Record<string, unknown> }
  for (const [name, value] of Object.entries(query)) target.searchParams.set(name, String(value))
  return target.href
}

/** 1 to 280 characters without spaces inside. */
function readScope(scope: unknown): string {
  if (typeof scope !== 'string') throw new TypeError('The value for the scope must be a string.')
  const trimmed = scope.trim()
  if (trimmed === '') throw new Error('The value for the scope is required.')
  if (trimmed.length > 280) {
    throw new Error('The value for the scope exceeds the allowed maximum of 280 characters.')
  }
  if (/\s/.test(trimmed)) throw new Error('The value for the scope must not have whitespace.')
  return trimmed
}

/** Other claims that cannot be set are ignored silently (custom-claims.ts). */
function settableClaim(args: Arguments): Arguments {
  if (args[0] === 'scope') throw new Error('The "scope" claim cannot be set.')
  return args
}

function requireText(name: string, value: unknown): void {
  if (value === undefined) throw new Error(` must have required property '${name}'`)
  if (typeof value !== 'string') throw new Error(`${name} must be string`)
  if (Array.from(value).length > 100) throw new Error(`${name} must NOT have more than 100 characters`)
}
