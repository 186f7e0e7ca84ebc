import type { Invitee } from './invitees.ts'
import type { AccountToImport } from '../../auth0/user-imports.ts'
import type { Invitations, Outcome } from '../index.ts'
import type { Journal, RowState } from './journal.ts'

export interface Run {
  invitees: AsyncIterable<Invitee>
  invitations: Invitations
  journal: Journal
  /** How far an earlier run of the same file came. */
  before: ReadonlyMap<number, RowState>
  /** Makes new accounts by import jobs, then mails them: for very many. */
  isBulk: boolean
  /** Somebody asked for jobs, so that a token that may not run them is an error. */
  isBulkAsked: boolean
  /** Mails that are asked for in a minute at most; undefined: no limit. */
  mailsPerMinute: number | undefined
  /** Aborted by Ctrl-C: what is in flight is finished. */
  signal: AbortSignal
  /** Told after each row, and awaited; what it throws ends the run. */
  told: (outcome: Outcome) => void | Promise<void>
  /** Told when an import job begins and ends. */
  importing: (accounts: number) => void
}

/** A row on its way: `account` when an import job has made it. */
export interface Task {
  invitee: Invitee
  invitation_id: string
  account?: AccountToImport
}

/** Written before the call that it is about. */
export function noteBegun(
  run: Run,
  { invitee, invitation_id }: Task,
  step: 'create' | 'mail',
  user_id?: string,
): Promise<void> {
  const { line, request } = invitee
  const begun = { type: 'begun', line, email: request.email, invitation_id, step } as const
  return run.journal.append({ ...begun, ...(user_id !== undefined && { user_id }) })
}
