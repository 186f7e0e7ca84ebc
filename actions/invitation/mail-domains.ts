// What can be known about a domain without asking anyone. The lists are incomplete: they catch plausible mistakes. They
// are regular expressions because esbuild drops unused ones from the Actions, which do not need them.

/** Providers where anyone can get an address, in all their countries. */
const PUBLIC_EVERYWHERE = /^(aol|gmx|hotmail|live|outlook|yahoo|yandex)\.([a-z]+|(co|com)\.[a-z]{2})$/
const PUBLIC_AMERICAN =
  /^(fastmail|gmail|googlemail|guerrillamail|hey|icloud|mac|mail|mailinator|me|msn|naver|protonmail|qq|rocketmail|tuta|tutanota|ymail|yopmail|zoho|126|163)\.com$/
const PUBLIC_ELSEWHERE =
  /^(free\.fr|freenet\.de|laposte\.net|libero\.it|mail\.ru|orange\.fr|pm\.me|proton\.me|seznam\.cz|t-online\.de|uol\.com\.br|wanadoo\.fr|web\.de|wp\.pl)$/

/** Whether anyone can get an address at the domain. @param domain in ASCII and lower case */
export function isPublicMailDomain(domain: string): boolean {
  return [PUBLIC_EVERYWHERE, PUBLIC_AMERICAN, PUBLIC_ELSEWHERE].some((list) => list.test(domain))
}

/** Second levels under which national registries sell domains. publicsuffix.org lists all of them. */
const REGISTRY_SUFFIX =
  /^(ac\.(at|id|il|in|jp|kr|nz|th|uk|za)|co\.(at|id|il|in|jp|ke|kr|nz|th|uk|za)|com\.(ar|au|br|cn|co|eg|es|hk|mx|my|ng|pe|ph|pl|pt|sa|sg|tr|tw|ua|uy|vn)|edu\.(au|br|cn|in|mx|pl|sg|tr)|go\.(jp|kr|th)|gob\.(ar|es|mx)|gouv\.fr|gov\.(au|br|cn|in|uk)|ltd\.uk|me\.uk|ne\.(jp|kr)|net\.(au|br|cn|in|nz|uk)|nhs\.uk|or\.(at|id|jp|kr|th)|org\.(ar|au|br|cn|hk|il|in|mx|nz|tr|tw|uk|za)|plc\.uk|sch\.uk)$/

/** Whether a registry sells domains under it, so nobody owns all of it. @param domain in ASCII and lower case */
export function isRegistrySuffix(domain: string): boolean {
  return REGISTRY_SUFFIX.test(domain)
}
