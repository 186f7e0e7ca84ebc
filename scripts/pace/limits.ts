// Auth0's rate limits, as far as our calls meet them: a bucket holds `burst` calls and fills up again with time.
// Source of every number: docs, troubleshoot/customer-support/operational-policies/rate-limit-policy/
// rate-limit-configurations, pages free-public, essentials-professional-b2b and enterprise-public.

/** What a call counts as. Several may draw from one bucket, by plan. */
export type Group = 'write_users' | 'read_users' | 'read_logs' | 'read_clients' | 'other' | 'authentication'

export interface Rate {
  /** Calls that the bucket holds when it is full. */
  burst: number
  /** Calls per second that come back. */
  perSecond: number
}

/** The buckets of a plan and which group draws from which. */
export interface Profile {
  name: string
  buckets: Readonly<Record<string, Rate>>
  bucketOf: (group: Group) => string
}

const perMinute = (burst: number, count: number): Rate => ({ burst, perSecond: count / 60 })

/** One bucket for the whole Management API. */
function whole(name: string, management: Rate, authentication: Rate): Profile {
  const bucketOf = (group: Group) => (group === 'authentication' ? group : 'management')
  return { name, buckets: { management, authentication }, bucketOf }
}

const selfService: Profile = {
  name: 'essentials or professional',
  buckets: {
    write_users: perMinute(20, 200),
    read_users: perMinute(40, 500),
    read_logs: perMinute(10, 100),
    read_clients: perMinute(5, 100),
    other: perMinute(10, 150),
    authentication: { burst: 25, perSecond: 25 },
  },
  bucketOf: (group) => group,
}

/** The plans that tell themselves apart by what `x-ratelimit-limit` says; where two fit, the slower one comes first. */
export const profiles: readonly Profile[] = [
  whole('free', { burst: 2, perSecond: 2 }, perMinute(300, 300)),
  selfService,
  whole('enterprise, not production', { burst: 10, perSecond: 2 }, { burst: 100, perSecond: 100 }),
  whole('enterprise', { burst: 50, perSecond: 16 }, { burst: 100, perSecond: 100 }),
]

/**
 * The profile in which an answer to a call of the group can say that its bucket holds `limit` calls.
 * A limit that no page lists is taken as a private cloud's, whose buckets fill up once a second.
 */
export function profileOf(group: Group, limit: number): Profile {
  const known = profiles.find(({ buckets, bucketOf }) => buckets[bucketOf(group)]?.burst === limit)
  return known ?? whole(`${limit} a second`, { burst: limit, perSecond: limit }, { burst: limit, perSecond: limit })
}
