import { Access } from '../../auth0/access.ts'
import { GRAIN_MS } from '../../auth0/fetch/tenant-clock.ts'
import type { InvitedUser } from '../../auth0/invited-user.ts'
import type { Outcome } from '../outcome.ts'
import type { Tenant } from '../tenant.ts'

/** What ends, in words, for a plan or a question. */
export const WHAT_ENDS = 'its password, sessions, refresh tokens, grants, passkeys, factors, phone'

/** When the password ended (ISO 8601, Auth0's time), and what the tenant's plan has no call to end. */
export interface Ended {
  at: string
  notAllowed: string[]
}

/**
 * The only way to end every access to an account: before it is taken over, and before a new invitation replaces a dead one
 * whose link somebody has used. The record is written afterwards, so after a crash, the same command does it again.
 * @param name of the account from then on; undefined: its address
 */
export async function endAccess(user: InvitedUser, name: string | undefined, tenant: Tenant): Promise<Ended> {
  const access = new Access(tenant.api)
  const { passwordEndedAt, notAllowed } = await access.end(user, tenant.settings.connection, name ?? user.email)
  // Not earlier: the password that we set must not count as one that the invitee chose.
  const latestEnd = new Date(tenant.now().getTime() + GRAIN_MS).toISOString()
  return { at: passwordEndedAt ?? latestEnd, notAllowed }
}

/** The outcome, with a sentence about what could not be ended. */
export function withUnended(outcome: Outcome, ended: Ended | undefined): Outcome {
  if (ended === undefined || ended.notAllowed.length === 0) return outcome
  const message = `${outcome.message} The tenant's plan has no call to end ${ended.notAllowed.join(' and ')}. The new password ended the sessions, and calls that every plan has ended the refresh tokens.`
  return { ...outcome, message }
}
