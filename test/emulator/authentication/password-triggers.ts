import type { Suspension } from '../actions/action-runs.ts'
import {
  clientOf,
  connectionOf,
  connectionOfUser,
  localesOf,
  pick,
  requestOf,
  rolesOf,
  tenantOf,
  userOf,
} from '../actions/event.ts'
import { runTrigger, runTriggerLater } from '../actions/run-actions.ts'
import type { Call } from '../http/endpoint.ts'
import type { Json } from '../json.ts'
import type { PasswordReset } from './ticket.ts'
import type { User } from '../management/user.ts'

/** Where the browser goes next, or the reason of a deny. An error that an Action throws is also a reason. */
export type PostChallengeOutcome = { goTo: string; denied?: undefined } | { denied: string }

/**
 * Runs password-reset-post-challenge, after the link was opened and before a password is set. The Actions see the link's
 * query parameters. Without an application it does not run.
 * @see https://auth0.com/docs/customize/actions/explore-triggers/password-reset-post-challenge
 */
export async function passPostChallenge(
  call: Call,
  user: User,
  reset: PasswordReset,
  resumed?: Suspension,
): Promise<PostChallengeOutcome> {
  const { tenant } = call
  const { state } = tenant
  const client = state.clients.get(reset.ticket.client_id ?? '')
  if (client !== undefined) {
    const event = { ...eventOf(call, user, reset), client: clientOf(client) }
    const run = await runTrigger(tenant, 'password-reset-post-challenge', event, { canRedirect: true, resumed })
    const denial = run.calls.find(({ method }) => method === 'access.deny')
    const denied = denial ? String(denial.args[0]) : run.error
    if (denied !== undefined) return { denied }
    if (run.redirect) {
      const { state: id, url, index } = run.redirect
      const { calls } = run
      const triggerId = 'password-reset-post-challenge'
      state.actionRuns.suspended.set(id, { state: id, triggerId, index, calls, goesOn: { reset } })
      return { goTo: url }
    }
    const resultUrl = run.calls.filter(({ method }) => method === 'transaction.setResultUrl').at(-1)?.args[0]
    if (typeof resultUrl === 'string' && tenant.assumed['set-result-url'] === 'button') reset.resultUrl = resultUrl
  }
  state.passwordResets.set(reset.id, reset)
  return { goTo: `/u/reset-password?state=${reset.id}` }
}

function eventOf(call: Call, user: User, reset: PasswordReset): Json {
  const { tenant, query } = call
  const connection = connectionOfUser(tenant, user)
  return {
    user: { ...userOf(user), identities: user.identities, enrolledFactors: [] },
    ...(connection && { connection: connectionOf(connection) }),
    tenant: tenantOf(tenant),
    authentication: { methods: [{ name: 'email', timestamp: tenant.clock.now().toISOString() }] },
    authorization: { roles: rolesOf(tenant, user) },
    stats: { logins_count: user.logins_count ?? 0 },
    request: requestOf(call, query),
    transaction: { state: reset.id, ...localesOf(tenant, query['ui_locales']) },
  }
}

/**
 * Runs post-change-password, which nobody waits for and which sees no metadata.
 * @see https://auth0.com/docs/customize/actions/explore-triggers/post-change-password
 */
export function runPostChangePassword(call: Call, user: User): void {
  const { tenant } = call
  const connection = connectionOfUser(tenant, user)
  runTriggerLater(tenant, 'post-change-password', {
    user: pick({ ...user }, ['email', 'email_verified', 'last_password_reset', 'user_id', 'username']),
    ...(connection && { connection: connectionOf(connection) }),
    tenant: tenantOf(tenant),
    request: pick(requestOf(call), ['ip', 'method', 'hostname', 'user_agent', 'language', 'geoip']),
    transaction: {},
  })
}
