import type { Suspension } from '../actions/action-runs.ts'
import {
  clientOf,
  connectionNamed,
  connectionOf,
  requestOf,
  transactionOf,
  rolesOf,
  sessionOf,
  tenantOf,
  userOf,
  words,
} from '../actions/event.ts'
import type { ApiCall } from '../actions/job.ts'
import { runTrigger, type Run } from '../actions/run-actions.ts'
import type { Call } from '../http/endpoint.ts'
import { fits, tooMuchMetadata, mergeMetadata } from '../management/user-metadata.ts'
import { waitForUserWrite } from '../plans/rate-limit.ts'
import { identifier } from '../identifier.ts'
import type { AuthorizationRequest, Proof, Session } from './grant.ts'
import type { Client } from '../management/client.ts'
import type { Json } from '../json.ts'
import type { User, Identity } from '../management/user.ts'
import { managementAudience, type Tenant } from '../tenant.ts'
import { customTokens } from './custom-claims.ts'

export interface SignIn {
  user: User
  client: Client
  proof: Proof
  /** In the terms of event.transaction.protocol. */
  protocol:
    'oidc-basic-profile' | 'oidc-implicit-profile' | 'oidc-hybrid-profile' | 'oauth2-password' | 'oauth2-refresh-token'
  scope: string
  /** The scopes that the tokens get, if they differ from those asked for. */
  granted?: string
  query: Record<string, string>
  session?: Session | undefined
  /** Set if there is a browser. Actions may then send it away, and it comes back to /continue. */
  request?: AuthorizationRequest
  resumed?: Suspension | undefined
}

export type SignInOutcome =
  | { denied: string }
  | { redirect: string }
  /** `scope`: of the tokens, as the Actions leave it. */
  | { user: User; idTokenClaims: Json; accessTokenClaims: Json; scope: string }

/**
 * Counts the sign-in and runs the post-login Actions. What they wrote to metadata is kept even if one of them denies.
 * @see https://auth0.com/docs/actions/reference/post-login/post-login-api-object
 */
export async function signIn(call: Call, how: SignIn): Promise<SignInOutcome> {
  const { tenant, ip } = call
  const { user, resumed } = how
  if (resumed === undefined) {
    user.logins_count = (user.logins_count ?? 0) + 1
    user.last_login = tenant.clock.now().toISOString()
    user.last_ip = ip
  }
  if (user.blocked) return { denied: 'user is blocked' }
  const identity = identityOf(user, how.proof)
  const { run, signedIn, unwritten } = await runActions(call, how)
  if (run.redirect && how.request && how.session) return suspend(tenant, run, run.redirect, how.request, how.session)
  revokeSession(tenant, how, run.calls)
  const denied = denialOf(run) ?? unwritten ?? problemOfPrimary(tenant, signedIn, identity)
  if (denied !== undefined) return { denied }
  const { granted = how.scope, query } = how
  const isForAuth0 = query['audience'] === managementAudience(tenant)
  return { user: signedIn, ...customTokens(run.calls, { scopes: words(granted), isForAuth0 }) }
}

interface Ran {
  run: Run
  /** Whom the tokens are for: the user who signed in, or the primary user that an Action named. */
  signedIn: User
  unwritten: string | undefined
}

/** After an Action has changed the primary user, the Actions that follow see that user. */
async function runActions(call: Call, how: SignIn): Promise<Ran> {
  const { tenant } = call
  const { user, session, resumed } = how
  const canRedirect = how.request !== undefined && how.query['prompt'] !== 'none'
  const run = await runTrigger(tenant, 'post-login', eventOf(call, how), { canRedirect, resumed })
  const unwritten = await writeMetadata(call, user, run.calls)
  const { primaryUser } = run
  const primary = tenant.state.users.get(primaryUser?.id ?? '')
  if (primaryUser === undefined || run.error !== undefined || denialOf(run) !== undefined) {
    return { run, signedIn: user, unwritten }
  }
  if (primary === undefined) {
    return { run, signedIn: user, unwritten: `The primary user ${primaryUser.id} does not exist.` }
  }
  if (session) session.user_id = primary.user_id
  if (run.redirect) return { run, signedIn: primary, unwritten }
  // What was written before belongs to the user who signed in.
  const calls = run.calls.filter(({ method }) => !method.startsWith('user.'))
  const event = eventOf(call, { ...how, user: primary })
  const afterSwitch = { next: primaryUser.next, calls }
  const later = await runTrigger(tenant, 'post-login', event, { canRedirect, afterSwitch })
  const unwrittenLater = await writeMetadata(call, primary, later.calls)
  return { run: later, signedIn: primary, unwritten: unwritten ?? unwrittenLater }
}

function identityOf({ identities }: User, { connection }: Proof): Identity | undefined {
  return identities.find((one) => one.connection === connection) ?? identities[0]
}

/**
 * The user who signed in may have been linked to another account meanwhile. Then only that account can get the tokens.
 * @see https://auth0.com/docs/actions/reference/post-login/post-login-api-object (api.authentication.setPrimaryUser)
 */
function problemOfPrimary({ state }: Tenant, { user_id }: User, identity: Identity | undefined): string | undefined {
  const isTheirs = state.users
    .get(user_id)
    ?.identities.some((one) => one.provider === identity?.provider && one.user_id === identity.user_id)
  return isTheirs ? undefined : 'The identity that signed in does not belong to the primary user.'
}

function eventOf(call: Call, { user, client, proof, protocol, scope, query, session, resumed }: SignIn): Json {
  const { tenant } = call
  const connection = connectionNamed(tenant, proof.connection)
  return {
    user: { ...userOf(user), identities: user.identities, enrolledFactors: [] },
    client: clientOf(client),
    ...(connection && { connection: connectionOf(connection) }),
    tenant: tenantOf(tenant),
    transaction: {
      id: resumed?.state ?? identifier('', 32),
      ...transactionOf(tenant, protocol, scope, query),
      metadata: {},
    },
    ...(query['audience'] !== undefined && { resource_server: { identifier: query['audience'] } }),
    ...(session && { session: sessionOf(session) }),
    authentication: { methods: [{ name: proof.method, timestamp: session?.authenticated_at ?? user.last_login }] },
    authorization: { roles: rolesOf(tenant, user) },
    stats: { logins_count: user.logins_count },
    // After a redirect, it is the request to /continue (docs: customize/actions/redirect-with-actions).
    request: requestOf(call, resumed ? call.query : query),
  }
}

/**
 * Writes once, at the end (docs: …/metadata/manage-user-metadata), and also before a redirect.
 * @returns why the sign-in fails, if the user's metadata would get too large
 */
async function writeMetadata(call: Call, { user_id }: User, calls: ApiCall[]): Promise<string | undefined> {
  const { state, assumed } = call.tenant
  const change = metadataIn(calls)
  if (Object.keys(change).length === 0) return undefined
  await waitForUserWrite(call)
  const user = state.users.get(user_id)
  if (user === undefined) return undefined
  if (fits(change, user)) mergeMetadata(user, change)
  else if (assumed['oversized-metadata'] === 'sign-in-fails') return tooMuchMetadata
  return undefined
}

/** What Actions wrote: for each key, the last value. */
export function metadataIn(calls: ApiCall[]): { app_metadata?: Json; user_metadata?: Json } {
  const written = (wanted: string) =>
    calls.filter(({ method }) => method === wanted).map(({ args }) => [String(args[0]), args[1]] as const)
  const app = written('user.setAppMetadata')
  const own = written('user.setUserMetadata')
  return {
    ...(app.length > 0 && { app_metadata: Object.fromEntries(app) }),
    ...(own.length > 0 && { user_metadata: Object.fromEntries(own) }),
  }
}

function suspend(
  { state }: Tenant,
  { calls }: Run,
  redirect: NonNullable<Run['redirect']>,
  signIn: AuthorizationRequest,
  session: Session,
): SignInOutcome {
  state.actionRuns.suspended.set(redirect.state, {
    state: redirect.state,
    triggerId: 'post-login',
    index: redirect.index,
    calls: calls.filter(({ method }) => !method.startsWith('user.')),
    goesOn: { signIn, sessionId: session.id },
  })
  return { redirect: redirect.url }
}

/** `api.session.revoke` ends the session as well as the sign-in. */
function revokeSession({ state }: Tenant, { session }: SignIn, calls: ApiCall[]): void {
  if (session && calls.some(({ method }) => method === 'session.revoke')) state.sessions.delete(session.id)
}

/**
 * Why the app gets access_denied, or undefined. An error that an Action throws is passed to the app unchanged.
 * @see https://community.auth0.com/t/troubleshooting-the-access-denied-error/63027
 */
function denialOf({ calls, error }: Run): string | undefined {
  const denial = calls.find(({ method }) => ['access.deny', 'session.revoke', 'validation.error'].includes(method))
  if (denial === undefined) return error
  const [reason, message] = denial.args
  return String(denial.method === 'validation.error' ? (message ?? reason) : reason)
}
