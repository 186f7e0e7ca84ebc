import { parseUrl } from './parse-url.ts'

// RFC 5321, section 4.5.3.1, and RFC 1035, section 2.3.4 (a label of a domain)
const LONGEST_ADDRESS = 254
const LONGEST_LOCAL_PART = 64
const LONGEST_LABEL = 63

const localPart = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/
const label = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/

/**
 * The one spelling of an address that somebody typed: no outer spaces, compatibility forms (full-width letters) folded,
 * lower case. Auth0 lower-cases the addresses of database connections, so the whole address is folded, the local part too.
 * What comes from an account is compared as it is (`isSameAddress`).
 */
export function foldAddress(address: string): string {
  return address.trim().normalize('NFKC').toLowerCase()
}

/**
 * Whether a folded address can be invited: one `@`, a dotted domain, ASCII only (look-alike letters are refused; a domain
 * in other letters has its `xn--` form). Quoted local parts and numbers for domains are legal mail, but no invitee's.
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
 * @returns undefined when it is no dotted name
 */
export function foldDomain(domain: string): string | undefined {
  if (/[^\p{L}\p{M}\p{N}.\u3002\uff0e\uff61-]/u.test(domain)) return undefined
  const { hostname = '' } = parseUrl(`https://${domain}`) ?? {}
  return /^[^.]+(\.[^.]+)+$/.test(hostname) ? hostname : undefined
}

/** The folded domain of an address; undefined when it has not exactly one `@`, as quoted local parts may. */
export function domainOf(address: string): string | undefined {
  const [local, domain, ...more] = foldAddress(address).split('@')
  return local && domain !== undefined && more.length === 0 ? foldDomain(domain) : undefined
}

/**
 * Whether an account's address is the invited one. Letter case aside nothing is folded: full-width letters or the Kelvin
 * sign, which lower-cases to k, may be another mailbox at another provider.
 * @param invited folded
 */
export function isSameAddress(address: string, invited: string): boolean {
  return /^[\x21-\x7e]+$/.test(address) && address.toLowerCase() === invited.toLowerCase()
}

/** Whether the domain is written in other letters than it is read (`xn--`), so that it may look like somebody else's. */
export function hasInternationalDomain(address: string): boolean {
  return /[@.]xn--/i.test(address)
}
