// What Auth0 allows, each number once, with the page that says it. Rate limits are in pace/rate-limits.ts. What the Actions
// go by is the domain's: the size of a profile (actions/invitation/profile.ts), how long a sign-in may take (standing.ts).

/**
 * No search goes further, of users or of the tenant's log.
 * @see https://auth0.com/docs/manage-users/user-search/retrieve-users-with-get-users-endpoint
 * @see https://auth0.com/docs/deploy-monitor/logs/retrieve-log-events-using-mgmt-api
 */
export const SEARCH_LIMIT = 1000

/**
 * Entries of a page of users, roles, applications, grants or the log, at the most.
 * @see https://auth0.com/docs/api/management/v2 (per_page)
 */
export const LONGEST_PAGE = 100

/** Addresses, or ids of users, that one search names: the address of the call itself must not get too long. */
export const ADDRESSES_IN_A_SEARCH = 50
export const USERS_IN_A_SEARCH = 25

/**
 * Bytes of an import's file, and imports that run at once in a tenant. One that takes longer is ended by Auth0.
 * @see https://auth0.com/docs/manage-users/user-migration/bulk-user-imports (Limitations)
 */
export const LARGEST_IMPORT_BYTES = 500_000
export const IMPORTS_AT_ONCE = 2
export const LONGEST_IMPORT_MS = 2 * 60 * 60 * 1000

/**
 * Bytes of an Action's code; versions of an Action, after which the oldest unused one goes; Actions that a trigger binds.
 * @see https://auth0.com/docs/customize/actions/limitations
 */
export const LARGEST_ACTION_BYTES = 100_000
export const MOST_VERSIONS = 50
export const MOST_BOUND = 20

/** @see https://auth0.com/docs/customize/actions/explore-triggers/password-reset-triggers */
export const MOST_BOUND_POST_CHALLENGE = 4

/** Actions that the trigger of this id binds. */
export function mostBoundTo(trigger: string): number {
  return trigger === 'password-reset-post-challenge' ? MOST_BOUND_POST_CHALLENGE : MOST_BOUND
}

/** Actions of a tenant. @see https://auth0.com/docs/troubleshoot/customer-support/operational-policies/entity-limit-policy */
export const MOST_ACTIONS = 100

/**
 * What Actions of ours run on, and runtimes whose end is announced.
 * @see https://auth0.com/docs/customize/actions/manage-versions
 */
export const ACTION_RUNTIME = 'node22'
export const ENDING_RUNTIMES: readonly string[] = ['node12', 'node16', 'node18', 'node18-actions']

/** Lifetime in seconds of a mailed link where nothing is set: 5 days. @see https://auth0.com/docs/customize/email/email-templates */
export const DEFAULT_LINK_SEC = 432_000

/** So much later, at the latest, the tenant's log has what was asked for. No page says how far it lags. */
export const LOG_LAG_MS = 15 * 60_000
