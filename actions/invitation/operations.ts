import type { Standing } from './standing.ts'

/** What an admin can do about an invitation. */
export type Operation = 'invite' | 'resend' | 'revoke'

/**
 * `new`: a first invitation. `again`: a new invitation after a dead one. `send`, `revoke`: it is done. Everything else
 * is why nothing is done, as the result's outcome or the error's code says it.
 */
export type Verdict =
  | 'new'
  | 'again'
  | 'send'
  | 'revoke'
  | 'already_invited'
  | 'already_accepted'
  | 'already_revoked'
  | 'not_invited'
  | 'invitation_expired'
  | 'invitation_revoked'
  | 'invitation_malformed'

/** The one table of every status and every operation; README draws it. */
export const operations = {
  none: { invite: 'new', resend: 'not_invited', revoke: 'not_invited' },
  requested: { invite: 'new', resend: 'not_invited', revoke: 'not_invited' },
  pending: { invite: 'already_invited', resend: 'send', revoke: 'revoke' },
  accepted: { invite: 'already_accepted', resend: 'already_accepted', revoke: 'already_accepted' },
  revoked: { invite: 'again', resend: 'invitation_revoked', revoke: 'already_revoked' },
  expired: { invite: 'again', resend: 'invitation_expired', revoke: 'revoke' },
  malformed: { invite: 'invitation_malformed', resend: 'invitation_malformed', revoke: 'invitation_malformed' },
} as const satisfies Record<Standing['status'], Record<Operation, Verdict>>
