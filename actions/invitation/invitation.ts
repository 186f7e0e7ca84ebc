// The root keys of app_metadata and their shapes. Auth0 merges app_metadata at the root only and has no
// compare-and-set. So each kind of change has its own key, and a late write cannot undo another change. writes.ts has
// the only writer of each key, facts.ts the only reader; standing.ts turns them into a status.

/** The offer. invite, resend and remind write it. */
export const INVITATION_KEY = 'invitation'
/** Written by `revoke`. */
export const REVOCATION_KEY = 'invitation_revocation'
/** Written whenever our tools block an account and removed whenever they unblock it, in the same call. */
export const BLOCK_KEY = 'invitation_block'
/** Written by the library's `accept`. */
export const CONSENT_KEY = 'invitation_consent'
/** Written by `reconcile` once the roles of an accepted invitation are assigned. */
export const ROLES_KEY = 'invitation_roles'
/** Written by the post-login Action only. */
export const ACCEPTANCE_KEY = 'invitation_acceptance'

/** All our keys. When an account is deleted and made again, none of them is carried over. */
export const OUR_KEYS: readonly string[] = [
  ...[INVITATION_KEY, REVOCATION_KEY, BLOCK_KEY, CONSENT_KEY, ROLES_KEY, ACCEPTANCE_KEY],
]

/** That something happened to the invitation with this id, and when: ISO 8601 in UTC, to the second. */
export interface Fact {
  id: string
  at: string
}
/** Version of the records that this code writes. Older ones are upgraded when they are read (upgrade.ts). */
export const RECORD_VERSION = 1

/** An invitation that was issued. All instants are ISO 8601 in UTC, to the second or finer. */
export interface Invitation {
  version: typeof RECORD_VERSION
  /** `inv_` followed by 128 random bits in hex. */
  id: string
  /** The invited address, folded (address.ts). It must still be the account's when the invitation is accepted. */
  email: string
  state: 'open' | 'revoked'
  /** Whether this invitation made the account. If so, nobody owns the account until the invitation is accepted. */
  created_user: boolean
  /** `mail`: only Auth0's mail carries the link. `link`: the admin handed it over. */
  delivery: 'mail' | 'link'
  invited_at: string
  expires_at: string
  /** From version 0.1, which kept four facts in the offer. Always read (facts.ts), never written. */
  revoked_at?: string
  /** From version 0.1, like `revoked_at`. */
  blocked_at?: string
  /** From version 0.1, like `revoked_at`. */
  consented_at?: string
  /** expires_at as text for people. Auth0's date filter knows English only, and its time zone is undocumented. */
  expires_on?: string
  /** The last mail went out in the last two days before the expiry: a reminder then says that it is the last. */
  expires_soon?: boolean
  /** When our tools ended the password of an older account. Only a password set later came from the mailed link. */
  password_ended_at?: string
  invited_by?: string
  note?: string
  locale?: string
  /** IANA time zone of the invitee. */
  time_zone?: string
  client_id?: string
  /** The only connection that can accept it; `password` means that no account of another provider can. */
  accept_with?: string
  /** Ids of roles. An account that the invitation made gets them at once, any other account after the acceptance. */
  roles?: string[]
  /** From version 0.1, like `revoked_at`. */
  roles_given_at?: string
  redirect_to?: string
  /** The app's own JSON, as a string because Auth0 refuses field names with `.` or `$`. */
  context?: string
  /** How many mails were requested so far; 0 if the request to Auth0 failed. */
  sends: number
  last_sent_at?: string
  /** Ids of earlier invitations for this account, newest first, at most 3. */
  previous_ids?: string[]
}

/** The acceptance. Has no version and never grows. Shows that somebody owns the account. `at` may be empty. */
export type Acceptance = Fact

/** The `invitation` claim while the app has to ask the person. Access tokens leave `invited_by` out. */
export interface PendingClaim {
  id: string
  status: 'pending'
  expires_at: string
  context?: Record<string, unknown>
  invited_by?: string
}

/** The `invitation` claim once it is accepted. Access tokens leave `invited_by` out, because it is personal data. */
export interface InvitationClaim {
  id: string
  status: 'accepted'
  accepted_at: string
  accepted_now?: true
  context?: Record<string, unknown>
  invited_by?: string
}
