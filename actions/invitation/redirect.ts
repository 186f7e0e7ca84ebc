import { mayLead, type Landings } from './landings.ts'
import { safeUrl } from './safe-url.ts'

/**
 * Where the button behind the new password leads, or undefined: nowhere in particular.
 * @param invitation its `redirect_to` counts only when its origin is, as a whole, one that invitations of its app may
 * lead to
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
