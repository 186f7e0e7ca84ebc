import { own } from '../../actions/invitation/read.ts'
import { InvitationsError } from '../ground/errors.ts'
import type { TenantApi } from './tenant-api.ts'

/** The scopes in the token's claims; undefined if the token is not one of Auth0's JWTs. */
export async function scopesOfToken({ token, call }: TenantApi): Promise<string[] | undefined> {
  const scope = own(claimsIn(await call('get a token', token)), 'scope')
  return typeof scope === 'string' ? scope.split(' ').filter((one) => one !== '') : undefined
}

/** The app in the token's claims; undefined if the token does not name one. */
export async function clientIdOfToken({ token, call }: TenantApi): Promise<string | undefined> {
  const client = own(claimsIn(await call('get a token', token)), 'azp')
  return typeof client === 'string' ? client : undefined
}

/** The claims of a JWT; undefined for anything else. */
function claimsIn(jwt: string): unknown {
  try {
    return JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString())
  } catch {
    return undefined
  }
}

/**
 * Checks, before anything is changed, that the token may do all of it. Makes no call except for the token. A token that
 * does not list its scopes passes: Auth0 then answers the first call.
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
