import { readDuration } from '../../ground/duration.ts'
import { didYouMean } from '../../ground/did-you-mean.ts'
import { InvitationsError } from '../../ground/errors.ts'
import type { InvitationRow, ListOptions } from '../../invitations/index.ts'
import { noteTo } from '../telling/note-to.ts'
import { text, type Call, type Flag } from '../command.ts'

const statuses: readonly InvitationRow['status'][] = [
  ...(['requested', 'pending', 'failed', 'accepted', 'revoked', 'expired', 'malformed'] as const),
]

/** Flags that say which invitations are meant. */
export const whichFlags = {
  status: { type: 'string', value: '<status>', choices: statuses, help: `only these: ${statuses.join(', ')}` },
  search: { type: 'string', value: '<text>', help: 'only invitations with this in the address, name, inviter or id' },
  'invited-by': { type: 'string', value: '<name>', help: 'only people this person invited' },
  since: { type: 'string', value: '<7d|date>', help: 'only people invited since then' },
} as const satisfies Readonly<Record<string, Flag>>

/** @throws InvitationsError `usage` */
export function whichInvitations(call: Call, command: string): ListOptions {
  const status = text(call, 'status')
  const wanted = statuses.find((one) => one === status)
  if (status !== undefined && wanted === undefined) throw wrongFlag(command, 'status', status, statuses.join(', '))
  return {
    status: wanted,
    search: text(call, 'search'),
    invited_by: text(call, 'invited-by'),
    ...sinceOf(call, command),
    note: noteTo(call.output),
  }
}

/** The value of --since: an instant, or a span that is measured by Auth0's time. @throws InvitationsError `usage` */
export function sinceOf(call: Call, command: string): Pick<ListOptions, 'since' | 'within_sec'> {
  const said = text(call, 'since')
  if (said === undefined) return {}
  const within_sec = readDuration(said)
  if (!Number.isNaN(within_sec)) return { within_sec }
  const since = new Date(said)
  if (!Number.isNaN(since.getTime())) return { since }
  throw wrongFlag(command, 'since', said, 'a span like 7d or a date like 2026-01-31')
}

export function wrongFlag(command: string, flag: string, value: string, allowed: string): InvitationsError {
  return new InvitationsError(
    'usage',
    `--${flag} ${value} is not known.${didYouMean(value, allowed.split(', '))} Allowed: ${allowed}.`,
    {
      hint: [{ do: 'help', with: command }],
    },
  )
}
