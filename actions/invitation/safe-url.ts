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
  const isLocal = url.protocol === 'http:' && isLocalHost(url.hostname)
  return (url.protocol === 'https:' || isLocal) && url.username === '' && url.password === '' ? url : undefined
}

/** A developer's own machine. */
export function isLocalHost(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '127.0.0.1'
}

/**
 * The origin of an address, with the host in ASCII (punycode) and lower case.
 * @returns undefined when it is not a safe address, or when its host has more than letters, digits, hyphens, underscores
 * and dots: that is a wildcard, a placeholder or code, and the URL parser accepts `https://a{{b}}'.example`
 */
export function originIn(address: string): string | undefined {
  const url = safeUrl(address)
  return url !== undefined && /^[a-z\d._-]+$/.test(url.hostname) ? url.origin : undefined
}

/** The origin that an address consists of. @returns undefined when it has none, or more than an origin */
export function originOf(address: string): string | undefined {
  const origin = originIn(address)
  return safeUrl(address)?.href === `${origin}/` ? origin : undefined
}
