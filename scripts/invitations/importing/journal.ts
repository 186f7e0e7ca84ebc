import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { isInvitationId } from '../../../actions/invitation/invitation-id.ts'
import { own } from '../../../actions/invitation/read.ts'
import type { AppendedFile } from '../../ground/disk/appended-file.ts'
import type { Disk } from '../../ground/disk/disk.ts'
import { InvitationsError } from '../../ground/errors.ts'
import type { InvitationResult } from '../outcome.ts'
import { jsonLine } from '../../ground/text-for/json.ts'

/** Folder of the journals, below the folder where the command runs. */
export const JOURNALS = '.auth0-invitations'

/** What a run is about; the first line of its journal. */
export interface RunHeader {
  type: 'run'
  /** Version of the journal's format. */
  version: 1
  started_at: string
  file: string
  /** SHA-256 of the file's bytes, or of what was asked for if there is no file. */
  sha256: string
  domain: string
  connection: string
  client_id: string
  /** Rows of the file that can be invited; earlier versions did not note this. */
  people?: number
}

/** What is about to be done for a row; written before the call. */
interface Begun {
  type: 'begun'
  line: number
  email: string
  invitation_id: string
  step: 'create' | 'mail'
  user_id?: string
  /** How many mails the record counted before this one. */
  sends?: number
}

/** The outcome of a row. */
interface Ended extends InvitationResult {
  type: 'ended'
  line: number
}

/** One job makes the accounts of these rows. Noted for anyone who wants to find the job in the tenant. */
interface JobStarted {
  type: 'job'
  job_id: string
  lines: number[]
  started_at: string
}

/** The run is complete: nothing is left, and the same command starts another run. */
interface Finished {
  type: 'finished'
}

export type Entry = RunHeader | Begun | Ended | JobStarted | Finished

/** How far a row got. */
export type RowState = Pick<Begun, 'invitation_id' | 'step' | 'user_id' | 'email' | 'sends'> & { ended?: Ended }

/** An append-only file of one JSON object per line. It holds no secrets: no ticket, no token, no password. */
export class Journal {
  readonly #file: AppendedFile
  readonly #path: string
  #waiting: { text: string; done: () => void; failed: (failure: unknown) => void }[] = []
  #isWriting = false

  /** @throws InvitationsError `journal_failed` */
  constructor(path: string, disk: Disk) {
    this.#path = path
    try {
      this.#file = disk.append(path)
    } catch (failure) {
      throw journalFailed(path, failure)
    }
  }

  /** Resolves when the entry is on the disk. Entries that come in meanwhile are written together. */
  async append(entry: Entry): Promise<void> {
    await new Promise<void>((done, failed) => {
      this.#waiting.push({ text: `${jsonLine(entry)}\n`, done, failed })
      if (!this.#isWriting) void this.#write()
    })
  }

  close(): void {
    this.#file.close()
  }

  async #write(): Promise<void> {
    this.#isWriting = true
    while (this.#waiting.length > 0) {
      await nextTurn() // entries of answers that came together are written together
      const entries = this.#waiting
      this.#waiting = []
      try {
        await this.#file.writeDurably(entries.map(({ text }) => text).join(''))
        for (const { done } of entries) done()
      } catch (failure) {
        const error = journalFailed(this.#path, failure)
        for (const { failed } of entries) failed(error)
      }
    }
    this.#isWriting = false
  }
}

const nextTurn = promisify(setImmediate)

export interface JournalContent {
  header: RunHeader | undefined
  rows: Map<number, RowState>
  isFinished: boolean
}

export const emptyJournal: JournalContent = { header: undefined, rows: new Map(), isFinished: false }

/**
 * Reads a journal. A line that a crash cut off does not count.
 * @throws InvitationsError `unreadable_file` for a line that another program wrote
 */
export function readJournal(path: string): JournalContent {
  const content: JournalContent = { header: undefined, rows: new Map(), isFinished: false }
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch {
    return content
  }
  for (const [index, line] of text.split('\n').entries()) {
    const entry = entryIn(line, () => `${path}, line ${index + 1}`)
    if (entry?.type === 'run') content.header ??= entry
    else if (entry?.type === 'finished') content.isFinished = true
    else if (entry?.type === 'begun') {
      const { email, invitation_id, step, user_id, sends } = entry
      const known = user_id ?? content.rows.get(entry.line)?.user_id
      content.rows.set(entry.line, {
        ...{ email, invitation_id, step },
        ...(known !== undefined && { user_id: known }),
        ...(sends !== undefined && { sends }),
      })
    } else if (entry?.type === 'ended') {
      const before = content.rows.get(entry.line)
      const { email, invitation_id } = entry
      content.rows.set(entry.line, {
        ...{ email, invitation_id: before?.invitation_id ?? invitation_id ?? '', step: before?.step ?? 'create' },
        ...(before?.user_id !== undefined && { user_id: before.user_id }),
        ended: entry,
      })
    }
  }
  return content
}

/** A row that failed is tried again. If the journal has the row with another address, it is another row. */
export function isDone(before: RowState | undefined, email: string): boolean {
  return before?.ended !== undefined && before.ended.outcome !== 'failed' && isSame(before, email)
}

export function isSame({ email }: RowState, wanted: string): boolean {
  return email.toLowerCase() === wanted.trim().toLowerCase()
}

type Check = (value: unknown) => boolean
const isText: Check = (value) => typeof value === 'string'
const isTextOrNull: Check = (value) => value === null || isText(value)
const isLine: Check = (value) => Number.isSafeInteger(value)

/** The fields of each entry that are read again. */
const checks: { readonly [type in Entry['type']]: Readonly<Record<string, Check>> } = {
  run: {
    version: (value) => value === 1,
    started_at: isText,
    file: isText,
    people: (value) => value === undefined || isLine(value),
  },
  begun: {
    line: isLine,
    email: isText,
    invitation_id: isInvitationId,
    step: (value) => value === 'create' || value === 'mail',
    user_id: (value) => value === undefined || isText(value),
    sends: (value) => value === undefined || Number.isSafeInteger(value),
  },
  ended: {
    ...{ line: isLine, email: isText, outcome: isText },
    ...{ user_id: isTextOrNull, invitation_id: isTextOrNull, expires_at: isTextOrNull, reason: isTextOrNull },
  },
  job: {},
  finished: {},
}

/** @returns undefined for an incomplete line, and for kinds that only later versions write */
function entryIn(line: string, where: () => string): Entry | undefined {
  let entry: unknown
  try {
    entry = JSON.parse(line)
  } catch {
    return undefined
  }
  const [, fields] = Object.entries(checks).find(([type]) => type === own(entry, 'type')) ?? []
  const wrong = Object.entries(fields ?? {}).find(([field, check]) => !check(own(entry, field)))
  if (wrong !== undefined) {
    throw new InvitationsError(
      'unreadable_file',
      `${where()} was changed by something else: its "${wrong[0]}" is wrong.`,
      {
        hint: 'Restore the journal, or start again with --restart. Nobody is emailed twice.',
      },
    )
  }
  return fields === undefined ? undefined : (entry as Entry)
}

function journalFailed(path: string, cause: unknown): InvitationsError {
  const why = cause instanceof Error ? cause.message : String(cause)
  return new InvitationsError('journal_failed', `The journal ${path} cannot be written: ${why}.`, {
    hint: 'Nothing more is sent without it. Free some space or use a folder that you may write to, then run the same command again.',
    cause,
  })
}
