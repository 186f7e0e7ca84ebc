import { at, listAt, textAt } from '../../ground/unknown.ts'
import { seen, type Check, type Observed } from './observed.ts'
import type { Finding } from './finding.ts'

const PAGE = 'Dashboard: Branding > Custom Domains.'

/** Whether links in mails lead to a custom domain, and to which one. */
export const customDomainChecks: Check[] = [
  (observed) => {
    const { customDomain } = observed
    const domains = readyDomains(observed)
    if (domains === undefined || customDomain === undefined) return undefined
    if (domains.some(({ name }) => hostOf(name) === hostOf(customDomain))) return undefined
    return {
      code: 'custom_domain_unknown',
      severity: 'error',
      what: `AUTH0_CUSTOM_DOMAIN is ${customDomain}, which is not a verified custom domain of the tenant.`,
      why: 'Auth0 refuses every call that names it, so nobody can be invited.',
      fix:
        domains.length === 0
          ? `The tenant has none: remove the setting. ${PAGE}`
          : `Set it to one of the tenant’s: ${namesOf(domains)}. ${PAGE}`,
    }
  },
  (observed) => {
    const domains = readyDomains(observed) ?? []
    const isNamed = observed.customDomain !== undefined
    if (domains.length < 2 || isNamed || domains.some(({ isDefault }) => isDefault)) return undefined
    return {
      code: 'no_default_domain',
      severity: 'error',
      what: `The tenant has several custom domains (${namesOf(domains)}), and none is the default.`,
      why: 'Auth0 refuses to create users and links if no domain is named (409). The API does not say whether the tenant’s own domain is the default.',
      fix: `Set AUTH0_CUSTOM_DOMAIN to the domain where invitees sign in, or make that domain the default. ${PAGE}`,
    }
  },
  (observed) => {
    const domains = readyDomains(observed) ?? []
    if (domains.length === 0) return undefined
    const isMany = domains.length > 1
    const found = domains.find(({ isDefault }) => isDefault)
    const byDefault = found === undefined ? 'None of them is the default' : `The default is ${found.name}`
    const what = isMany
      ? `The tenant has custom domains: ${namesOf(domains)}. ${byDefault}.`
      : `The tenant has a custom domain: ${namesOf(domains)}.`
    const target = observed.customDomain ?? found?.name ?? (isMany ? undefined : domains[0]?.name)
    return { what, ...use(at(seen(observed, 'tenant'), 'flags', 'enable_custom_domain_in_emails'), target, observed) }
  },
]

type Use = Omit<Finding, 'what'>

/** @param inMails “Use Custom Domain in Emails”; undefined if the tenant does not say */
function use(inMails: unknown, target: string | undefined, { customDomain }: Observed): Use {
  const name = target ?? 'a custom domain'
  if (inMails === false) {
    return {
      code: 'custom_domain_not_in_mails',
      severity: customDomain === undefined ? 'note' : 'warning',
      why: `“Use Custom Domain in Emails” is off: links in mails lead to the tenant’s own domain, not to ${name}.`,
      fix: `To have links lead to ${name}, switch on “Use Custom Domain in Emails”. ${PAGE}`,
    }
  }
  const code = 'custom_domain'
  if (inMails !== true) {
    return {
      ...{ code, severity: 'note' },
      why: 'Links in mails lead to it only if “Use Custom Domain in Emails” is on. This tenant’s API does not say.',
      fix: `Check whether “Use Custom Domain in Emails” is on. ${PAGE}`,
    }
  }
  return {
    ...{ code, severity: 'note' },
    why: `“Use Custom Domain in Emails” is on: ${target === undefined ? 'without AUTH0_CUSTOM_DOMAIN, links in mails lead to the tenant’s own domain' : `links in mails lead to ${target}`}.`,
    fix: customDomain === undefined ? `Set AUTH0_CUSTOM_DOMAIN to choose where links lead. ${PAGE}` : 'Nothing to do.',
  }
}

interface ReadyDomain {
  name: string
  isDefault: boolean
}

/** Undefined if they could not be read. */
function readyDomains(observed: Observed): ReadyDomain[] | undefined {
  const found = seen(observed, 'custom_domains')
  const domains = Array.isArray(found) ? found : at(found, 'custom_domains')
  if (!Array.isArray(domains)) return undefined
  return listAt(domains)
    .filter((domain) => at(domain, 'status') === 'ready')
    .map((domain) => ({ name: textAt(domain, 'domain'), isDefault: at(domain, 'is_default') === true }))
}

function namesOf(domains: readonly ReadyDomain[]): string {
  return domains.map(({ name }) => name).join(', ')
}

function hostOf(name: string): string {
  return name.toLowerCase().replace(/:\d+$/, '')
}
