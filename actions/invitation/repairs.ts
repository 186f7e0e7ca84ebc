// What was left half done, and what nobody may settle but a person. Pure: the caller does it and stores the result.
import { isOwed } from './changes.ts'
import type { Invitation } from './invitation.ts'
import { LONGEST_SIGN_IN_SEC, type Standing } from './standing.ts'
import { isMadeUserId, isProven, isUnowned, isSignInProven, type FullWitness } from './witness.ts'

/**
 * `invite`: another system asks for an invitation at an account that it made. `send_mail`: the first mail was never asked
 * for. `block`: the invitation is dead, and nobody owns the account. `delete_account`: the same, and it was never used.
 * `give_roles`: the roles of an accepted invitation. `report`: nothing is done, and a person should look at it.
 */
export type RepairKind = 'invite' | 'send_mail' | 'block' | 'delete_account' | 'give_roles' | 'report'

/**
 * `not_proven`: the account would be blocked or deleted, or get roles, but nothing except the record says that an
 * invitation made it, or that somebody signed in to accept. `blocked_after_acceptance`: our tools blocked an account that
 * somebody has accepted, and only an administrator lifts that. `blocked_while_invited`: the same with a live invitation.
 * `record_gone`: another tool has cleared the record, and the mailed link may still work. `linked_not_accepted`: an account of
 * another provider was linked so that its owner can accept, and the acceptance did not follow; only a sign-in can write it.
 */
export type Concern =
  'not_proven' | 'blocked_after_acceptance' | 'blocked_while_invited' | 'record_gone' | 'linked_not_accepted'

/** What there is to do at one account. */
export type Repair = { repair: Exclude<RepairKind, 'report'> } | { repair: 'report'; concern: Concern }

/** What decides about an account. */
export interface Inventory extends FullWitness {
  blocked: boolean
  /** Whether the block, where there is one, is ours (standing.ts). */
  isBlockOurs: boolean
  /** The identities that were linked to its own. */
  linked: readonly unknown[]
}

/**
 * What there is to do at one account; empty when all is well, and after it was done.
 * @param purges whether accounts that an invitation made, and that nobody ever used, go when it expired
 */
export function repairsFor(standing: Standing, account: Inventory, purges: boolean, now: Date): Repair[] {
  switch (standing.status) {
    case 'requested':
      return [{ repair: 'invite' }]
    case 'pending':
      // Setting a password would lift an administrator's block, so no mail invites to it.
      if (account.blocked) return account.isBlockOurs ? [report('blocked_while_invited')] : []
      return [
        ...(isOwed(standing.invitation) ? [{ repair: 'send_mail' } as const] : []),
        ...(isMadeUserId(account.user_id) && account.linked.length > 0 ? [report('linked_not_accepted')] : []),
      ]
    case 'expired': {
      // A sign-in from before may still be on its way: blocking its account would lock an owner out.
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

/** An account that an invitation made, that is dead now, and that nobody owns. */
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
