/** What decides how we invite somebody who already has an account. */
export interface ExistingAccount {
  blocked: boolean
  email_verified: boolean
  /** Number of identities, including the account's own. */
  identities: number
  /**
   * Where the account has an identity in the invitees' database connection: its own, a linked one, or nowhere. Without
   * one, no password can be set and Auth0 sends no mail.
   */
  database: 'own' | 'linked' | 'none'
}

export type AccountKind =
  'verified' | 'verified_elsewhere' | 'unverified' | 'unverified_linked' | 'unverified_elsewhere' | 'blocked'

/**
 * `attach`: the invitation is added to the account, which does not change. `attach_without_mail`: the same, and the
 * inviter tells the invitee. `replace`: the account is deleted and created again. `end_access`: the account stays, and
 * every way into it is ended. Everything else is the code of why nothing is done.
 */
export type Approach =
  'attach' | 'attach_without_mail' | 'replace' | 'end_access' | 'account_not_verified' | 'account_blocked'

/**
 * The one table of every kind of account and what inviting it does, by default and with `--keep-account`;
 * docs/inviting.md shows it. An account whose address nobody ever verified is a trap: somebody may have signed up with
 * the invitee's address and be waiting, with a password, a passkey or a linked identity, until the invitee verifies it.
 */
export const approaches = {
  verified: { invite: 'attach', keepAccount: 'attach' },
  verified_elsewhere: { invite: 'attach_without_mail', keepAccount: 'attach_without_mail' },
  unverified: { invite: 'replace', keepAccount: 'end_access' },
  // The linked accounts would be deleted with it, and they may be somebody's only way in. So it takes an explicit
  // option.
  unverified_linked: { invite: 'account_not_verified', keepAccount: 'end_access' },
  // We cannot end access to it, because another provider keeps its password.
  unverified_elsewhere: { invite: 'account_not_verified', keepAccount: 'account_not_verified' },
  // Setting a password would lift the block (docs: manage-users/user-accounts/block-and-unblock-users).
  blocked: { invite: 'account_blocked', keepAccount: 'account_blocked' },
} as const satisfies Record<AccountKind, Record<'invite' | 'keepAccount', Approach>>

export function kindOf({ blocked, email_verified, identities, database }: ExistingAccount): AccountKind {
  if (blocked) return 'blocked'
  if (email_verified) return database === 'none' ? 'verified_elsewhere' : 'verified'
  if (database !== 'own') return 'unverified_elsewhere'
  return identities > 1 ? 'unverified_linked' : 'unverified'
}
