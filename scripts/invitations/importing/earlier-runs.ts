import { createHash } from 'node:crypto'
import { createReadStream, existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { InvitationSettings } from '../../ground/settings/invitation-settings.ts'
import type { Table } from '../../spreadsheet/table.ts'
import type { PeopleFile } from './invitees.ts'
import { emptyJournal, JOURNALS, readJournal, type JournalContent } from './journal.ts'

/** The run of one file at one tenant: the same file there again is the same run. */
export interface RunOfFile {
  sha256: string
  /** Of its journal. */
  path: string
}

export async function runOf({ source, table }: PeopleFile, { domain }: InvitationSettings): Promise<RunOfFile> {
  const sha256 = await hashOf(source, table)
  return { sha256, path: join(JOURNALS, `import-${domain.replace(/\W/g, '_')}-${sha256.slice(0, 16)}.ndjson`) }
}

/** Another sheet of the same workbook is another run. */
async function hashOf(source: string, { sheet }: Table): Promise<string> {
  const hash = createHash('sha256')
  for await (const piece of createReadStream(source)) hash.update(piece as Uint8Array)
  if (sheet !== undefined) hash.update(`\0${sheet.name}`)
  return hash.digest('hex')
}

/** The file, as journals name it. */
export function nameOf({ source, table: { sheet } }: Pick<PeopleFile, 'source' | 'table'>): string {
  return sheet === undefined ? source : `${source}, sheet “${sheet.name}”`
}

/** How far a run came. */
export interface HowFar {
  /** ISO 8601; null where there was none. */
  started_at: string | null
  done: number
  failed: number
  /** Rows that were on their way when it was cut off. */
  begun: number
  left: number
}

/** How far the run of a file came. Makes no call. @param valid rows of the file that can be invited */
export function howFar({ path }: RunOfFile, valid: number): HowFar {
  const { header, rows } = readJournal(path)
  const ended = [...rows.values()].flatMap(({ ended: end }) => end ?? [])
  const failed = ended.filter(({ outcome }) => outcome === 'failed').length
  const done = ended.length - failed
  return { started_at: header?.started_at ?? null, done, failed, begun: rows.size - ended.length, left: valid - done }
}

/**
 * Runs of the same file when it had another content: the admin corrected it, or took the wrong one.
 * @returns when each began, and how many it invited
 */
export function runsOfOtherContent({ path }: RunOfFile, name: string): { started_at: string; done: number }[] {
  if (!existsSync(JOURNALS)) return []
  const others = readdirSync(JOURNALS).filter((file) => file.startsWith('import-') && join(JOURNALS, file) !== path)
  return others.flatMap((file) => {
    const { header, rows } = readableJournal(join(JOURNALS, file))
    if (header?.file !== name) return []
    const done = [...rows.values()].filter(({ ended }) => ended !== undefined && ended.outcome !== 'failed').length
    return [{ started_at: header.started_at, done }]
  })
}

/** A journal of another run that cannot be read stops only that run. */
function readableJournal(path: string): JournalContent {
  try {
    return readJournal(path)
  } catch {
    return emptyJournal
  }
}
