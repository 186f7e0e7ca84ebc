import type { ApiCall } from '../actions/job.ts'
import type { Json } from '../json.ts'
import type { Grant } from './grant.ts'

/** The tokens as the Actions leave them. @param isForAuth0 whether the access token is for Auth0's own API */
export function customTokens(
  calls: ApiCall[],
  { scopes, isForAuth0 }: { scopes: string[]; isForAuth0: boolean },
): Pick<Grant, 'idTokenClaims' | 'accessTokenClaims' | 'scope'> {
  const idTokenClaims: Json = {}
  const accessTokenClaims: Json = {}
  const granted = new Set(scopes)
  for (const { method, args } of calls) {
    const name = String(args[0])
    if (method === 'idToken.setCustomClaim' && canBeSet(name)) idTokenClaims[name] = args[1]
    if (method === 'accessToken.setCustomClaim' && canBeSet(name, isForAuth0)) accessTokenClaims[name] = args[1]
    if (method === 'accessToken.addScope') granted.add(name)
    if (method === 'accessToken.removeScope') granted.delete(name)
  }
  return { idTokenClaims, accessTokenClaims, scope: [...granted].join(' ') }
}

/** Claims that belong to the protocol or to Auth0 (docs: secure/tokens/json-web-tokens/create-custom-claims). */
const reserved = new Set([
  ...['acr', 'act', 'active', 'amr', 'at_hash', 'ath', 'attest', 'aud', 'auth_time', 'authorization_details', 'azp'],
  ...['c_hash', 'client_id', 'cnf', 'cty', 'dest', 'entitlements', 'events', 'exp', 'groups', 'gty', 'htm', 'htu'],
  ...['iat', 'internalService', 'iss', 'jcard', 'jku', 'jti', 'jwe', 'jwk', 'kid', 'may_act', 'mky', 'nbf', 'nonce'],
  ...['object_id', 'org_id', 'org_name', 'orig', 'origid', 'permissions', 'roles', 'rph', 's_hash', 'sid'],
  ...['sip_callid', 'sip_cseq_num', 'sip_date', 'sip_from_tag', 'sip_via_branch', 'sub', 'sub_jwk', 'toe', 'txn'],
  ...['typ', 'uuid', 'vot', 'vtm', 'x5t#S256'],
])

/**
 * Whether an Action's claim goes into a token. Those that do not are ignored without an error (docs: as above).
 * @param isForAuth0 whether it is an access token for Auth0's own API, which only accepts namespaced claims
 */
function canBeSet(name: string, isForAuth0 = false): boolean {
  return !reserved.has(name) && (!isForAuth0 || /^https?:\/\//.test(name))
}
