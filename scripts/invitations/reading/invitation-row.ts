import { chosenPasswordAt } from '../../../actions/invitation/chosen-password.ts'
import type { Invitation } from '../../../actions/invitation/invitation.ts'
import { isInstant, readInvitation } from '../../../actions/invitation/read.ts'
import { standingOf, type Status } from '../../../actions/invitation/standing.ts'
import type { InvitedUser } from '../../auth0/invited-user.ts'
import { acceptedWith } from './accepted-with.ts'

/** One invitation, as `show` and `list` return it. Instants are ISO 8601 in UTC; null means not known. */
export interface InvitationRow {
  email: string
  user_id: string
  invitation_id: string | null
  /** `failed`: pending, and the last mail did not go out. Only if the tenant's log was read (deliveries.ts). */
  status: Status | 'failed'
  name: string | null
  invited_by: string | null
  invited_at: string | null
  expires_at: string | null
  accepted_at: string | null
  /** Name of the connection that it was accepted with, if the record or the account's identities show it. */
  accepted_with: string | null
  revoked_at: string | null
  /** When the invitee chose a password, according to Auth0's profile. A password that our tools set does not count. */
  password_set_at: string | null
  /** How the link gets to the invitee: `mail`, or `link` if the admin hands it over. */
  delivery: Invitation['delivery'] | null
  /** The only connection to accept it with, or `password`; null: any way that the settings allow. */
  accept_with: string | null
  sends: number | null
  last_sent_at: string | null
  note: string | null
  locale: string | null
  /** IANA name. */
  time_zone: string | null
  redirect_to: string | null
  /** Ids of the tenant's roles. */
  roles: string[] | null
  context: unknown
  /** Only if the status is `failed`: what the provider or Auth0 said; null if nothing is known. */
  failed_because?: string | null
}

/** @returns undefined for a user who was never invited */
export function invitationRow(user: InvitedUser, now: Date): InvitationRow | undefined {
  const standing = standingOf(user.app_metadata, now)
  if (standing.status === 'none') return undefined
  const reading = readInvitation(user.app_metadata)
  const invitation = reading.kind === 'invitation' ? reading.invitation : undefined
  return {
    email: user.email,
    user_id: user.user_id,
    invitation_id: invitation?.id ?? (standing.status === 'accepted' ? standing.acceptance.id : null),
    status: standing.status,
    name: user.name !== undefined && user.name !== user.email ? user.name : null,
    invited_by: invitation?.invited_by ?? null,
    invited_at: invitation?.invited_at ?? null,
    expires_at: invitation?.expires_at ?? null,
    accepted_at: standing.status === 'accepted' && isInstant(standing.acceptance.at) ? standing.acceptance.at : null,
    accepted_with: acceptedWith(standing, user),
    revoked_at: (standing.status === 'revoked' ? standing.revoked_at : undefined) ?? null,
    password_set_at: (invitation && chosenPasswordAt(invitation, user)) ?? null,
    delivery: invitation?.delivery ?? null,
    accept_with: invitation?.accept_with ?? null,
    sends: invitation?.sends ?? null,
    last_sent_at: invitation?.last_sent_at ?? null,
    note: invitation?.note ?? null,
    locale: invitation?.locale ?? null,
    time_zone: invitation?.time_zone ?? null,
    redirect_to: invitation?.redirect_to ?? null,
    roles: invitation?.roles ?? null,
    context: parsed(invitation?.context),
  }
}

function parsed(context: string | undefined): unknown {
  try {
    return context === undefined ? null : JSON.parse(context)
  } catch {
    return context
  }
}
