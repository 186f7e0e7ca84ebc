import type { Acceptance, Invitation, InvitationClaim, PendingClaim } from './invitation.ts'

/**
 * The `invitation` claim of the ID token. Auth0 allows it without a namespace in ID tokens, and in access tokens for
 * your own APIs (docs: secure/tokens/json-web-tokens/create-custom-claims).
 * @param invitation left out when the record is gone or belongs to another invitation; the acceptance still counts
 * @param isNew whether this sign-in is the one that accepted
 */
export function claimOf(acceptance: Acceptance, invitation: Invitation | undefined, isNew: boolean): InvitationClaim {
  return {
    id: acceptance.id,
    status: 'accepted',
    accepted_at: acceptance.at,
    ...(isNew && { accepted_now: true as const }),
    ...handedOver(invitation),
  }
}

/** The claim that makes the app ask the signed-in person whether they accept the invitation. */
export function pendingClaimOf(invitation: Invitation): PendingClaim {
  const { id, expires_at } = invitation
  return { id, status: 'pending', expires_at, ...handedOver(invitation) }
}

/** The claim for access tokens: APIs and their logs need no personal data. */
export function withoutPersonalData<Claim extends InvitationClaim | PendingClaim>({
  invited_by: _,
  ...claim
}: Claim): Omit<Claim, 'invited_by'> {
  return claim
}

/** What the inviter passed on to the app. */
function handedOver(invitation: Invitation | undefined): Pick<InvitationClaim, 'context' | 'invited_by'> {
  const context = parseContext(invitation?.context)
  return { ...(context && { context }), ...(invitation?.invited_by && { invited_by: invitation.invited_by }) }
}

function parseContext(context: string | undefined): Record<string, unknown> | undefined {
  try {
    const parsed: unknown = JSON.parse(context ?? 'null')
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)
      ? (parsed as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}
