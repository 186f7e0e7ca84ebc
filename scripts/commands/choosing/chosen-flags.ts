import { foldAddress, isAddress } from '../../../actions/invitation/address.ts'
import { InvitationsError } from '../../ground/errors.ts'
import { text, type Call, type Flag } from '../command.ts'
import { FEW } from '../telling/tally.ts'
import { sheetFlags } from '../telling/tell-file.ts'
import { whichFlags } from './which-invitations.ts'

/** Flags that choose many people instead of naming addresses. */
export const chosenFlags = {
  file: { type: 'string', value: '<csv|xlsx>', file: 'read', help: 'everyone in this file: a column of addresses' },
  'skip-invalid': { type: 'boolean', help: 'with --file: leave out rows without an address' },
  ...sheetFlags,
  status: { ...whichFlags.status, help: 'everyone with this status; the other filters of list work too' },
  'invited-by': { ...whichFlags['invited-by'], help: 'everyone this person invited' },
  since: { ...whichFlags.since, help: 'everyone invited since then' },
  search: { ...whichFlags.search, help: 'everyone with this in the address, name, inviter or id' },
  result: {
    type: 'string',
    value: '<file>',
    file: 'written',
    help: 'with --file: where to write its rows with their outcomes (default <file>.<command>.result.csv)',
  },
  restart: {
    type: 'boolean',
    help: 'with --file or filters: forget an earlier run that was interrupted or partly failed',
  },
} as const satisfies Readonly<Record<string, Flag>>

const filters = ['status', 'invited-by', 'since', 'search'] as const

/** How people are chosen: by a file, by filters, by many addresses, or not at all (only a few were named). */
export type Choice =
  { kind: 'file'; file: string } | { kind: 'filters' } | { kind: 'addresses'; emails: string[] } | { kind: 'none' }

/** @throws InvitationsError `usage` if several ways are combined */
export function choiceIn(call: Call, command: string): Choice {
  const file = text(call, 'file')
  const filter = filters.find((name) => call.flags[name] !== undefined)
  const ways = [
    ...(call.operands.length > 0 ? ['addresses'] : []),
    ...(file === undefined ? [] : ['--file']),
    ...(filter === undefined ? [] : [`--${filter}`]),
  ]
  if (ways.length > 1) {
    throw new InvitationsError('usage', `${ways.join(' and ')} cannot be used together.`, {
      hint: ['Use one of them: ', { do: 'help', with: command }],
    })
  }
  const useless = ['user-id', 'link'].find((name) => call.flags[name] !== undefined) // for one person only
  if (ways.length === 1 && call.operands.length === 0 && useless !== undefined) {
    throw new InvitationsError('usage', `--${useless} is for one person, but ${ways[0] ?? ''} is for many.`, {
      hint: 'If an address has several accounts, a column user_id in the file says which one.',
    })
  }
  if (file !== undefined) return { kind: 'file', file }
  if (filter !== undefined) return { kind: 'filters' }
  const emails = call.operands.map(foldAddress)
  const areMany = emails.length > FEW && emails.every(isAddress) && useless === undefined
  return areMany ? { kind: 'addresses', emails } : { kind: 'none' }
}
