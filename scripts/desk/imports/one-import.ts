import type { InvitationsError } from '../../ground/errors.ts'
import type { RunOfFile } from '../../invitations/importing/earlier-runs.ts'
import type { ImportPlan, RowCounts } from '../../invitations/importing/import-people.ts'
import type { CellProblem } from '../../invitations/importing/invitees.ts'
import type { Outcome } from '../../invitations/index.ts'
import type { MappedColumn } from '../../spreadsheet/columns.ts'
import type { Table } from '../../spreadsheet/table.ts'
import type { Admin } from '../options.ts'
import type { Choices } from './choices.ts'

/** A file that an admin has uploaded, and what became of it. */
export interface OneImport {
  /** Nobody guesses it, and it names no file. */
  id: string
  by: Admin
  /** As the browser says it: shown, and never used as a path. */
  name: string
  /** Where its bytes are. */
  path: string
  choices: Choices
  /** Of the choices: what is confirmed is what was seen. */
  version: number
  /** What is in it, by these choices; undefined: it is not looked at yet. */
  review: Promise<Review> | undefined
  /** Known once its headings were read. */
  run: RunOfFile | undefined
  /** Undefined: nobody has confirmed it. */
  progress: Progress | undefined
}

/** What is in a file, before anybody is invited. */
export interface Review {
  run: RunOfFile
  sheet: Table['sheet']
  /** What each column is for; empty for a list of addresses without a heading. */
  columns: ShownColumn[]
  /** The headings make no file that can be read. */
  problem: InvitationsError | undefined
  checked: Checked | undefined
}

/** A column at its place, from 0. */
export type ShownColumn = MappedColumn & { place: number }

/** What is in its rows. */
export interface Checked {
  counts: RowCounts
  /** Of the first rows that are wrong. */
  problems: CellProblem[]
  /** The first ones. */
  duplicates: { line: number; duplicateOf: number | undefined; email: string }[]
  plan: ImportPlan
  /** How many of those who are left have an account; undefined: import jobs find it out. */
  existing: number | undefined
  warning: string | undefined
  /** Why nobody can be invited. */
  stops: InvitationsError | undefined
}

/** How far an import is. */
export interface Progress {
  /** Who confirmed it, or went on. */
  by: Admin
  at: Date
  state: 'running' | 'stopping' | 'stopped' | 'failed' | 'done'
  /** That can be invited. */
  people: number
  /** In this run and before it. */
  done: number
  /** Of this run. */
  counts: Partial<Record<Outcome['outcome'], number>>
  /** Those who were not invited, the first of them. */
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
