import { mayLead, type Landings } from './landings.ts'
import { safeUrl } from './safe-url.ts'

/**
 * Where the button after the new password leads; undefined for Auth0's default.
 * @param invitation its `redirect_to` counts only if invitations for its app may lead to exactly that origin
 * @param withInvitation whether the address carries the invitation's id as the query parameter `invitation`
 */
export function redirectOf(
  { id, redirect_to, client_id }: { id: string; redirect_to?: string; client_id?: string },
  { landings, withInvitation }: { landings: Landings; withInvitation: boolean },
): string | undefined {
  const url = redirect_to === undefined ? undefined : safeUrl(redirect_to)
  if (url === undefined || !mayLead(url.href, client_id, landings)) return undefined
  if (withInvitation) url.searchParams.set('invitation', id)
  return url.href
}
