import type { Acceptance, Invitation } from './invitation.ts'
import { readAcceptance, readInvitation } from './read.ts'

/** How an account stands towards its invitation at an instant; each status with only its own fields. */
export type Standing =
  | { status: 'none' }
  | { status: 'requested' }
  | { status: 'pending'; invitation: Invitation }
  | { status: 'accepted'; acceptance: Acceptance; invitation?: Invitation }
  | { status: 'revoked'; invitation: Invitation }
  | { status: 'expired'; invitation: Invitation }
  | { status: 'malformed'; problem: string; created_user: boolean }

/** The statuses an invitation can have; `failed` (no mail went out) joins them from the delivery ledger. */
export type Status = Exclude<Standing['status'], 'none'>

/**
 * The one place where a status is computed, from both root keys and the time. Total: it answers whatever app_metadata holds, and never throws.
 * An acceptance wins over whatever the invitation says, so a newer tool or an older Action can't lock an owner out.
 * @param now instant against which expires_at is judged; an invitation is dead from expires_at on
 */
export function standingOf(appMetadata: unknown, now: Date): Standing {
  const reading = readInvitation(appMetadata)
  const acceptance = readAcceptance(appMetadata)
  if (acceptance !== undefined) {
    const ofThis = reading.kind === 'invitation' && reading.invitation.id === acceptance.id
    return { status: 'accepted', acceptance, ...(ofThis && { invitation: reading.invitation }) }
  }
  switch (reading.kind) {
    case 'none':
      return { status: 'none' }
    case 'requested':
      return { status: 'requested' }
    case 'malformed':
      return { status: 'malformed', problem: reading.problem, created_user: reading.created_user }
    case 'invitation': {
      const { invitation } = reading
      if (invitation.state === 'revoked') return { status: 'revoked', invitation }
      if (lastWord(invitation, now) >= Date.parse(invitation.expires_at)) return { status: 'expired', invitation }
      return { status: 'pending', invitation }
    }
  }
}

/**
 * The instant in milliseconds that expiry is judged by: the consent of somebody who had an account before, else now.
 * Accounts that the invitation made stay shut from expires_at on, whatever the record says.
 */
function lastWord({ consented_at, created_user }: Invitation, now: Date): number {
  return consented_at === undefined || created_user ? now.getTime() : Date.parse(consented_at)
}
