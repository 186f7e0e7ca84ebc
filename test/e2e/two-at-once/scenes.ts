import type { Invitation } from '../../../actions/invitation/invitation.ts'
import { madeUserId } from '../../../actions/invitation/witness.ts'
import { invitationWith } from '../../unit/actions/invitation/records.ts'
import type { Someone } from './people.ts'

/** Everybody's password. */
export const password = 'Difference-Engine-2'

/** An account as GET /api/v2/users answers it, as far as these stories ask. */
export interface Account {
  user_id: string
  app_metadata: Record<string, unknown>
  blocked?: boolean
}

/** What POST /api/v2/users is sent, and when. */
interface Prepared {
  created_at: string
  user: object
  blocked?: boolean
}

const invitedAt = '2026-01-01T00:00:00.500Z'
const longBefore = '2025-06-01T09:00:00.000Z'
const first = '2026-01-02T00:00:00Z'

/** The account before two meet at it. Its owner knows its password and has verified the address. */
export const scenes = {
  'nobody is there': () => undefined,
  pending: made((offer) => ({ invitation: offer })),
  'pending, and nobody has begun': made((offer) => ({ invitation: offer }), { email_verified: false }),
  'pending, and its mail is owed': made((offer) => ({ invitation: owed(offer) })),
  expired: made((offer) => ({ invitation: { ...offer, expires_at: first } })),
  revoked: made(
    (offer) => ({
      invitation: { ...offer, state: 'revoked' },
      invitation_revocation: { id: offer.id, at: first },
      invitation_block: { id: offer.id, at: first },
    }),
    { blocked: true },
  ),
  'pending, and blocked by an administrator': made((offer) => ({ invitation: offer }), { blocked: true }),
  'attached to an account that was there': there((offer) => ({ invitation: offer })),
  'attached, and its mail is owed': there((offer) => ({ invitation: owed(offer) })),
  'an account, never invited': there(() => ({})),
} satisfies Record<string, (someone: Someone, connection: string) => Prepared | undefined>
export type Scene = keyof typeof scenes

/** An id that no other story uses. */
export function invitationId(number: number): string {
  return `inv_${number.toString(16).padStart(32, '0')}`
}

/** An account that the invitation made. */
function made(metadata: (offer: Invitation) => object, { blocked = false, email_verified = true } = {}) {
  return ({ email, id }: Someone, connection: string): Prepared => {
    const app_metadata = metadata(invitationWith({ id, email }))
    const user = { ...account(email, connection), user_id: madeUserId(id), app_metadata, email_verified }
    return { created_at: invitedAt, user, blocked }
  }
}

/** An account that was there before. */
function there(metadata: (offer: Invitation) => object) {
  return ({ email, id }: Someone, connection: string): Prepared => {
    const app_metadata = metadata(invitationWith({ id, email, created_user: false }))
    return { created_at: longBefore, user: { ...account(email, connection), app_metadata } }
  }
}

function account(email: string, connection: string): object {
  return { connection, email, password, email_verified: true, verify_email: false }
}

function owed(offer: Invitation): Invitation {
  const { last_sent_at: _, ...rest } = offer
  return { ...rest, sends: 0 }
}
