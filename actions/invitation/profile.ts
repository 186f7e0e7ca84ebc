import { ACCEPTANCE_KEY, INVITATION_KEY, type Invitation } from './invitation.ts'

/**
 * Limit for a whole user profile as Auth0 returns it, in bytes of JSON. Auth0 says 10 kB, but not how it counts.
 * @see https://auth0.com/docs/troubleshoot/product-lifecycle/deprecations-and-migrations
 */
export const MOST_PROFILE_BYTES = 10_000

/** Size in bytes as Auth0 stores it (UTF-8). */
export function byteLength(text: string): number {
  return new TextEncoder().encode(text).length
}

/** Size of a value in bytes of JSON; infinite if it is nested too deeply for JSON.stringify (thousands of levels). */
export function bytesOf(value: unknown): number {
  try {
    return byteLength(JSON.stringify(value) ?? '')
  } catch {
    return Infinity
  }
}

/**
 * Whether an invitation, and later its acceptance, still fit into a profile. What they replace is counted too, so the
 * answer errs on the side of no.
 * @param profile_bytes current size; undefined if it was not read completely
 */
export function fitsIntoProfile(profile_bytes = 0, invitation: Invitation): boolean {
  const acceptance = { id: invitation.id, at: invitation.invited_at }
  const added = bytesOf({ [INVITATION_KEY]: invitation, [ACCEPTANCE_KEY]: acceptance })
  return profile_bytes + added <= MOST_PROFILE_BYTES
}
