import { createHash } from 'node:crypto'
import { createReadStream, existsSync, readdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { InvitationSettings } from '../../ground/settings/invitation-settings.ts'
import type { Table } from '../../spreadsheet/table.ts'
import type { PeopleFile } from './invitees.ts'
import { emptyJournal, JOURNALS, readJournal, type JournalContent } from './journal.ts'

/** The run of one file at one tenant. The same file at the same tenant is the same run. */
export interface RunOfFile {
  sha256: string
  /** Path of its journal. */
  path: string
}

/** @param folder of the journals */
export async function runOf(
  { source, table }: PeopleFile,
  { domain }: Pick<InvitationSettings, 'domain'>,
  folder = JOURNALS,
): Promise<RunOfFile> {
  const sha256 = await hashOf(source, table)
  return { sha256, path: join(folder, `${prefixOf(domain)}${sha256.slice(0, 16)}.ndjson`) }
}

/** The prefix of the journals of a tenant's imports. */
function prefixOf(domain: string): string {
  return `import-${domain.replace(/\W/g, '_')}-`
}

/** Another sheet of the same workbook is another run. */
async function hashOf(source: string, { sheet }: Table): Promise<string> {
  const hash = createHash('sha256')
  for await (const piece of createReadStream(source)) hash.update(piece as Uint8Array)
  if (sheet !== undefined) hash.update(`\0${sheet.name}`)
  return hash.digest('hex')
}

/** The name of the file in journals. */
export function nameOf({ source, name = source, table: { sheet } }: PeopleFile): string {
  return sheet === undefined ? name : `${name}, sheet “${sheet.name}”`
}

/** How far a run got. */
export interface HowFar {
  /** ISO 8601; null if there was no run. */
  started_at: string | null
  done: number
  failed: number
  /** Rows that had begun but not ended when the run was cut off. */
  begun: number
  left: number
}

/** How far the run of a file got. Makes no call. @param valid how many rows of the file can be invited */
export function howFar({ path }: RunOfFile, valid: number): HowFar {
  const { header, rows } = readJournal(path)
  const ended = [...rows.values()].flatMap(({ ended: end }) => end ?? [])
  const failed = ended.filter(({ outcome }) => outcome === 'failed').length
  const done = ended.length - failed
  return { started_at: header?.started_at ?? null, done, failed, begun: rows.size - ended.length, left: valid - done }
}

/**
 * Runs of a file with the same name but other content: the admin corrected it, or took the wrong one.
 * @returns when each began, and how many people it invited
 */
export function runsOfOtherContent({ path }: RunOfFile, name: string): { started_at: string; done: number }[] {
  const others = journalsIn(dirname(path), 'import-').filter((other) => other !== path)
  return others.flatMap((other) => {
    const { header, rows } = readableJournal(other)
    if (header?.file !== name) return []
    return [{ started_at: header.started_at, done: doneIn(rows) }]
  })
}

/** A run that has not finished. */
export interface UnfinishedRun {
  /** The name that the run gave it. */
  file: string
  sha256: string
  started_at: string
  done: number
  /** How many can be invited; undefined if an earlier version began the run. */
  people: number | undefined
}

/** How many runs of a tenant are read, newest first. */
const MOST_RUNS = 50

/** Runs of a tenant that were stopped, or in which some rows failed. Makes no call. */
export function unfinishedRuns(folder: string, { domain }: Pick<InvitationSettings, 'domain'>): UnfinishedRun[] {
  const runs = journalsIn(folder, prefixOf(domain)).flatMap((path) => {
    const { header, rows } = readableJournal(path)
    if (header?.domain !== domain) return []
    const { file, sha256, started_at, people } = header
    const done = doneIn(rows)
    return done < (people ?? rows.size) ? [{ file, sha256, started_at, done, people }] : []
  })
  return runs.sort((one, other) => (one.started_at < other.started_at ? 1 : -1))
}

function doneIn(rows: JournalContent['rows']): number {
  return [...rows.values()].filter(({ ended }) => ended !== undefined && ended.outcome !== 'failed').length
}

/** Only the newest, if there are very many. */
function journalsIn(folder: string, prefix: string): string[] {
  if (!existsSync(folder)) return []
  const names = readdirSync(folder).filter((name) => name.startsWith(prefix) && name.endsWith('.ndjson'))
  const dated = names.map((name) => ({ path: join(folder, name), ms: changedMs(join(folder, name)) }))
  return dated
    .sort((one, other) => other.ms - one.ms)
    .slice(0, MOST_RUNS)
    .map(({ path }) => path)
}

/** 0 if somebody has removed the file meanwhile. */
function changedMs(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0
}

/** If the journal of another run cannot be read, that stops only that run. */
function readableJournal(path: string): JournalContent {
  try {
    return readJournal(path)
  } catch {
    return emptyJournal
  }
}
