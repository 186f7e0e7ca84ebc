// Auth0's rate limits, as far as they concern our calls. A bucket holds `burst` calls and refills over time. Source of
// every number: docs, troubleshoot/customer-support/operational-policies/rate-limit-policy/rate-limit-configurations,
// pages free-public, essentials-professional-b2b and enterprise-public.

/** Which limit a call counts towards. On some plans, several groups share a bucket. */
export type Group = PlainGroup | OwnGroup

/** Groups whose limit reveals the plan. */
type PlainGroup = 'write_users' | 'read_users' | 'read_logs' | 'read_clients' | 'other' | 'authentication'

/** Endpoints with a small limit of their own, which is nearly the same on every plan. */
type OwnGroup = 'read_connections' | 'read_templates' | 'write_templates' | 'read_provider' | 'write_device_credentials'

export interface Rate {
  /** How many calls a full bucket holds. */
  burst: number
  /** How many calls per second it regains. */
  perSecond: number
}

/** How many mails to one address change_password sends at once, on any plan; after that, one a minute. */
export const MAILS_OF_ONE_ADDRESS = 10

/** The buckets of a plan, and which group draws from which. */
export interface Profile {
  name: string
  buckets: Readonly<Record<string, Rate>>
  bucketOf: (group: Group) => string
  /** Additional buckets that a call draws from. Its answer shows these, not the shared one. */
  own: Readonly<Partial<Record<Group, Rate>>>
}

const perMinute = (burst: number, count: number): Rate => ({ burst, perSecond: count / 60 })

/** One bucket for the whole Management API. */
function whole(name: string, management: Rate, authentication: Rate, own: Profile['own'] = {}): Profile {
  const bucketOf = (group: Group) => (group === 'authentication' ? group : 'management')
  return { name, buckets: { management, authentication }, bucketOf, own }
}

const smallEmailLimits = {
  read_templates: perMinute(10, 50),
  write_templates: perMinute(5, 25),
  read_provider: perMinute(5, 25),
}
const enterpriseEmailLimits = {
  read_templates: perMinute(15, 150),
  write_templates: perMinute(10, 100),
  read_provider: perMinute(15, 150),
}

const selfServiceBuckets: Readonly<Partial<Record<Group, Rate>>> = {
  write_users: perMinute(20, 200),
  read_users: perMinute(40, 500),
  read_logs: perMinute(10, 100),
  read_clients: perMinute(5, 100),
  read_connections: perMinute(5, 50),
  write_device_credentials: perMinute(5, 100),
  ...smallEmailLimits,
  other: perMinute(10, 150),
  authentication: { burst: 25, perSecond: 25 },
}

const selfService: Profile = {
  name: 'essentials or professional',
  buckets: selfServiceBuckets,
  bucketOf: (group) => (Object.hasOwn(selfServiceBuckets, group) ? group : 'other'),
  own: {},
}

/** The plans that `x-ratelimit-limit` distinguishes. If two match, the slower one comes first. */
export const profiles: readonly Profile[] = [
  whole('free', { burst: 2, perSecond: 2 }, perMinute(300, 300), smallEmailLimits),
  selfService,
  whole(
    'enterprise, not production',
    { burst: 10, perSecond: 2 },
    { burst: 100, perSecond: 100 },
    enterpriseEmailLimits,
  ),
  whole('enterprise', { burst: 50, perSecond: 16 }, { burst: 100, perSecond: 100 }, enterpriseEmailLimits),
]

/** The plan to assume until an answer reveals it: the slowest. */
export const slowest: Profile | undefined = profiles[0]

/** Whether an answer to a call of the group reveals the plan. */
export function tellsPlan(group: Group): boolean {
  return (
    group !== 'authentication' && profiles.every(({ own }) => own[group] === undefined) && !ownOnSelfService.has(group)
  )
}

const ownOnSelfService = new Set<Group>(['read_connections', 'write_device_credentials'])

/**
 * The profile whose bucket for this group holds `limit` calls. A limit that no page lists is treated as a private
 * cloud's, whose buckets refill once a second.
 */
export function profileOf(group: Group, limit: number): Profile {
  const known = profiles.find(({ buckets, bucketOf }) => buckets[bucketOf(group)]?.burst === limit)
  return known ?? whole(`${limit} a second`, { burst: limit, perSecond: limit }, { burst: limit, perSecond: limit })
}
