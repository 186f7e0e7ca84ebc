/** A domain of the tenant's owner. The tenant answers there once it is verified. */
export interface CustomDomain {
  custom_domain_id: string
  /** A host. If it names a port, that is the tenant's. */
  domain: string
  primary: boolean
  is_default: boolean
  status: 'pending_verification' | 'ready'
  type: string
  domain_metadata?: Record<string, unknown>
  [field: string]: unknown
}

/** The custom domains of a tenant, keyed by id, and settings for all of them. */
export class CustomDomains extends Map<string, CustomDomain> {
  /** Whether the canonical domain was made the default, so that no custom domain is. */
  isCanonicalDefault = false
  /** “Use Custom Domain in Emails”, which the dashboard sets; undefined if it was never changed. */
  inMails: boolean | undefined
}
