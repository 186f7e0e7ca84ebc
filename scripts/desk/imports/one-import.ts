import type { InvitationsError } from '../../ground/errors.ts'
import type { RunOfFile } from '../../invitations/importing/earlier-runs.ts'
import type { ImportPlan, RowCounts } from '../../invitations/importing/import-people.ts'
import type { CellProblem } from '../../invitations/importing/invitees.ts'
import type { Outcome } from '../../invitations/index.ts'
import type { MappedColumn } from '../../spreadsheet/columns.ts'
import type { Table } from '../../spreadsheet/table.ts'
import type { Admin } from '../options.ts'
import type { Choices } from './choices.ts'

/** A file that an admin has uploaded, and what happened to it. */
export interface OneImport {
  /** Nobody can guess it, and it does not name a file. */
  id: string
  by: Admin
  /** The name that the browser sent. It is shown, but never used as a path. */
  name: string
  /** Where its bytes are. */
  path: string
  choices: Choices
  /** Version of the choices, so that what is confirmed is what was seen. */
  version: number
  /** What is in it, read with these choices; undefined if it has not been read yet. */
  review: Promise<Review> | undefined
  /** Known once its headings have been read. */
  run: RunOfFile | undefined
  /** Undefined until somebody confirms it. */
  progress: Progress | undefined
}

/** What is in a file, before anybody is invited. */
export interface Review {
  run: RunOfFile
  sheet: Table['sheet']
  /** What each column is for; empty for a list of addresses without a heading. */
  columns: ShownColumn[]
  /** Set if the file cannot be read with these headings. */
  problem: InvitationsError | undefined
  checked: Checked | undefined
}

/** A column with its position, from 0. */
export type ShownColumn = MappedColumn & { place: number }

/** What is in the file's rows. */
export interface Checked {
  counts: RowCounts
  /** Problems in the first rows that have any. */
  problems: CellProblem[]
  /** The first duplicates. */
  duplicates: { line: number; duplicateOf: number | undefined; email: string }[]
  plan: ImportPlan
  /** How many of those who are left have an account; undefined if import jobs will find out. */
  existing: number | undefined
  warning: string | undefined
  /** Why nobody can be invited. */
  stops: InvitationsError | undefined
}

/** How far an import has got. */
export interface Progress {
  /** Who confirmed or continued it. */
  by: Admin
  at: Date
  state: 'running' | 'stopping' | 'stopped' | 'failed' | 'done'
  /** How many can be invited. */
  people: number
  /** How many are done, in this run and before it. */
  done: number
  /** Counts of this run. */
  counts: Partial<Record<Outcome['outcome'], number>>
  /** The first people who were not invited. */
  exceptions: Outcome[]
  /** What ended it. */
  failure: InvitationsError | undefined
  /** Path of the file that has every row with its outcome. */
  result: string | undefined
  stop: () => void
  ended: Promise<void>
}

export function isUnderway({ progress }: OneImport): boolean {
  return progress?.state === 'running' || progress?.state === 'stopping'
}
