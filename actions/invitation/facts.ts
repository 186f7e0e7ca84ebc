import {
  ACCEPTANCE_KEY,
  BLOCK_KEY,
  CONSENT_KEY,
  REVOCATION_KEY,
  ROLES_KEY,
  type Acceptance,
  type Fact,
  type Invitation,
} from './invitation.ts'
import { isInstant, own } from './read.ts'

/** What happened to an invitation. Each fact carries the id of its invitation. */
export interface Facts {
  acceptance?: Acceptance
  revocation?: Fact
  block?: Fact
  consent?: Fact
  roles?: Fact
}

/**
 * Reads every fact from app_metadata. Total. Version 0.1 kept facts inside the offer; they count as facts about that
 * offer unless there is a newer one.
 * @param offer as read from the same app_metadata
 */
export function readFacts(appMetadata: unknown, offer: Invitation | undefined): Facts {
  const inOffer = (at: string | undefined) =>
    offer === undefined || at === undefined ? undefined : { id: offer.id, at }
  const block = factIn(appMetadata, BLOCK_KEY) ?? inOffer(offer?.blocked_at)
  const consent = factIn(appMetadata, CONSENT_KEY) ?? inOffer(offer?.consented_at)
  const roles = factIn(appMetadata, ROLES_KEY) ?? inOffer(offer?.roles_given_at)
  const revocation = readRevocation(appMetadata)
  const acceptance = readAcceptance(appMetadata)
  return {
    ...(acceptance && { acceptance }),
    ...(revocation && { revocation }),
    ...(block && { block }),
    ...(consent && { consent }),
    ...(roles && { roles }),
  }
}

/** Reads the acceptance. Total. Anything with an id counts, so that no owner is locked out over a detail. */
export function readAcceptance(appMetadata: unknown): Acceptance | undefined {
  const stored = own(appMetadata, ACCEPTANCE_KEY)
  const id = own(stored, 'id')
  const at = own(stored, 'at')
  return typeof id === 'string' ? { id, at: typeof at === 'string' ? at : '' } : undefined
}

/** Anything with an id counts, so that no revocation is lost over a detail. `at` is empty if it makes no sense. */
function readRevocation(appMetadata: unknown): Fact | undefined {
  const stored = own(appMetadata, REVOCATION_KEY)
  const id = own(stored, 'id')
  const at = own(stored, 'at')
  return typeof id === 'string' ? { id, at: isInstant(at) ? at : '' } : undefined
}

function factIn(appMetadata: unknown, key: string): Fact | undefined {
  const stored = own(appMetadata, key)
  const id = own(stored, 'id')
  const at = own(stored, 'at')
  return typeof id === 'string' && isInstant(at) ? { id, at } : undefined
}
