/** A behaviour of Auth0 that no public source settles: its possible values, the most likely first, and what is known. */
export interface Assumption {
  /** The first one is the default. */
  values: readonly [string, ...string[]]
  /** What it is about, in one line. */
  about: string
  /** What the sources say, and where. */
  source: string
}

/**
 * The switches of `--assume name=value`. Where Auth0 does not document something, the product has to be right with every
 * value. A switch that makes no difference to anybody does not belong here.
 */
export const assumptions = {
  'reset-verifies-email': {
    values: ['yes', 'no'],
    about: 'using the link of a change-password mail sets email_verified',
    source: 'support article on email invitations for application sign-up says yes, a community thread of 2017 no',
  },
  'superseded-link': {
    values: ['used', 'expired', 'generic'],
    about: 'the error that a link shows after a newer one replaced it',
    source: 'docs: authenticate/database-connections/password-change says that it is invalid, not how the page says so',
  },
  'post-challenge-deny': {
    values: ['generic', 'reason'],
    about: 'what the page says when a password-reset-post-challenge Action denies',
    source: 'docs: actions/reference/password-reset-post-challenge says that it denies, not what the page shows',
  },
  'bound-guard-without-client-id': {
    values: ['400', 'skipped'],
    about:
      'change_password without client_id while a post-challenge Action is bound: refused, or the trigger is skipped',
    source: 'docs: api/authentication/change-password says that client_id is required then, not what happens without',
  },
  'set-result-url': {
    values: ['button', 'ignored'],
    about: 'whether api.transaction.setResultUrl makes a button on the success page',
    source: 'docs: actions/reference/password-reset-post-challenge says so; which tenants have it is not said',
  },
  'link-fragment': {
    values: ['kept', 'lost'],
    about: 'whether what a template puts after the # of the link is still in the address of the page that it opens',
    source: 'docs: older pages append parameters there for page templates; the newer ones use the query',
  },
  'disabled-reset-email': {
    values: ['stock', 'nothing'],
    about: 'what is sent when the reset_email template is set to enabled: false, which only the API can do',
    source: 'a community thread says that it can be set; what happens then is not said',
  },
  'imports-run-registration-triggers': {
    values: ['no', 'yes'],
    about: 'whether users-imports jobs run pre-user-registration and post-user-registration Actions',
    source: 'docs: customize/actions/explore-triggers/signup-and-login-triggers does not say',
  },
  'unknown-address': {
    values: ['200', '404'],
    about: 'what change_password answers for an address without an account',
    source: 'Auth0’s OpenAPI document says the same 200, the guide page 404 User not found',
  },
  'required-username-reset': {
    values: ['mails', 'nothing'],
    about: 'whether change_password sends a mail if every account also needs a user name',
    source: 'docs: api/authentication/change-password takes an address only and says nothing of such connections',
  },
  'liquid-whitespace-control': {
    values: ['yes', 'no'],
    about: 'whether {%- and -%} are understood in email templates',
    source: 'docs: customize/email/email-templates/supported-liquid-syntax does not mention it',
  },
  'liquid-date-zone': {
    values: ['UTC', 'US-Pacific'],
    about: 'the time zone of the date filter in email templates',
    source: 'docs: customize/email/email-templates/supported-liquid-syntax has the filter, not its zone',
  },
  'oversized-metadata': {
    values: ['sign-in-fails', 'write-is-dropped'],
    about: 'what happens to a sign-in whose Actions write more than a user may hold',
    source:
      'docs: customize/actions/limitations and manage-users/user-accounts/metadata have the limits, not what happens',
  },
  'no-default-domain': {
    values: ['409', 'canonical'],
    about:
      'several custom domains, none made the default, and a call without the header auth0-custom-domain: refused, or taken as for the canonical domain',
    source:
      'recorded traffic of July 2025 and docs: multiple-custom-domains have the 409; docs: …/default-domain say that the canonical domain is used then',
  },
  'custom-domain-in-emails-flag': {
    values: ['shown', 'hidden'],
    about: 'whether the flags of GET /tenants/settings show how “Use Custom Domain in Emails” is set',
    source:
      'recorded traffic of 2026 shows enable_custom_domain_in_emails; the Deploy CLI says that it is removed from the API',
  },
  'secret-written-again': {
    values: ['new-instant', 'same-instant'],
    about: 'whether writing a secret of an Action with the same value gives it a new updated_at',
    source: 'recorded traffic: another value gets one; a write of the same value was never recorded',
  },
} as const satisfies Record<string, Assumption>

type AssumptionName = keyof typeof assumptions
export type Assumed = { [name in AssumptionName]: (typeof assumptions)[name]['values'][number] }

export function defaultAssumptions(): Assumed {
  return Object.fromEntries(Object.entries(assumptions).map(([name, { values }]) => [name, values[0]])) as Assumed
}

/** The same switches. Each one that is read from now on is added to `consulted`. */
export function watched(assumed: Assumed, consulted: Set<string>): Assumed {
  return new Proxy(assumed, {
    get(target, name: AssumptionName) {
      consulted.add(name)
      return target[name]
    },
  })
}

/**
 * Reads `name=value` pairs.
 * @param others the values of switches that no pair names
 * @returns the switches with the pairs applied, or a sentence about the first wrong pair
 */
export function readAssumptions(pairs: readonly string[], others = defaultAssumptions()): Assumed | string {
  const assumed: Record<string, string> = { ...others }
  for (const pair of pairs) {
    const [name = '', value = ''] = pair.split('=')
    const known = Object.entries(assumptions).find(([one]) => one === name)?.[1].values as readonly string[] | undefined
    if (known === undefined)
      return `--assume has no switch ${name}. The switches are: ${Object.keys(assumptions).join(', ')}.`
    if (!known.includes(value)) return `--assume ${name} must be one of: ${known.join(', ')}.`
    assumed[name] = value
  }
  return assumed as Assumed
}
