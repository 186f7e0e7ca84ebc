import type { Invitation } from './invitation.ts'
import type { Problem } from './request.ts'

/** What the inviter adds to a link that they hand over. */
export interface LinkParameters {
  /** Query parameters. The reset page and its Actions can read them. */
  query?: Readonly<Record<string, string>> | undefined
  /** What follows the `#`. Only scripts on the page that opens can read it. */
  hash?: Readonly<Record<string, string>> | undefined
}

/** Auth0's own parameter, and the two that distinguish an invitation from a reset, as in the mail. */
const reserved = ['ticket', 'type', 'invitation']

/** What is wrong with the parameters; empty when they can be put into a link. */
export function* problemsOfLink({ query = {}, hash = {} }: LinkParameters): Generator<Problem> {
  const field = 'link'
  const code = 'invalid_link_param'
  for (const name of Object.keys({ ...query, ...hash })) {
    if (!/^[\w.-]{1,100}$/.test(name)) {
      const message =
        'A name in the link may contain only letters, digits, dots, hyphens and underscores, like app=Engine.'
      yield { code, field, message }
    }
  }
  for (const name of Object.keys(query).filter((one) => reserved.includes(one))) {
    yield { code, field, message: `The link has a parameter "${name}" of its own. Give yours another name.` }
  }
}

/** The link to hand over: the ticket's address with the invitation's parameters and those of the inviter. */
export function linkWith(ticket: string, { id }: Invitation, { query = {}, hash = {} }: LinkParameters): string {
  const link = new URL(ticket)
  const parameters = { type: 'invite', invitation: id, ...query }
  for (const [name, value] of Object.entries(parameters)) link.searchParams.append(name, value)
  link.hash = new URLSearchParams(hash).toString() // Auth0's address ends with a bare #
  return link.href
}

/**
 * How many seconds the link lasts: no longer than the invitation, and never 0, which means five days to Auth0.
 * @see https://auth0.com/docs/api/management/v2/tickets/post-password-change (ttl_sec)
 */
export function linkLifetimeSec({ expires_at }: Invitation, now: Date): number {
  return Math.max(1, Math.floor((Date.parse(expires_at) - now.getTime()) / 1000))
}
