// The two root keys of app_metadata and their shapes. Auth0 merges app_metadata at the root only and has no
// compare-and-set, so each key has one writer: the tools write `invitation`, the post-login Action writes the acceptance.

/** Root key that only the tools write. */
export const INVITATION_KEY = 'invitation'
/** Root key that only the post-login Action writes. */
export const ACCEPTANCE_KEY = 'invitation_acceptance'
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
  revoked_at?: string
  /** When our tools blocked the account because this invitation was revoked; a block without it is somebody else's. */
  blocked_at?: string
  /**
   * When somebody who had an account before agreed in the app, as the tools were told: the next sign-in accepts. Only
   * where the setting says that the app asks.
   */
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
  /** Ids of roles: given with the invitation to an account that it made, to others only after acceptance. */
  roles?: string[]
  /** When they were seen to be there after the acceptance; from then on they are the administrators' business. */
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

/** The acceptance. It has no version and never grows: whoever has it owns the account. */
export interface Acceptance {
  id: string
  at: string
}

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
