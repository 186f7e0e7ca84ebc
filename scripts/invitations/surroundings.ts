import { Turns } from '../auth0/fetch/paced-fetch.ts'
import { proxiedFetch } from '../auth0/fetch/proxy.ts'
import { InvitationsError } from '../ground/errors.ts'
import type { Environment } from '../ground/settings/invitation-settings.ts'
import { fitting, type Described } from '../ground/given/described.ts'
import * as kinds from './kinds.ts'

// For programs whose calls share turns.
export { Turns, type Held, type Waiting } from '../auth0/fetch/paced-fetch.ts'
export { DEFAULT_SHARE } from '../auth0/pace/pace.ts'

/** What createInvitations uses instead of the machine's own. */
export interface Surroundings {
  /** Makes every call to Auth0. Default: Node's own, through the proxy that HTTPS_PROXY and NO_PROXY name at this moment. */
  fetch?: typeof fetch | undefined
  /** The machine's time now. Default: its clock. Auth0's answers correct it. */
  now?: (() => Date) | undefined
  /**
   * The part of the tenant's rate limits that may be used, above 0 and at most 1; the rest is for others. Default: 0.8.
   * Calls wait for their turn, and a call that Auth0 answers with 429 is made again, so make one for a tenant and keep it.
   */
  share?: number | undefined
  /**
   * Turns that are shared with others.
   * @internal
   */
  turns?: Turns | undefined
  /**
   * Where the proxy is named. Default: the machine's environment at this moment.
   * @internal
   */
  environment?: Environment | undefined
}

const described: Described<Surroundings> = {
  name: 'the surroundings',
  fields: {
    fetch: { wanted: 'a function like fetch', parse: (given) => (isFetch(given) ? given : undefined) },
    now: { wanted: 'a function', parse: (given) => (isFunction(given) ? clockOf(given) : undefined) },
    share: kinds.part,
    turns: { wanted: 'left out', parse: (given) => (given instanceof Turns ? given : undefined) },
    environment: { ...kinds.environment, wanted: 'left out' },
  },
}

/** @throws InvitationsError `usage` */
export function surroundingsIn(given: unknown): Surroundings {
  return fitting(given === undefined ? {} : given, described)
}

/**
 * Makes the calls if the caller passes no `fetch`.
 * @throws InvitationsError `settings_incomplete` for a proxy that cannot be used
 */
export function ambientFetch(domain: string, environment: Environment = { ...process.env }): typeof fetch {
  return proxiedFetch(environment, domain)
}

function isFetch(given: unknown): given is typeof fetch {
  return typeof given === 'function'
}

function isFunction(given: unknown): given is () => unknown {
  return typeof given === 'function'
}

function clockOf(now: () => unknown): () => Date {
  return () => {
    const instant = kinds.instant.parse(now())
    if (instant !== undefined) return instant
    throw new InvitationsError('usage', 'The function now did not return a valid Date.', {
      hint: 'If it is left out, the machine’s clock is used.',
    })
  }
}
