import { own } from '../../actions/invitation/read.ts'
import { InvitationsError } from '../ground/errors.ts'
import type { TenantApi } from './tenant-api.ts'

/** The scopes of the token, as its claim says; undefined for a token that is none of Auth0's JWTs. */
export async function scopesOfToken({ token, call }: TenantApi): Promise<string[] | undefined> {
  const scope = own(claimsIn(await call('get a token', token)), 'scope')
  return typeof scope === 'string' ? scope.split(' ').filter((one) => one !== '') : undefined
}

/** The app whose token it is, as its claims say; undefined for a token that does not. */
export async function clientIdOfToken({ token, call }: TenantApi): Promise<string | undefined> {
  const client = own(claimsIn(await call('get a token', token)), 'azp')
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
