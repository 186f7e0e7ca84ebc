import { claimOf } from '../../../actions/invitation/claim.ts'
import { readAcceptance } from '../../../actions/invitation/facts.ts'
import { own } from '../../../actions/invitation/read.ts'
import { standingOf } from '../../../actions/invitation/standing.ts'

/** Who accepted which invitation, according to an event of Auth0's. */
export interface AcceptedInvitation {
  user_id: string
  /** Empty if the event names no address. */
  email: string
  /** Remember the ids you have handled: Auth0 may deliver an event twice, and a later change of the user repeats the id. */
  invitation_id: string
  /** ISO 8601 in UTC. */
  accepted_at: string
  /** As the inviter gave it. */
  invited_by?: string
  context?: Record<string, unknown>
}

/**
 * The acceptance in an event of type `user.updated`, for teams that use Auth0's event streams. Never throws, whatever it is
 * given. First check that Auth0 sent the event (its token or signature).
 * @param event as the stream delivers it, with or without the `offset` of server-sent events around it
 * @returns undefined if nobody accepted with this change, as far as the event shows
 * @see https://auth0.com/docs/customize/events/event-types
 */
export function acceptedIn(event: unknown): AcceptedInvitation | undefined {
  const cloudEvent = own(event, 'event') ?? event
  if (own(cloudEvent, 'type') !== 'user.updated') return undefined
  const data = own(cloudEvent, 'data')
  const user = own(data, 'object')
  const [user_id, email] = [own(user, 'user_id'), own(user, 'email')]
  // Once something is accepted, its expiry no longer matters.
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
