import { createHash } from 'node:crypto'
import { createReadStream, existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Table } from '../../spreadsheet/table.ts'
import { exitCodes, type ExitCode } from '../../ground/errors.ts'
import { emptyJournal, readJournal, type JournalContent } from '../../invitations/importing/journal.ts'
import type { Call } from '../command.ts'

/** Journals of runs, in the folder where the command runs. */
export const JOURNALS = '.auth0-invitations'

/** Another sheet of the same workbook is another run. */
export async function hashOf(source: string, { sheet }: Table): Promise<string> {
  const hash = createHash('sha256')
  for await (const piece of createReadStream(source)) hash.update(piece as Uint8Array)
  if (sheet !== undefined) hash.update(`\0${sheet.name}`)
  return hash.digest('hex')
}

/** The file, as journals name it. */
export function nameOf(source: string, { sheet }: Table): string {
  return sheet === undefined ? source : `${source}, sheet “${sheet.name}”`
}

/** An unfinished run of the same file with another content: the admin mended it, or took the wrong one. */
export function tellChanges(path: string, source: string, { header }: JournalContent, { output }: Call): void {
  if (header !== undefined || !existsSync(JOURNALS)) return
  for (const name of readdirSync(JOURNALS)) {
    const other = join(JOURNALS, name)
    if (other === path || !name.startsWith('import-')) continue
    const { header: earlier, rows } = readableJournal(other)
    if (earlier?.file !== source) continue
    const done = [...rows.values()].filter(({ ended }) => ended !== undefined && ended.outcome !== 'failed').length
    output.warn(
      `${source} has changed since its run of ${earlier.started_at}, which invited ${done}. Who is invited already gets no second mail.`,
    )
  }
}

/** A journal of another run that cannot be read stops only that run. */
function readableJournal(path: string): JournalContent {
  try {
    return readJournal(path)
  } catch {
    return emptyJournal
  }
}

/** How far the run of a file came. Makes no call. */
export function status(path: string, valid: number, { output }: Call): ExitCode {
  const { header, rows } = readJournal(path)
  const ended = [...rows.values()].flatMap(({ ended: end }) => end ?? [])
  const failed = ended.filter(({ outcome }) => outcome === 'failed').length
  const done = ended.length - failed
  const begun = rows.size - ended.length
  output.record({
    type: 'summary',
    started_at: header?.started_at ?? null,
    done,
    failed,
    begun,
    left: valid - done,
    journal: path,
  })
  output.say(
    header === undefined
      ? 'There was no run of this file yet.'
      : `Run of ${header.started_at}: ${done} done, ${failed} failed, ${begun} begun, ${valid - done} left. Journal: ${path}`,
  )
  return exitCodes.done
}
