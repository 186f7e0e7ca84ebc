import { refusesReset } from '../../../actions/invitation/accept.ts'
import type { Invitation } from '../../../actions/invitation/invitation.ts'
import { standingOf } from '../../../actions/invitation/standing.ts'
import type { InvitedUser } from '../../auth0/invited-user.ts'
import { deliveriesOf, type Deliveries, type KnownMail } from './deliveries.ts'
import { invitationRow, type InvitationRow } from './invitation-row.ts'
import type { Tenant } from '../tenant.ts'

/** What happened, according to Auth0's log and the records. */
interface HistoryEntry {
  at: string
  event: 'invited' | `mail_${KnownMail['outcome']}` | 'password_set' | 'accepted' | 'revoked' | 'expired'
  /** Who invited, or why a mail failed. */
  detail: string | null
}

/** What “Forgot password?” on the sign-in page does now. */
export interface ForgotPassword {
  /** Which version of the one template is mailed. */
  mail: 'invitation' | 'reminder' | 'last_reminder' | 'reset'
  /** Whether its link leads to a new password. For a dead invitation, the reset page stops it. */
  link_works: boolean
}

/** An invitation with everything that is known about it. */
export interface InvitationDetails extends InvitationRow {
  deliveries: Deliveries
  /** Oldest first. */
  history: HistoryEntry[]
  forgot_password: ForgotPassword
}

/** @returns undefined for a user who was never invited */
export async function detailsOf(user: InvitedUser, tenant: Tenant): Promise<InvitationDetails | undefined> {
  const now = tenant.now()
  const row = invitationRow(user, now)
  if (row === undefined) return undefined
  const deliveries = await deliveriesOf(row, tenant)
  const hasFailed = row.status === 'pending' && deliveries.mails.at(-1)?.outcome === 'failed'
  return {
    ...row,
    ...(hasFailed && { status: 'failed' }),
    deliveries,
    history: historyOf(row, deliveries.mails),
    forgot_password: forgotPassword(user, now),
  }
}

/** Pure. */
function historyOf(row: InvitationRow, mails: readonly KnownMail[]): HistoryEntry[] {
  const entry = (at: string | null, event: HistoryEntry['event'], detail: string | null = null) =>
    at === null ? [] : [{ at, event, detail }]
  const followed = [
    ...mails.flatMap(({ at, outcome, reason }) => entry(at, `mail_${outcome}`, reason)),
    ...entry(row.password_set_at, 'password_set'),
    ...entry(row.accepted_at, 'accepted'),
    ...entry(row.revoked_at, 'revoked'),
    ...(row.status === 'expired' ? entry(row.expires_at, 'expired') : []),
  ].sort((a, b) => Date.parse(a.at) - Date.parse(b.at))
  // Auth0's instants are finer than ours, so a mail may appear a moment older than its invitation.
  return [...entry(row.invited_at, 'invited', row.invited_by), ...followed]
}

function mailOf({ sends, expires_soon }: Invitation): Exclude<ForgotPassword['mail'], 'reset'> {
  if (sends <= 1) return 'invitation'
  return expires_soon ? 'last_reminder' : 'reminder'
}

/** Decides the same as the template (tenant/emails/reset_email.html) and the guard at the reset page. Pure. */
export function forgotPassword(user: InvitedUser, now: Date): ForgotPassword {
  const standing = standingOf(user.app_metadata, now)
  const invitation = standing.status === 'pending' ? standing.invitation : undefined
  const isInvitation = invitation?.created_user === true || invitation?.redirect_to !== undefined
  return {
    mail: invitation !== undefined && isInvitation ? mailOf(invitation) : 'reset',
    link_works: refusesReset(standing, user) === undefined,
  }
}
