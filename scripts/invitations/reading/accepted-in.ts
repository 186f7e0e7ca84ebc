import { claimOf } from '../../../actions/invitation/claim.ts'
import { readAcceptance } from '../../../actions/invitation/facts.ts'
import { own } from '../../../actions/invitation/read.ts'
import { standingOf } from '../../../actions/invitation/standing.ts'

/** Who has accepted which invitation, as an event of Auth0's says it. */
export interface AcceptedInvitation {
  user_id: string
  /** Empty where the event names no address. */
  email: string
  /** Auth0 may deliver an event twice, and a later change of the same user says the same: remember the ids that were handled. */
  invitation_id: string
  /** ISO 8601. */
  accepted_at: string
  /** As the inviter gave it. */
  invited_by?: string
  context?: Record<string, unknown>
}

/**
 * The acceptance that an event of type `user.updated` is about, for teams that take Auth0's event streams. Total: whatever it is
 * given, it answers, and never throws. Check first that Auth0 sent the event (its token or signature).
 * @param event as the stream delivers it, with or without the `offset` of server-sent events around it
 * @returns undefined where nobody accepted with this change, as far as the event shows it
 * @see https://auth0.com/docs/customize/events/event-types
 */
export function acceptedIn(event: unknown): AcceptedInvitation | undefined {
  const cloudEvent = own(event, 'event') ?? event
  if (own(cloudEvent, 'type') !== 'user.updated') return undefined
  const data = own(cloudEvent, 'data')
  const user = own(data, 'object')
  const [user_id, email] = [own(user, 'user_id'), own(user, 'email')]
  // Expiry does not matter to what was accepted.
  const standing = standingOf(own(user, 'app_metadata'), new Date(0))
  if (typeof user_id !== 'string' || standing.status !== 'accepted') return undefined
  const { acceptance, invitation } = standing
  const before = readAcceptance(own(own(data, 'previous_object'), 'app_metadata'))
  if (before?.id === acceptance.id) return undefined
  const { invited_by, context } = claimOf(acceptance, invitation, true)
  return {
    user_id,
    email: typeof email === 'string' ? email : '',
    invitation_id: acceptance.id,
    accepted_at: acceptance.at,
    ...(invited_by !== undefined && { invited_by }),
    ...(context !== undefined && { context }),
  }
}
