import { readDuration } from '../duration.ts'
import { InvitationsError } from '../errors.ts'
import type { InvitationRow, ListOptions } from '../library/index.ts'
import { text, type Call, type Flag } from './command.ts'

const statuses: readonly InvitationRow['status'][] = [
  ...(['requested', 'pending', 'failed', 'accepted', 'revoked', 'expired', 'malformed'] as const),
]

/** Flags that say which invitations are meant. */
export const whichFlags = {
  status: { type: 'string', value: '<status>', help: `only these: ${statuses.join(', ')}` },
  search: { type: 'string', value: '<text>', help: 'only those with this in the address, name, inviter or id' },
  'invited-by': { type: 'string', value: '<name>', help: 'only those this person invited' },
  since: { type: 'string', value: '<7d|date>', help: 'only those invited since then' },
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
    since: sinceOf(call, command),
    note: (sentence) => call.output.warn(sentence),
  }
}

/** The instant of --since. @throws InvitationsError `usage` */
export function sinceOf(call: Call, command: string): Date | undefined {
  const since = text(call, 'since')
  if (since === undefined) return undefined
  const seconds = readDuration(since)
  const instant = new Date(Number.isNaN(seconds) ? Date.parse(since) : call.now.getTime() - seconds * 1000)
  if (Number.isNaN(instant.getTime())) {
    throw wrongFlag(command, 'since', since, 'a span like 7d or a date like 2026-01-31')
  }
  return instant
}

export function wrongFlag(command: string, flag: string, value: string, allowed: string): InvitationsError {
  return new InvitationsError('usage', `--${flag} ${value} is not known. Allowed: ${allowed}.`, {
    hint: `invitations ${command} --help`,
  })
}
