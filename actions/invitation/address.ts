import { parseUrl } from './parse-url.ts'

// RFC 5321, section 4.5.3.1, and RFC 1035, section 2.3.4 (a label of a domain)
const LONGEST_ADDRESS = 254
const LONGEST_LOCAL_PART = 64
const LONGEST_LABEL = 63

const localPart = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/
const label = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/

/**
 * The one spelling of an address that somebody typed: trimmed, in lower case, with compatibility forms such as
 * full-width letters made plain. Auth0 lower-cases the addresses of database connections, so the local part is
 * lower-cased too. Addresses that come from an account are compared as they are (`isSameAddress`).
 */
export function foldAddress(address: string): string {
  return address.trim().normalize('NFKC').toLowerCase()
}

/**
 * Whether a folded address can be invited: one `@`, a dotted domain, ASCII only. Look-alike letters are refused; a
 * domain in other letters has its `xn--` form. Quoted local parts and numeric domains are valid mail addresses, but
 * invitees do not have them.
 */
export function isAddress(folded: string): boolean {
  if (folded.length > LONGEST_ADDRESS) return false
  const [local = '', domain = '', ...more] = folded.split('@')
  const labels = domain.split('.')
  return (
    more.length === 0 &&
    local.length <= LONGEST_LOCAL_PART &&
    localPart.test(local) &&
    labels.every((one) => one.length <= LONGEST_LABEL && label.test(one)) &&
    /\.[a-z][^.]+$/.test(domain)
  )
}

/**
 * The one spelling of a domain: ASCII (punycode) in lower case, as browsers and mail servers look it up (UTS 46).
 * @returns undefined when it is not a dotted name
 */
export function foldDomain(domain: string): string | undefined {
  if (/[^\p{L}\p{M}\p{N}.\u3002\uff0e\uff61-]/u.test(domain)) return undefined
  const { hostname = '' } = parseUrl(`https://${domain}`) ?? {}
  return /^[^.]+(\.[^.]+)+$/.test(hostname) ? hostname : undefined
}

/** The folded domain of an address; undefined unless it has exactly one `@` (quoted local parts may have more). */
export function domainOf(address: string): string | undefined {
  const [local, domain, ...more] = foldAddress(address).split('@')
  return local && domain !== undefined && more.length === 0 ? foldDomain(domain) : undefined
}

/**
 * Whether an account's address is the invited one. Only letter case is ignored: at another provider, full-width letters
 * or the Kelvin sign (which lower-cases to k) may be a different mailbox.
 * @param invited folded
 */
export function isSameAddress(address: string, invited: string): boolean {
  return /^[\x21-\x7e]+$/.test(address) && address.toLowerCase() === invited.toLowerCase()
}

/** Whether the domain is shown in other letters than it is stored in (`xn--`), so it may look like another one. */
export function hasInternationalDomain(address: string): boolean {
  return /[@.]xn--/i.test(address)
}
