import { readFacts } from './facts.ts'
import type { Acceptance, Fact, Invitation } from './invitation.ts'
import { readInvitation } from './read.ts'

/** How an account stands with its invitation at an instant. Each status has only its own fields. */
export type Standing =
  | { status: 'none' }
  | { status: 'requested' }
  /** `consented_at`: when somebody who already had an account agreed in the app, ISO 8601. */
  | { status: 'pending'; invitation: Invitation; consented_at?: string }
  /** `roles_given_at`: when its roles were first seen to be assigned. From then on, administrators manage them. */
  | { status: 'accepted'; acceptance: Acceptance; invitation?: Invitation; roles_given_at?: string }
  | { status: 'revoked'; invitation: Invitation; revoked_at?: string }
  | { status: 'expired'; invitation: Invitation }
  | { status: 'malformed'; problem: string; created_user: boolean }

/** The statuses an invitation can have. `failed` (no mail went out) comes from the delivery ledger. */
export type Status = Exclude<Standing['status'], 'none'>

/**
 * The most seconds between a sign-in's decision and the write of its acceptance. An Action may take 20 s, and a write
 * waits if the tenant's limit is reached (docs: customize/actions/limitations).
 */
export const LONGEST_SIGN_IN_SEC = 60

/**
 * The one place that computes a status, from all root keys and the time. Total: it accepts any app_metadata and never
 * throws. A fact counts for the id that it names. An acceptance lets its owner in whatever else is stored, so that a
 * newer tool or an older Action cannot lock them out, unless the sign-in was still in progress when the invitation was
 * revoked or replaced.
 * @param now instant against which expires_at is judged; an invitation is dead from expires_at on
 */
export function standingOf(appMetadata: unknown, now: Date): Standing {
  const reading = readInvitation(appMetadata)
  const offer = reading.kind === 'invitation' ? reading.invitation : undefined
  const { acceptance, revocation, consent, roles } = readFacts(appMetadata, offer)
  if (acceptance !== undefined && !isVoid(acceptance, revocation, offer)) {
    if (offer?.id !== acceptance.id) return { status: 'accepted', acceptance }
    const given = roles?.id === offer.id ? { roles_given_at: roles.at } : {}
    return { status: 'accepted', acceptance, invitation: offer, ...given }
  }
  switch (reading.kind) {
    case 'none':
      return { status: 'none' }
    case 'requested':
      return { status: 'requested' }
    case 'malformed':
      return { status: 'malformed', problem: reading.problem, created_user: reading.created_user }
    case 'invitation': {
      const { invitation } = reading
      if (isRevoked(invitation, revocation)) {
        const revoked_at = revocation?.at || invitation.revoked_at
        return { status: 'revoked', invitation, ...(revoked_at && { revoked_at }) }
      }
      const consented_at = consent?.id === invitation.id ? consent.at : undefined
      if (lastWord(invitation, consented_at, now) >= Date.parse(invitation.expires_at)) {
        return { status: 'expired', invitation }
      }
      return { status: 'pending', invitation, ...(consented_at !== undefined && { consented_at }) }
    }
  }
}

/** Whether our tools blocked the account: the block names the offer or an earlier one. Other blocks are admins'. */
export function isOurBlock(appMetadata: unknown): boolean {
  const reading = readInvitation(appMetadata)
  if (reading.kind !== 'invitation') return false
  const { id, previous_ids = [] } = reading.invitation
  const { block } = readFacts(appMetadata, reading.invitation)
  return block !== undefined && [id, ...previous_ids].includes(block.id)
}

/**
 * A revocation ends the offer that it names, and every offer that is not newer. A tool that writes late can therefore
 * only restore an older offer, never a live one.
 */
function isRevoked(offer: Invitation, revocation: Fact | undefined): boolean {
  if (offer.state === 'revoked') return true
  return (
    revocation !== undefined &&
    (revocation.id === offer.id || Date.parse(revocation.at) >= Date.parse(offer.invited_at))
  )
}

/**
 * Whether an acceptance came too late: for an offer that was replaced, or by a sign-in that was in progress when the
 * offer was revoked. `revoke` checks first and refuses if there is an acceptance. So an acceptance next to a revocation
 * with the same id was written after it, even if it was decided a little earlier.
 */
function isVoid(acceptance: Acceptance, revocation: Fact | undefined, offer: Invitation | undefined): boolean {
  const isOfOffer = offer !== undefined && offer.id === acceptance.id
  if (!isOfOffer && offer?.previous_ids?.includes(acceptance.id)) return true
  const isMeant =
    revocation !== undefined &&
    (revocation.id === acceptance.id || (isOfOffer && Date.parse(revocation.at) >= Date.parse(offer.invited_at)))
  return isMeant && Date.parse(acceptance.at) >= Date.parse(revocation.at) - LONGEST_SIGN_IN_SEC * 1000
}

/**
 * The instant, in milliseconds, against which expiry is judged: when somebody who already had an account agreed, else
 * now. Accounts that the invitation made stay shut from expires_at on, whatever the record says.
 */
function lastWord({ created_user }: Invitation, consented_at: string | undefined, now: Date): number {
  return consented_at === undefined || created_user ? now.getTime() : Date.parse(consented_at)
}
