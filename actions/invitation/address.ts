const LONGEST_ADDRESS = 254 // RFC 5321, section 4.5.3.1.3

/**
 * The one spelling of an address: no outer spaces, compatibility forms (full-width letters) folded, lower case.
 * Auth0 lower-cases the addresses of database connections, so the whole address is folded, the local part too.
 */
export function foldAddress(address: string): string {
  return address.trim().normalize('NFKC').toLowerCase()
}

/**
 * Whether a folded address can be invited: one `@`, a dotted domain, ASCII only (look-alike letters are refused).
 * Quoted local parts are legal mail but not accepted by Auth0's database connections.
 */
export function isAddress(folded: string): boolean {
  return (
    folded.length <= LONGEST_ADDRESS &&
    /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*@([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z0-9][a-z0-9-]*[a-z0-9]$/.test(
      folded,
    )
  )
}

/**
 * The one spelling of a domain: ASCII (punycode) in lower case, as browsers and mail servers look it up (UTS 46).
 * @returns undefined when it is no dotted name
 */
export function foldDomain(domain: string): string | undefined {
  if (/[^\p{L}\p{M}\p{N}.\u3002\uff0e\uff61-]/u.test(domain) || !URL.canParse(`https://${domain}`)) return undefined
  const { hostname } = new URL(`https://${domain}`)
  return /^[^.]+(\.[^.]+)+$/.test(hostname) ? hostname : undefined
}

/** The folded domain of an address; undefined when it has not exactly one `@`, as quoted local parts may. */
export function domainOf(address: string): string | undefined {
  const [local, domain, ...more] = foldAddress(address).split('@')
  return local && domain !== undefined && more.length === 0 ? foldDomain(domain) : undefined
}
