// What was left half done, and the records after it was mended. Pure: the caller stores the result.
import { isOwed } from './changes.ts'
import { hasChosenPassword } from './chosen-password.ts'
import { instant } from './instant.ts'
import type { Invitation } from './invitation.ts'
import type { Standing } from './standing.ts'

/**
 * `invite`: another system asks for an invitation at an account that it made. `send_mail`: the first mail was never asked
 * for. `block`: the invitation expired, and nobody owns the account. `delete_account`: the same, and it was never used.
 * `unblock`: a sign-in that began before the revocation accepted. `give_roles`: the roles of an accepted invitation.
 */
export type Repair = 'invite' | 'send_mail' | 'block' | 'delete_account' | 'unblock' | 'give_roles'

/** What decides about an account. */
export interface Inventory {
  blocked: boolean
  /** Number of linked identities, the account's own included. */
  identities: number
  /** ISO 8601; undefined when no password was set since the account was made. */
  last_password_reset?: string | undefined
}

/**
 * What there is to mend at one account; empty when all is well, and after it was mended.
 * @param purges whether accounts that an invitation made, and that nobody ever used, go when it expired
 */
export function repairsFor(standing: Standing, account: Inventory, purges: boolean): Repair[] {
  switch (standing.status) {
    case 'requested':
      return ['invite']
    case 'pending':
      // Setting a password would lift an administrator's block, so no mail invites to it.
      return isOwed(standing.invitation) && !account.blocked ? ['send_mail'] : []
    case 'expired': {
      const { created_user, blocked_at, password_ended_at } = standing.invitation
      const isOfAdministrator = account.blocked && blocked_at === undefined
      if (!created_user || account.identities > 1 || isOfAdministrator) return []
      const isUnused = password_ended_at === undefined && !hasChosenPassword(standing.invitation, account)
      if (purges && isUnused) return ['delete_account']
      return account.blocked ? [] : ['block']
    }
    case 'accepted': {
      const { blocked_at, roles = [], roles_given_at } = standing.invitation ?? {}
      const isOurBlock = account.blocked && blocked_at !== undefined
      const areOwed = roles.length > 0 && roles_given_at === undefined
      return [
        ...(isOurBlock ? (['unblock'] as const) : []),
        ...(areOwed && (isOurBlock || !account.blocked) ? (['give_roles'] as const) : []),
      ]
    }
    case 'none':
    case 'revoked':
    case 'malformed':
      return []
  }
}

/** The record of an expired invitation whose account is blocked by us: inviting again lifts only such a block. */
export function withBlock(invitation: Invitation, now: Date): Invitation {
  return { ...invitation, blocked_at: instant(now) }
}

/** The record of an invitation that was accepted before its revocation or expiry took hold. */
export function withoutBlock({ revoked_at: _, blocked_at: __, ...invitation }: Invitation): Invitation {
  return { ...invitation, state: 'open' }
}

/** The record once the roles of an accepted invitation are there. From then on they are the administrators' business. */
export function withRolesGiven(invitation: Invitation, now: Date): Invitation {
  return { ...invitation, roles_given_at: instant(now) }
}
