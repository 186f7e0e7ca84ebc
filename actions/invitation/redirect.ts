import { parseUrl } from './parse-url.ts'

/**
 * An address to send an invitee to, parsed strictly: https, or http on this machine for development, without user name
 * and password. Callers compare and hand on what comes out, never the text: so whatever a parser makes of odd spellings
 * (`https:evil.example`, `https:///evil.example`), a browser is sent where the check looked.
 */
export function safeUrl(address: string): URL | undefined {
  // The URL parser strips white space and control characters and turns backslashes into slashes, all silently.
  if (/[\s\\\u0000-\u001f]/.test(address)) return undefined
  const url = parseUrl(address)
  if (url === undefined) return undefined
  const isLocal = url.protocol === 'http:' && (url.hostname === 'localhost' || url.hostname === '127.0.0.1')
  return (url.protocol === 'https:' || isLocal) && url.username === '' && url.password === '' ? url : undefined
}

/**
 * The origin that an address consists of, with the host in ASCII (punycode) and lower case.
 * @returns undefined when it is no safe address, has more than an origin, or a wildcard
 */
export function originOf(address: string): string | undefined {
  const url = safeUrl(address)
  return url?.href === `${url?.origin}/` && !url.hostname.includes('*') ? url.origin : undefined
}

/**
 * Whether an app has a page at the origin of the address: one of its callbacks is there. Callbacks with wildcards
 * (docs: get-started/applications/wildcards-for-subdomains) and of native apps name no origin.
 */
export function leadsToApp(address: string, callbacks: readonly string[]): boolean {
  const origin = safeUrl(address)?.origin
  return callbacks.some(
    (callback) => origin !== undefined && !callback.includes('*') && safeUrl(callback)?.origin === origin,
  )
}

/**
 * Where the button behind the new password leads, or undefined: nowhere in particular.
 * @param invitation its `redirect_to` counts only when its origin is, as a whole, one of `allowedOrigins`
 * @param withInvitation whether the address carries the invitation's id as the query parameter `invitation`
 */
export function redirectOf(
  { id, redirect_to }: { id: string; redirect_to?: string },
  { allowedOrigins, withInvitation }: { allowedOrigins: readonly string[]; withInvitation: boolean },
): string | undefined {
  const url = safeUrl(redirect_to ?? '')
  if (url === undefined || !allowedOrigins.includes(url.origin)) return undefined
  if (withInvitation) url.searchParams.set('invitation', id)
  return url.href
}
