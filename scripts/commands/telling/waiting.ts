import type { Held } from '../../invitations/surroundings.ts'

/** Shorter waits are not mentioned. */
const SHORTEST_MS = 1000

/**
 * Says for a progress line what calls are waiting for, and until when.
 * @param now the machine's time
 * @returns undefined if no call waits long
 */
export function sayHeld(held: Held | undefined, now = new Date()): string | undefined {
  if (held === undefined || held.forMs < SHORTEST_MS) return undefined
  const { calls, forMs, isCrowded, plan, mailsPerMinute } = held
  const until = new Date(now.getTime() + forMs).toTimeString().slice(0, 8)
  if (mailsPerMinute !== undefined) {
    const mails = calls === 1 ? '1 mail' : `${calls} mails`
    return `Waiting for the email provider (INVITATIONS_MAILS_PER_MINUTE=${mailsPerMinute}): ${mails}, until ${until}`
  }
  const why = isCrowded ? 'others are using it too' : `plan: ${plan}`
  return `Waiting for Auth0's rate limit (${why}): ${calls} ${calls === 1 ? 'call' : 'calls'}, until ${until}`
}
