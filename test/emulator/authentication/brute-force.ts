import type { Call } from '../http/endpoint.ts'
import { record } from '../logs/record.ts'
import type { Client } from '../management/client.ts'
import type { Connection } from '../management/connection.ts'
import type { State } from '../state.ts'
import type { User, WrongPasswords } from '../management/user.ts'

/** Auth0's defaults (docs: secure/attack-protection/brute-force-protection). A block ends by itself after 30 days. */
const MAX_ATTEMPTS = 10
const BLOCK_MS = 30 * 86_400_000

/** Shown to somebody whose account is blocked for their IP address, even with the right password (support article). */
export const blockedSentence =
  "Your account has been blocked after multiple consecutive login attempts. We've sent you an email with instructions on how to unblock it."

/** Counts a wrong password if the connection is protected. The tenth in a row is logged as `limit_wc`. */
export function countWrongPassword(
  call: Call,
  { user, client, connection, identifier }: { user: User; client: Client; connection: Connection; identifier: string },
): void {
  const { state, clock } = call.tenant
  if (connection.options['brute_force_protection'] !== true) return
  const key = keyOf(user.user_id, call.ip)
  const { count = 0 } = state.wrongPasswords.get(key) ?? {}
  state.wrongPasswords.set(key, {
    ...{ user_id: user.user_id, identifier, connection: connection.name, ip: call.ip },
    ...{ count: count + 1, lastAt: clock.now() },
  })
  if (count + 1 === MAX_ATTEMPTS) record(call.tenant, { type: 'limit_wc', user, client, connection, ip: call.ip })
}

/** The IP addresses for which a user is blocked. */
export function blocksOf({ state, clock }: Call['tenant'], userId: string): WrongPasswords[] {
  return [...state.wrongPasswords.values()].filter(
    ({ user_id, count, lastAt }) =>
      user_id === userId && count >= MAX_ATTEMPTS && clock.now().getTime() - lastAt.getTime() < BLOCK_MS,
  )
}

export function isBlockedHere({ tenant, ip }: Call, user: User): boolean {
  return blocksOf(tenant, user.user_id).some((block) => block.ip === ip)
}

/** A right password, a new password or an administrator removes the blocks (same page). */
export function forgetWrongPasswords({ wrongPasswords }: State, userId: string): void {
  for (const [key, { user_id }] of wrongPasswords) if (user_id === userId) wrongPasswords.delete(key)
}

function keyOf(userId: string, ip: string): string {
  return `${userId} ${ip}`
}
