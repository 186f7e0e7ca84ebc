// The only writer of each root key. Pure: the result is one PATCH of the user, which the caller sends. Auth0 merges
// app_metadata at the root: keys that are left out stay, and null removes a key.
import { instant, instantAfter } from './instant.ts'
import {
  ACCEPTANCE_KEY,
  BLOCK_KEY,
  CONSENT_KEY,
  INVITATION_KEY,
  REVOCATION_KEY,
  ROLES_KEY,
  type Acceptance,
  type Fact,
  type Invitation,
} from './invitation.ts'

/** One PATCH of a user: root keys of app_metadata, and Auth0's own `blocked` if it changes. */
export interface Write {
  app_metadata: Readonly<Record<string, Invitation | Fact | null>>
  blocked?: boolean
}

/** The new state of the offer. */
export function writeOffer(invitation: Invitation): Write {
  return { app_metadata: { [INVITATION_KEY]: invitation } }
}

/** A revocation at `now`, but never before the offer, which another machine's clock may have dated. */
export function writeRevocation({ id, invited_at }: Invitation, now: Date): Write {
  return { app_metadata: { [REVOCATION_KEY]: { id, at: instantAfter(invited_at, now) } } }
}

/** Removes a revocation that was written a moment after an acceptance. */
export function takeRevocationBack(): Write {
  return { app_metadata: { [REVOCATION_KEY]: null } }
}

/**
 * Marks the offer itself as revoked, for Actions that were deployed before revocations had their own key. Leaves out
 * what only mails and the hand-over need: a revoked offer is not larger than the open one, so it fits even if the
 * profile is at Auth0's limit.
 * @param blockedAt also blocks the account, at this instant
 * @see https://auth0.com/docs/manage-users/user-accounts/metadata/metadata-fields-data
 */
export function sayRevoked(invitation: Invitation, blockedAt: Date | undefined): Write {
  const { note: _, context: _1, expires_on: _2, expires_soon: _3, client_id: _4, redirect_to: _5, ...kept } = invitation
  const offer = writeOffer({ ...kept, state: 'revoked' })
  if (blockedAt === undefined) return offer
  const { app_metadata, blocked } = writeBlock(invitation.id, blockedAt)
  return { app_metadata: { ...offer.app_metadata, ...app_metadata }, blocked }
}

/**
 * The same for a profile that has no room for separate keys: inside the offer, as in version 0.1. The result is not
 * larger than the open offer was.
 */
export function revokeWithinOffer(invitation: Invitation, now: Date, blocks: boolean): Write {
  const at = instant(now)
  const { last_sent_at: _, ...kept } = invitation
  const { app_metadata } = sayRevoked({ ...kept, revoked_at: at, ...(blocks && { blocked_at: at }) }, undefined)
  return { app_metadata, ...(blocks && { blocked: true }) }
}

/** Blocks the account because of the invitation with this id. Only our tools may lift this block. */
export function writeBlock(id: string, now: Date): Write & { blocked: true } {
  return { app_metadata: { [BLOCK_KEY]: { id, at: instant(now) } }, blocked: true }
}

/** Also lifts a block of ours, in the same write. */
export function alsoUnblock({ app_metadata }: Write): Write {
  return { app_metadata: { ...app_metadata, [BLOCK_KEY]: null }, blocked: false }
}

/**
 * Somebody who already had an account agreed in the app at `now`. This is not the acceptance: the Action writes that at
 * the next sign-in, silent login or refresh. Until then a revocation wins.
 */
export function writeConsent(id: string, now: Date): Write {
  return { app_metadata: { [CONSENT_KEY]: { id, at: instant(now) } } }
}

/** The roles of an accepted invitation are assigned. From then on, administrators manage them. */
export function writeRolesGiven(id: string, now: Date): Write {
  return { app_metadata: { [ROLES_KEY]: { id, at: instant(now) } } }
}

/** The acceptance, for the Action's `api.user.setAppMetadata`. */
export function acceptanceEntry(acceptance: Acceptance): [key: string, value: Acceptance] {
  return [ACCEPTANCE_KEY, acceptance]
}
