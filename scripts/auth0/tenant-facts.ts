import type { TenantApi } from './tenant-api.ts'
import { InvitationsError } from '../ground/errors.ts'
import type { Endpoint } from './endpoints.ts'
import { AnswerError } from './failures.ts'

/** What one look at the tenant found: a value, nothing (404), or that the token may not look or the plan has it not. */
export type Look = { found: unknown } | { missing: true } | { unseen: string }

/**
 * Reads settings of a tenant, whatever they are; nothing is changed.
 * @param endpoints what to read, by a name for each
 * @throws InvitationsError where the tenant does not answer or refuses the credentials
 */
export async function look(
  api: TenantApi,
  endpoints: Readonly<Record<string, Endpoint>>,
): Promise<Record<string, Look>> {
  const looks = await Promise.all(
    Object.entries(endpoints).map(async ([name, endpoint]) => [name, await lookAt(api, endpoint)] as const),
  )
  return Object.fromEntries(looks)
}

async function lookAt({ domain, fetch, token, call }: TenantApi, { path }: Endpoint): Promise<Look> {
  return call(`read ${path.split('?')[0]}`, async () => {
    const response = await fetch(`https://${domain}/api/v2/${path}`, {
      headers: { authorization: `Bearer ${await token()}` },
    })
    const body: unknown = await response.json().catch(() => ({}))
    if (response.ok) return { found: body }
    const failure = new AnswerError(response.status, body)
    if (response.status === 404) return { missing: true }
    if (response.status === 403 || response.status === 402) return { unseen: failure.message }
    throw failure
  })
}

/** The scopes of the token, as its claim says; undefined for a token that is none of Auth0's JWTs. */
export async function scopesOfToken({ token, call }: TenantApi): Promise<string[] | undefined> {
  const claims = claimsIn(await call('get a token', token))
  const scope = typeof claims === 'object' && claims !== null && 'scope' in claims ? claims.scope : undefined
  return typeof scope === 'string' ? scope.split(' ').filter((one) => one !== '') : undefined
}

/** The app whose token it is, as its claims say; undefined for a token that does not. */
export async function clientIdOfToken({ token, call }: TenantApi): Promise<string | undefined> {
  const claims = claimsIn(await call('get a token', token))
  const client = typeof claims === 'object' && claims !== null && 'azp' in claims ? claims.azp : undefined
  return typeof client === 'string' ? client : undefined
}

/** What a JWT says; undefined for anything else. */
function claimsIn(jwt: string): unknown {
  try {
    return JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString())
  } catch {
    return undefined
  }
}

/**
 * Looks, before anything is changed, whether the token may do all of it. Makes no call but for the token. A token that does
 * not say what it may do passes: Auth0 tells at the first call then.
 * @param tried what is about to be done, as in "revoke invitations"
 * @throws InvitationsError `missing_scope`, naming all that are missing
 */
export async function requireScopes(api: TenantApi, needed: readonly string[], tried: string): Promise<void> {
  const held = await scopesOfToken(api)
  const missing = held === undefined ? [] : needed.filter((scope) => !held.includes(scope))
  if (missing.length === 0) return
  const scopes = missing.length === 1 ? `the scope ${missing[0]}` : `the scopes ${missing.join(', ')}`
  throw new InvitationsError('missing_scope', `Could not ${tried}: the token lacks ${scopes}. Nothing was changed.`, {
    hint: `Grant ${missing.join(', ')} to the machine-to-machine app: Applications > APIs > Auth0 Management API > Machine to Machine Applications.`,
  })
}
