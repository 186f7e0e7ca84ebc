// Auth0's limits, each number once, with the page that states it. Rate limits are in pace/rate-limits.ts. Those that
// the Actions need are in the domain: the size of a profile (actions/invitation/profile.ts) and how long a sign-in may
// take (standing.ts).

/**
 * The most results that any search returns, of users or of the tenant's log.
 * @see https://auth0.com/docs/manage-users/user-search/retrieve-users-with-get-users-endpoint
 * @see https://auth0.com/docs/deploy-monitor/logs/retrieve-log-events-using-mgmt-api
 */
export const SEARCH_LIMIT = 1000

/**
 * The most entries on a page of users, roles, applications, grants or the log.
 * @see https://auth0.com/docs/api/management/v2 (per_page)
 */
export const LONGEST_PAGE = 100

/** How many addresses or user ids one search names, so that the URL of the call does not get too long. */
export const ADDRESSES_IN_A_SEARCH = 50
export const USERS_IN_A_SEARCH = 25

/**
 * The largest file of an import in bytes, and how many imports may run at once in a tenant. Auth0 ends imports that
 * take longer than the last one.
 * @see https://auth0.com/docs/manage-users/user-migration/bulk-user-imports (Limitations)
 */
export const LARGEST_IMPORT_BYTES = 500_000
export const IMPORTS_AT_ONCE = 2
export const LONGEST_IMPORT_MS = 2 * 60 * 60 * 1000

/**
 * The most bytes of an Action's code, the most versions of an Action (after that, the oldest unused one is deleted),
 * and the most Actions that a trigger binds.
 * @see https://auth0.com/docs/customize/actions/limitations
 */
export const LARGEST_ACTION_BYTES = 100_000
export const MOST_VERSIONS = 50
export const MOST_BOUND = 20

/** @see https://auth0.com/docs/customize/actions/explore-triggers/password-reset-triggers */
export const MOST_BOUND_POST_CHALLENGE = 4

/** How many Actions the trigger with this id can bind. */
export function mostBoundTo(trigger: string): number {
  return trigger === 'password-reset-post-challenge' ? MOST_BOUND_POST_CHALLENGE : MOST_BOUND
}

/**
 * The most Actions in a tenant.
 * @see https://auth0.com/docs/troubleshoot/customer-support/operational-policies/entity-limit-policy
 */
export const MOST_ACTIONS = 100

/**
 * The runtime of our Actions, and runtimes whose end is announced.
 * @see https://auth0.com/docs/customize/actions/manage-versions
 */
export const ACTION_RUNTIME = 'node22'
export const ENDING_RUNTIMES: readonly string[] = ['node12', 'node16', 'node18', 'node18-actions']

/**
 * Default lifetime of a mailed link: 5 days, in seconds.
 * @see https://auth0.com/docs/customize/email/email-templates
 */
export const DEFAULT_LINK_SEC = 432_000

/** After this long, the tenant's log has what was asked for. Auth0 does not document how far it lags. */
export const LOG_LAG_MS = 15 * 60_000
