import type { Standing } from './standing.ts'

/** What an admin can do with an invitation; the app uses `accept` for a person whom it asked. */
export type Operation = 'invite' | 'resend' | 'revoke' | 'accept'

/**
 * `new`: a first invitation. `again`: a new invitation after a dead one. `send`, `revoke`, `consent`: it is done.
 * Everything else says why nothing is done, and becomes the result's outcome or the error's code.
 */
export type Verdict =
  | 'new'
  | 'again'
  | 'send'
  | 'revoke'
  | 'consent'
  | 'already_invited'
  | 'already_accepted'
  | 'already_revoked'
  | 'not_invited'
  | 'invitation_expired'
  | 'invitation_revoked'
  | 'invitation_malformed'

/** The one table of every status and every operation; docs/inviting.md shows it. */
export const operations = {
  none: { invite: 'new', resend: 'not_invited', revoke: 'not_invited', accept: 'not_invited' },
  requested: { invite: 'new', resend: 'not_invited', revoke: 'not_invited', accept: 'not_invited' },
  pending: { invite: 'already_invited', resend: 'send', revoke: 'revoke', accept: 'consent' },
  accepted: {
    invite: 'already_accepted',
    resend: 'already_accepted',
    revoke: 'already_accepted',
    accept: 'already_accepted',
  },
  revoked: { invite: 'again', resend: 'invitation_revoked', revoke: 'already_revoked', accept: 'invitation_revoked' },
  expired: { invite: 'again', resend: 'invitation_expired', revoke: 'revoke', accept: 'invitation_expired' },
  malformed: {
    invite: 'invitation_malformed',
    resend: 'invitation_malformed',
    revoke: 'invitation_malformed',
    accept: 'invitation_malformed',
  },
} as const satisfies Record<Standing['status'], Record<Operation, Verdict>>
