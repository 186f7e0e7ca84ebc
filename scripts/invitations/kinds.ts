import { foldAddress, isAddress } from '../../actions/invitation/address.ts'
import { isInvitationId } from '../../actions/invitation/invitation-id.ts'
import type { QuietHours } from '../../actions/invitation/quiet-hours.ts'
import { LONGEST_TTL_SEC, SHORTEST_TTL_SEC } from '../../actions/invitation/request.ts'
import type { Kind } from '../ground/given/described.ts'
import { count, listOf } from '../ground/given/kinds.ts'
import { isUserId } from '../ground/ids.ts'

// Kinds of values that concern invitations; all others are in scripts/ground/given.
export * from '../ground/given/kinds.ts'

/** @param shortestSec of an extension, which may be shorter than an invitation */
export function lifetime(shortestSec = SHORTEST_TTL_SEC): Kind<number> {
  return {
    wanted: `a number of seconds from ${shortestSec} to ${LONGEST_TTL_SEC} (30 days)`,
    parse: (given) =>
      typeof given === 'number' && given >= shortestSec && given <= LONGEST_TTL_SEC ? given : undefined,
    code: 'invalid_ttl',
  }
}

export const userId: Kind<string> = {
  wanted: 'the id of an account, like auth0|507f1f77bcf86cd799439020',
  parse: (given) => (isUserId(given) ? given : undefined),
}

export const invitationId: Kind<string> = {
  wanted: 'the id of an invitation: inv_ and 8 to 64 letters, digits or underscores',
  parse: (given) => (isInvitationId(given) ? given : undefined),
}

export const addresses: Kind<string[]> = {
  wanted: 'a list of addresses in lower case',
  parse: (given) => listOf(given, (one) => typeof one === 'string' && isAddress(one) && foldAddress(one) === one),
}

const MINUTES_OF_A_DAY = 24 * 60

/** Quiet hours that never ended would be waited for forever. */
export const quietHours: Kind<QuietHours> = {
  wanted: 'hours like {"from":1200,"to":480}, in different minutes of the day from 0 to 1439',
  parse: (given) => {
    if (typeof given !== 'object' || given === null || !('from' in given) || !('to' in given)) return undefined
    const [from, to] = [minute(given.from), minute(given.to)]
    return from === undefined || to === undefined || from === to ? undefined : { from, to }
  },
}

function minute(given: unknown): number | undefined {
  const minutes = count.parse(given)
  return minutes !== undefined && minutes < MINUTES_OF_A_DAY ? minutes : undefined
}
