// The one writer of each root key. Pure: what comes out is one PATCH of the user, and the caller sends it.
// Auth0 merges app_metadata at the root: a key that is not named stays, one that is null goes.
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

/** One PATCH of a user: root keys of app_metadata, and Auth0's own `blocked`, where it changes. */
export interface Write {
  app_metadata: Readonly<Record<string, Invitation | Fact | null>>
  blocked?: boolean
}

/** The offer, as it is from now on. */
export function writeOffer(invitation: Invitation): Write {
  return { app_metadata: { [INVITATION_KEY]: invitation } }
}

/** A revocation at `now`; never before the offer, which another machine's clock may have dated. */
export function writeRevocation({ id, invited_at }: Invitation, now: Date): Write {
  return { app_metadata: { [REVOCATION_KEY]: { id, at: instantAfter(invited_at, now) } } }
}

/** Takes a revocation back that was written a moment after an acceptance. */
export function takeRevocationBack(): Write {
  return { app_metadata: { [REVOCATION_KEY]: null } }
}

/**
 * The offer says that it is revoked, for Actions that were deployed before revocations had a key of their own. What only
 * mails and the hand-over need goes: a revoked offer is not larger than the open one was, so that it still fits where the
 * profile is filled up to Auth0's limit.
 * @param blockedAt blocks the account with it
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
 * The same where the profile has no room for keys of their own: inside the offer, as version 0.1 did. It is not larger
 * than the open offer was.
 */
export function revokeWithinOffer(invitation: Invitation, now: Date, blocks: boolean): Write {
  const at = instant(now)
  const { last_sent_at: _, ...kept } = invitation
  const { app_metadata } = sayRevoked({ ...kept, revoked_at: at, ...(blocks && { blocked_at: at }) }, undefined)
  return { app_metadata, ...(blocks && { blocked: true }) }
}

/** Blocks the account because of the invitation with this id: nobody but our tools may lift it. */
export function writeBlock(id: string, now: Date): Write & { blocked: true } {
  return { app_metadata: { [BLOCK_KEY]: { id, at: instant(now) } }, blocked: true }
}

/** Lifts a block of ours along with whatever else is written. */
export function alsoUnblock({ app_metadata }: Write): Write {
  return { app_metadata: { ...app_metadata, [BLOCK_KEY]: null }, blocked: false }
}

/**
 * Somebody who had an account before said yes in the app at `now`. It is not the acceptance: that is the Action's to
 * write, at the next sign-in, silent login or refresh; until then a revocation wins.
 */
export function writeConsent(id: string, now: Date): Write {
  return { app_metadata: { [CONSENT_KEY]: { id, at: instant(now) } } }
}

/** The roles of an accepted invitation are there. From then on they are the administrators' business. */
export function writeRolesGiven(id: string, now: Date): Write {
  return { app_metadata: { [ROLES_KEY]: { id, at: instant(now) } } }
}

/** The acceptance, for the Action's `api.user.setAppMetadata`. */
export function acceptanceEntry(acceptance: Acceptance): [key: string, value: Acceptance] {
  return [ACCEPTANCE_KEY, acceptance]
}
