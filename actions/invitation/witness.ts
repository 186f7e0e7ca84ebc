// Whom to believe. Other teams' Actions, tokens and imports can write app_metadata. What it says about an account
// counts only if a second witness, which only Auth0 writes, agrees.
import { msOf } from './instant.ts'
import type { Invitation } from './invitation.ts'

/** What Auth0 itself says about an account. Instants are ISO 8601; undefined means that it never happened. */
export interface Witness {
  user_id: string
  created_at: string
  email_verified: boolean
  /** Number of identities, including the account's own. */
  identities: number
  last_password_reset?: string | undefined
}

/** What only the Management API says, and a log or one of our journals. */
export interface FullWitness extends Witness {
  last_login?: string | undefined
  logins_count?: number | undefined
  /** Whether Auth0's log or our journal shows that our tools made the account. */
  madeByUs?: boolean | undefined
}

/**
 * The part of the user_id after `auth0|` for an account that an invitation makes. The caller of POST /users chooses it,
 * nobody can change it later, and a sign-up cannot choose one. So an invitation made every account that has one.
 * @param invitation_id of the first invitation of the account
 * @see https://auth0.com/docs/api/management/v2/users/post-users (user_id)
 */
export function madeUserId(invitation_id: string): string {
  return `invited_${invitation_id.replace(/^inv_/, '')}`
}

/** Whether the user_id shows that our invitation made the account. With accounts of version 0.1, it does not. */
export function isMadeUserId(user_id: string): boolean {
  return /^auth0\|invited_\w{8,64}$/.test(user_id)
}

/** How far our clock and Auth0's may differ. */
const CLOCK_SLACK_MS = 5 * 60_000

/**
 * Where an account comes from if its record says that the invitation made it. `made`: an invitation did make it.
 * `ended`: it existed before, our tools ended every way into it, and nobody has signed in since. `untouched`: it was
 * created at the instant of the invitation, and nobody has ever used it. `unproven`: only the record says so.
 */
export type Origin = 'made' | 'ended' | 'untouched' | 'unproven'

export function originOf({ password_ended_at, invited_at }: Invitation, account: FullWitness): Origin {
  if (account.identities > 1) return 'unproven'
  if (isMadeUserId(account.user_id) || account.madeByUs === true) return 'made'
  if (password_ended_at !== undefined) {
    const ended = Date.parse(password_ended_at)
    const reset = msOf(account.last_password_reset)
    const isSignedInSince = msOf(account.last_login) > ended + CLOCK_SLACK_MS
    // Only an account whose address nobody verified is taken over. Since then, only the mailed link could have verified
    // it.
    const isLinkUsed = reset > ended
    return reset >= ended - CLOCK_SLACK_MS && !isSignedInSince && (isLinkUsed || !account.email_verified)
      ? 'ended'
      : 'unproven'
  }
  const isOfThatInstant = Math.abs(Date.parse(account.created_at) - Date.parse(invited_at)) <= CLOCK_SLACK_MS
  return isOfThatInstant && isUnused(account) ? 'untouched' : 'unproven'
}

/** What our tools do to an account because its record says that an invitation made it. */
export type Deed =
  /** The account is blocked together with a revocation that somebody asked for. */
  | 'block_revoked'
  /** The account is blocked automatically, because the invitation expired or was revoked. */
  | 'block_dead'
  /** A block is lifted that, according to the record, is ours. */
  | 'unblock'
  /** The account is deleted. */
  | 'delete'
  /** Every way into it is ended, so that only the next invitation's link leads in. */
  | 'end_access'
  /** Its roles are assigned before anyone has accepted. */
  | 'give_roles'
  /** Somebody other than the mailbox's owner gets a link that sets its password and may verify the address. */
  | 'hand_over_link'

interface Needs {
  origins: readonly Origin[]
  /** Nobody ever signed in, not even to be refused: Auth0 counts refused sign-ins too. */
  neverSignedIn?: true
  /** No password was ever set and no address verified. */
  unused?: true
}

const likely = ['made', 'ended', 'untouched'] as const

/** The one table of every deed and the witness that it needs; SECURITY.md shows it. */
export const deeds = {
  block_revoked: { origins: likely },
  block_dead: { origins: likely, neverSignedIn: true },
  unblock: { origins: likely, neverSignedIn: true },
  delete: { origins: ['made'], neverSignedIn: true, unused: true },
  end_access: { origins: likely },
  give_roles: { origins: likely },
  hand_over_link: { origins: likely },
} as const satisfies Record<Deed, Needs>

/** Whether Auth0's own fields support what a deed is based on. If not, nothing is done. */
export function isProven(deed: Deed, invitation: Invitation, account: FullWitness): boolean {
  const { origins, neverSignedIn, unused }: Needs = deeds[deed]
  const origin = originOf(invitation, account)
  return (
    invitation.created_user &&
    origins.includes(origin) &&
    // The owner of an account that existed before may have signed in earlier. originOf says that nobody has since.
    (neverSignedIn !== true || origin === 'ended' || !hasSignedIn(account)) &&
    (unused !== true || isUnused(account))
  )
}

/**
 * Whether nobody owns an account according to the record: an invitation made it, and it has no other identity. Acting
 * on that needs a witness too (isProven).
 */
export function isUnowned({ created_user }: Invitation, { identities }: Pick<Witness, 'identities'>): boolean {
  return created_user && identities <= 1
}

/**
 * Whether roles may be assigned because the record says that an invitation was accepted: somebody has signed in since
 * it was made. The settings say which roles (INVITATIONS_ROLES).
 */
export function isSignInProven({ invited_at }: Invitation, { last_login }: FullWitness): boolean {
  return msOf(last_login) >= Date.parse(invited_at) - CLOCK_SLACK_MS
}

/**
 * Whether the account existed before the invitation, whatever the record says, judged by what an Action knows. Such an
 * account is never refused because of an invitation.
 * @param isSigningIn somebody has just proved the password. An account that an invitation made starts with a password
 * that nobody knows, so anyone who knows one has set it since.
 */
export function wasThereBefore(
  { invited_at, password_ended_at, previous_ids = [] }: Invitation,
  { user_id, created_at, email_verified, last_password_reset }: Witness,
  isSigningIn: boolean,
): boolean {
  if (isMadeUserId(user_id)) return false
  const invited = Date.parse(invited_at) - CLOCK_SLACK_MS
  if (last_password_reset === undefined) {
    if (isSigningIn || (email_verified && password_ended_at === undefined)) return true
  } else if (Date.parse(last_password_reset) < invited) return true
  return password_ended_at === undefined && previous_ids.length === 0 && Date.parse(created_at) < invited
}

function hasSignedIn({ last_login, logins_count = 0 }: FullWitness): boolean {
  return last_login !== undefined || logins_count > 0
}

function isUnused(account: FullWitness): boolean {
  return !hasSignedIn(account) && account.last_password_reset === undefined && !account.email_verified
}
