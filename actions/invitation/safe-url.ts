import { parseUrl } from './parse-url.ts'

/**
 * An address that an invitee may be sent to, parsed strictly: https, or http on this machine for development, without
 * user name and password. Callers compare and pass on the result, never the text. Whatever a parser makes of odd
 * spellings (`https:evil.example`, `https:///evil.example`), the browser opens exactly what was checked.
 */
export function safeUrl(address: string): URL | undefined {
  // The URL parser silently strips white space and control characters and turns backslashes into slashes.
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
 * @returns undefined if it is not a safe address, or if its host contains anything besides letters, digits, hyphens,
 * underscores and dots: that is a wildcard, a placeholder or code, and the URL parser accepts `https://a{{b}}'.example`
 */
export function originIn(address: string): string | undefined {
  const url = safeUrl(address)
  return url !== undefined && /^[a-z\d._-]+$/.test(url.hostname) ? url.origin : undefined
}

/** The origin, if the address is nothing but an origin. @returns undefined otherwise */
export function originOf(address: string): string | undefined {
  const origin = originIn(address)
  return safeUrl(address)?.href === `${origin}/` ? origin : undefined
}
