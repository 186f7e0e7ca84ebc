import { InvitationsError } from '../ground/errors.ts'
import type { InvitationRow, Invitations } from '../invitations/index.ts'
import { PATIENCE_MS, within } from './looked.ts'

/** All invitations, as they were at an instant. */
export class Snapshot {
  readonly rows: InvitationRow[]
  /** Sentences about what could not be found out. */
  readonly notes: readonly string[]
  /** When they were read, by Auth0's clock. */
  readonly readAt: Date
  readonly #readMs: number
  readonly #orders = new Map<string, readonly InvitationRow[]>()

  constructor(rows: InvitationRow[], notes: readonly string[], readAt: Date) {
    this.rows = rows
    this.notes = notes
    this.readAt = readAt
    this.#readMs = performance.now()
  }

  /** A few are read again after half a minute. Very many come from an export job, which should not run every minute. */
  get isFresh(): boolean {
    return performance.now() - this.#readMs < (this.rows.length > MANY ? MANY_FRESH_MS : FRESH_MS)
  }

  /** The rows in an order. Each order is sorted only once. */
  sorted(name: string, compare: (a: InvitationRow, b: InvitationRow) => number): readonly InvitationRow[] {
    const known = this.#orders.get(name)
    const order = known ?? [...this.rows].sort(compare)
    this.#orders.set(name, order)
    return order
  }

  /** Puts in one account's invitation as it is now; undefined if it no longer has one. */
  replace(userId: string, row: InvitationRow | undefined): void {
    const index = this.rows.findIndex(({ user_id }) => user_id === userId)
    if (index !== -1) this.rows.splice(index, 1)
    if (row !== undefined) this.rows.splice(Math.max(index, 0), 0, row)
    this.#orders.clear()
  }
}

/** If there are more, an export job reads them (invitations/reading/everybody-invited.ts). */
const MANY = 1000
const FRESH_MS = 30_000
const MANY_FRESH_MS = 600_000

/** What a page can show now. */
export interface Reading {
  snapshot: Snapshot | undefined
  /** Whether they are being read, and how many have been read so far. */
  isReading: boolean
  soFar: number
  /** What reading them needs, if that matters. */
  notes: readonly string[]
}

/** Invitations that are being read. */
interface Underway {
  done: Promise<void>
  soFar: number
  notes: string[]
}

/** Keeps all invitations in memory, so that a page with filters makes no call. Reads them again when they are old. */
export class Rows {
  readonly #invitations: Invitations
  #snapshot: Snapshot | undefined
  #reading: Underway | undefined
  #failure: InvitationsError | undefined
  #isOutdated = false
  /** What changed while they were being read. */
  readonly #changed = new Map<string, InvitationRow | undefined>()

  constructor(invitations: Invitations) {
    this.#invitations = invitations
  }

  /**
   * What is known. If that is old, it is first read again, as far as that takes about a second.
   * @param again reads them again in any case
   * @throws InvitationsError if reading failed
   */
  async look(again: boolean): Promise<Reading> {
    if (again || this.#isOutdated || this.#snapshot?.isFresh !== true) this.#reading ??= this.#read()
    const reading = this.#reading
    if (reading !== undefined) await within(PATIENCE_MS, reading.done)
    const failure = this.#failure
    this.#failure = undefined
    if (failure !== undefined) throw failure
    const { soFar = 0, notes = [] } = this.#reading ?? {}
    return { snapshot: this.#snapshot, isReading: this.#reading !== undefined, soFar, notes }
  }

  /** Many have changed, so what is known is out of date. */
  outdate(): void {
    this.#isOutdated = true
  }

  /** One account has changed. */
  replace(userId: string, row: InvitationRow | undefined): void {
    this.#snapshot?.replace(userId, row)
    if (this.#reading !== undefined) this.#changed.set(userId, row)
  }

  #read(): Underway {
    this.#isOutdated = false
    const reading: Underway = { done: Promise.resolve(), soFar: 0, notes: [] }
    const read = async () => {
      const rows: InvitationRow[] = []
      const note = (sentence: string, about?: { not_looked_at: string }) =>
        reading.notes.push(about === undefined ? sentence : `Not checked: ${about.not_looked_at}. ${sentence}`)
      for await (const row of this.#invitations.list({ failed_mails: true, note })) {
        rows.push(row)
        reading.soFar = rows.length
      }
      const snapshot = new Snapshot(rows, reading.notes, this.#invitations.place().now)
      for (const [userId, row] of this.#changed) snapshot.replace(userId, row)
      this.#snapshot = snapshot
    }
    reading.done = read()
      .catch((failure: unknown) => {
        this.#failure = failure instanceof InvitationsError ? failure : unexpected(failure)
      })
      .finally(() => {
        this.#reading = undefined
        this.#changed.clear()
      })
    return reading
  }
}

function unexpected(cause: unknown): InvitationsError {
  const why = cause instanceof Error ? cause.message : String(cause)
  return new InvitationsError('internal', `The invitations could not be read: ${why}`, {
    hint: 'This looks like a bug; please report it.',
    cause,
  })
}
