// What was left half done, and what only a person may decide. Pure: the caller does it and stores the result.
import { isOwed } from './changes.ts'
import type { Invitation } from './invitation.ts'
import { LONGEST_SIGN_IN_SEC, type Standing } from './standing.ts'
import { isMadeUserId, isProven, isUnowned, isSignInProven, type FullWitness } from './witness.ts'

/**
 * `invite`: another system asks for an invitation on an account that it made. `send_mail`: the first mail was never
 * requested. `block`: the invitation is dead, and nobody owns the account. `delete_account`: the same, and the account
 * was never used. `give_roles`: assigns the roles of an accepted invitation. `report`: nothing is done; a person should
 * check it.
 */
export type RepairKind = 'invite' | 'send_mail' | 'block' | 'delete_account' | 'give_roles' | 'report'

/**
 * `not_proven`: the account would be blocked, deleted or given roles, but only the record says that an invitation made
 * it, or that somebody signed in to accept. `blocked_after_acceptance`: our tools blocked an account after somebody had
 * accepted, and only an administrator may unblock it. `blocked_while_invited`: the same with a live invitation.
 * `record_gone`: another tool has cleared the record, and the mailed link may still work. `linked_not_accepted`: an
 * account of another provider was linked so that its owner can accept, but they did not; only a sign-in can write the
 * acceptance.
 */
export type Concern =
  'not_proven' | 'blocked_after_acceptance' | 'blocked_while_invited' | 'record_gone' | 'linked_not_accepted'

/** One thing to do with one account. */
export type Repair = { repair: Exclude<RepairKind, 'report'> } | { repair: 'report'; concern: Concern }

/** What the decision about an account is based on. */
export interface Inventory extends FullWitness {
  blocked: boolean
  /** If the account is blocked, whether our tools did it (standing.ts). */
  isBlockOurs: boolean
  /** The identities that were linked to the account's own. */
  linked: readonly unknown[]
}

/**
 * What there is to do with one account; empty if all is well or everything was done.
 * @param purges whether to delete accounts that an invitation made and nobody ever used, once it has expired
 */
export function repairsFor(standing: Standing, account: Inventory, purges: boolean, now: Date): Repair[] {
  switch (standing.status) {
    case 'requested':
      return [{ repair: 'invite' }]
    case 'pending':
      // A new password would lift an administrator's block, so no mail offers one.
      if (account.blocked) return account.isBlockOurs ? [report('blocked_while_invited')] : []
      return [
        ...(isOwed(standing.invitation) ? [{ repair: 'send_mail' } as const] : []),
        ...(isMadeUserId(account.user_id) && account.linked.length > 0 ? [report('linked_not_accepted')] : []),
      ]
    case 'expired': {
      // An earlier sign-in may still be in progress. Blocking its account now would lock an owner out.
      const isSettled = now.getTime() >= Date.parse(standing.invitation.expires_at) + LONGEST_SIGN_IN_SEC * 1000
      return isSettled ? shut(standing.invitation, account, purges) : []
    }
    case 'revoked':
      return shut(standing.invitation, account, false)
    case 'accepted': {
      const { invitation, roles_given_at } = standing
      if (account.blocked) return account.isBlockOurs ? [report('blocked_after_acceptance')] : []
      const { roles = [] } = invitation ?? {}
      if (invitation === undefined || roles.length === 0 || roles_given_at !== undefined) return []
      return [isSignInProven(invitation, account) ? { repair: 'give_roles' } : report('not_proven')]
    }
    case 'none':
    case 'malformed':
      return []
  }
}

/** Shuts an account that an invitation made, that is dead now, and that nobody owns. */
function shut(invitation: Invitation, account: Inventory, purges: boolean): Repair[] {
  const { blocked, isBlockOurs } = account
  if (!isUnowned(invitation, account) || (blocked && !isBlockOurs)) return []
  if (purges && isProven('delete', invitation, account)) return [{ repair: 'delete_account' }]
  if (blocked) return []
  return [isProven('block_dead', invitation, account) ? { repair: 'block' } : report('not_proven')]
}

function report(concern: Concern): Repair {
  return { repair: 'report', concern }
}
