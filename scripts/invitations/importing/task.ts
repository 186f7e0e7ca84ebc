import type { Invitee } from './invitees.ts'
import type { AccountToImport } from '../../auth0/user-imports.ts'
import type { Invitations, Outcome } from '../index.ts'
import type { Journal, RowState } from './journal.ts'

export interface Run {
  invitees: AsyncIterable<Invitee>
  invitations: Invitations
  journal: Journal
  /** How far an earlier run of the same file got. */
  before: ReadonlyMap<number, RowState>
  /** Whether import jobs make the accounts, which are mailed afterwards. Pays off only for very many. */
  isBulk: boolean
  /** Whether somebody asked for jobs. Then a token that may not run them is an error. */
  isBulkAsked: boolean
  /** How many mails may be asked for in a minute; undefined: no limit. */
  mailsPerMinute: number | undefined
  /** Aborted by Ctrl-C. What has begun is finished. */
  signal: AbortSignal
  /** Called after each row, and awaited. If it throws, the run ends. */
  told: (outcome: Outcome) => void | Promise<void>
  /** Called when an import job begins. */
  importing: (accounts: number) => void
}

/** A row in progress; `account` is set if an import job has made it. */
export interface Task {
  invitee: Invitee
  invitation_id: string
  account?: AccountToImport
}

/** Notes a row before the call that does it. */
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
