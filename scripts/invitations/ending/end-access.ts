import { Access } from '../../auth0/access.ts'
import { GRAIN_MS } from '../../auth0/fetch/tenant-clock.ts'
import type { InvitedUser } from '../../auth0/invited-user.ts'
import type { Outcome } from '../outcome.ts'
import type { Tenant } from '../tenant.ts'

/** What is ended, in words, for a plan and a question. */
export const WHAT_ENDS = 'its password, sessions, refresh tokens, grants, passkeys, factors, phone'

/** When the password ended, ISO 8601 by Auth0's clock, and the ends that the tenant's plan has no call for. */
export interface Ended {
  at: string
  notAllowed: string[]
}

/**
 * The one way of ending every access to an account: before it is taken over, and before a new invitation replaces a dead
 * one whose link somebody has used. The record is written after it: after a crash, the same command does it again.
 * @param name of the account from then on; undefined: its address
 */
export async function endAccess(user: InvitedUser, name: string | undefined, tenant: Tenant): Promise<Ended> {
  const access = new Access(tenant.api)
  const { passwordEndedAt, notAllowed } = await access.end(user, tenant.settings.connection, name ?? user.email)
  // Never before it: the password that we set must not count as one that the invitee chose.
  const latestEnd = new Date(tenant.now().getTime() + GRAIN_MS).toISOString()
  return { at: passwordEndedAt ?? latestEnd, notAllowed }
}

/** The outcome, with what could not be ended. */
export function withUnended(outcome: Outcome, ended: Ended | undefined): Outcome {
  if (ended === undefined || ended.notAllowed.length === 0) return outcome
  const message = `${outcome.message} The tenant's plan has no call to end ${ended.notAllowed.join(' and ')}. The new password ended the sessions, and calls that every plan has ended the refresh tokens.`
  return { ...outcome, message }
}
