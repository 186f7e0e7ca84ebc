// What was left half done, and the records after it was mended. Pure: the caller stores the result.
import { instant } from './instant.ts'
import type { Invitation } from './invitation.ts'
import type { Standing } from './standing.ts'

/**
 * `send_mail`: the first mail was never asked for. `block`: the invitation expired, and nobody owns the account.
 * `delete_account`: the same, and it was never used. `unblock`: a sign-in that began before the revocation accepted.
 */
export type Repair = 'send_mail' | 'block' | 'delete_account' | 'unblock'

/** What decides about an account. */
export interface Inventory {
  blocked: boolean
  /** Number of linked identities, the account's own included. */
  identities: number
  /** Since the account was made. */
  hasSetPassword: boolean
}

/**
 * What there is to mend at one account; empty when all is well, and after it was mended.
 * @param purges whether accounts that an invitation made, and that nobody ever used, go when it expired
 */
export function repairsFor(standing: Standing, account: Inventory, purges: boolean): Repair[] {
  switch (standing.status) {
    case 'pending': {
      const { delivery, sends } = standing.invitation
      // Setting a password would lift an administrator's block, so no mail invites to it.
      return delivery === 'mail' && sends === 0 && !account.blocked ? ['send_mail'] : []
    }
    case 'expired': {
      const { created_user, blocked_at } = standing.invitation
      const isOfAdministrator = account.blocked && blocked_at === undefined
      if (!created_user || account.identities > 1 || isOfAdministrator) return []
      if (purges && !account.hasSetPassword) return ['delete_account']
      return account.blocked ? [] : ['block']
    }
    case 'accepted':
      return account.blocked && standing.invitation?.blocked_at !== undefined ? ['unblock'] : []
    case 'none':
    case 'requested':
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
