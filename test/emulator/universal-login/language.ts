import type { Call } from '../http/endpoint.ts'

/** Of the languages that Auth0 lists, those written from right to left. */
const RIGHT_TO_LEFT = ['ar', 'fa', 'he', 'ur']

/**
 * The language of a page, from those that the tenant has: what the app asked for (ui_locales), or what the browser prefers,
 * or the tenant's first one. A language with a region falls back to the one without.
 * @see https://auth0.com/docs/customize/internationalization-and-localization/universal-login-internationalization
 */
export function languageOf({ tenant, query, request }: Call): string {
  const enabled = tenant.state.tenant.enabled_locales
  const wanted = [...(query['ui_locales'] ?? '').split(' '), ...preferred(request.headers.get('accept-language') ?? '')]
  for (const one of wanted) {
    const found = enabled.find((locale) => locale === one) ?? enabled.find((locale) => locale === one.split('-')[0])
    if (found !== undefined) return found
  }
  return enabled[0] ?? 'en'
}

export function directionOf(language: string): 'ltr' | 'rtl' {
  return RIGHT_TO_LEFT.includes(language.split('-')[0] ?? '') ? 'rtl' : 'ltr'
}

/** Languages of an Accept-Language header, most preferred first (RFC 9110, section 12.5.4). */
function preferred(header: string): string[] {
  return header
    .split(',')
    .map((entry) => {
      const [tag = '', quality] = entry.trim().split(/;\s*q=/)
      return { tag, quality: Number(quality ?? 1) }
    })
    .sort((a, b) => b.quality - a.quality)
    .map(({ tag }) => tag)
}
