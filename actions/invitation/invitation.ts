// The root keys of app_metadata and their shapes. Auth0 merges app_metadata at the root only and has no compare-and-set,
// so each intent has a key of its own, and a write that comes late can undo nothing of another's. writes.ts has the one
// writer of each key, facts.ts their one reader, standing.ts folds them into a status.

/** The offer: invite, resend and remind write it. */
export const INVITATION_KEY = 'invitation'
/** `revoke` writes it. */
export const REVOCATION_KEY = 'invitation_revocation'
/** Written with every block of ours, removed with every unblocking of ours, in the same call. */
export const BLOCK_KEY = 'invitation_block'
/** The library's `accept` writes it. */
export const CONSENT_KEY = 'invitation_consent'
/** `reconcile` writes it once the roles of an accepted invitation are there. */
export const ROLES_KEY = 'invitation_roles'
/** Only the post-login Action writes it. */
export const ACCEPTANCE_KEY = 'invitation_acceptance'

/** Every key of ours. Whoever deletes and makes an account again carries over none of them. */
export const OUR_KEYS: readonly string[] = [
  ...[INVITATION_KEY, REVOCATION_KEY, BLOCK_KEY, CONSENT_KEY, ROLES_KEY, ACCEPTANCE_KEY],
]

/** That something happened to the invitation with this id, and when: ISO 8601 in UTC, to the second. */
export interface Fact {
  id: string
  at: string
}
/** Version of the record that this code writes; older ones are upgraded when read (upgrade.ts). */
export const RECORD_VERSION = 1

/** An invitation that was issued. Instants are ISO 8601 in UTC, to the second or finer. */
export interface Invitation {
  version: typeof RECORD_VERSION
  /** `inv_` and 128 random bits in hex. */
  id: string
  /** The invited address, folded (address.ts); must still be the account's when it is accepted. */
  email: string
  state: 'open' | 'revoked'
  /** This invitation made the account: until it is accepted, nobody owns the account. */
  created_user: boolean
  /** `mail`: only Auth0's mail carries the link. `link`: the admin handed it over. */
  delivery: 'mail' | 'link'
  invited_at: string
  expires_at: string
  /** Of version 0.1, which kept four facts in the offer: read for good (facts.ts), never written. */
  revoked_at?: string
  /** Of version 0.1, too. */
  blocked_at?: string
  /** Of version 0.1, too. */
  consented_at?: string
  /** expires_at as finished text for people: Auth0's date filter knows English only and its zone is undocumented. */
  expires_on?: string
  /** The last mail went out in the last two days: a reminder says that it is the last. */
  expires_soon?: boolean
  /** When our tools ended the password of an account that was there before: only one set since then is the mailed link's. */
  password_ended_at?: string
  invited_by?: string
  note?: string
  locale?: string
  /** IANA zone in which the invitee lives. */
  time_zone?: string
  client_id?: string
  /** The only connection that it is accepted with, or `password`: with no account of another provider. */
  accept_with?: string
  /** Ids of roles: given with the invitation to an account that it made, to others only after acceptance. */
  roles?: string[]
  /** Of version 0.1, too. */
  roles_given_at?: string
  redirect_to?: string
  /** The app's own JSON as a string, because Auth0 refuses field names with `.` or `$`. */
  context?: string
  /** Mails asked for so far; 0 when Auth0 could not be asked. */
  sends: number
  last_sent_at?: string
  /** Ids of earlier invitations of this account, newest first, at most 3. */
  previous_ids?: string[]
}

/** The acceptance. It has no version and never grows: whoever has it owns the account. `at` is empty where it is odd. */
export type Acceptance = Fact

/** What the `invitation` claim holds while the app has to ask the person. Access tokens leave `invited_by` out. */
export interface PendingClaim {
  id: string
  status: 'pending'
  expires_at: string
  context?: Record<string, unknown>
  invited_by?: string
}

/** What the `invitation` claim of a token holds once it is accepted. Access tokens leave `invited_by` out (personal data). */
export interface InvitationClaim {
  id: string
  status: 'accepted'
  accepted_at: string
  accepted_now?: true
  context?: Record<string, unknown>
  invited_by?: string
}
