import { IMPORTS_AT_ONCE, LARGEST_IMPORT_BYTES } from '../../auth0/limits.ts'
import { importLine, type AccountToImport } from '../../auth0/user-imports.ts'
import type { BulkInvite } from './bulk-invite.ts'
import { noteBegun, type Run, type Task } from './task.ts'

/** While a file fills up, at most this many rows that go one by one are held back. */
const MOST_OTHERS = 1000
/** No further import begins while this many accounts wait for their mail. */
const MOST_READY = 1000

type Imported = Task & { account: AccountToImport }

/**
 * Yields rows as soon as they can be finished: those whose account an import made, which only need the mail, and those
 * that go one by one. Meanwhile the next imports run.
 */
export async function* madeByImports(
  run: Run,
  tasks: AsyncGenerator<Task>,
  bulk: BulkInvite,
): AsyncGenerator<Task, undefined> {
  const files = filesOf(tasks, run, bulk)
  const ready: Task[] = []
  const imports = new Set<Promise<void>>()
  let failed: { thrown: unknown } | undefined
  const mostReady = Math.min(MOST_READY, (run.mailsPerMinute ?? Infinity) * MINUTES_UNTIL_MAIL)
  let isRead = false
  try {
    for (;;) {
      while (!isRead && imports.size < IMPORTS_AT_ONCE && ready.length < mostReady) {
        const next = await files.next()
        isRead = next.done === true
        if (next.done) break
        ready.push(...next.value.others)
        if (next.value.file.length === 0) continue
        const running = importFile(run, next.value.file, bulk)
          .then((made) => void ready.push(...made))
          .catch((thrown: unknown) => void (failed ??= { thrown }))
          .finally(() => imports.delete(running))
        imports.add(running)
      }
      if (failed !== undefined) throw failed.thrown
      const task = ready.shift()
      if (task !== undefined) yield task
      else if (imports.size > 0) await Promise.race(imports)
      else return undefined
    }
  } finally {
    await Promise.all(imports) // because they still write to the journal
  }
}

/** Rows that have not begun, as many as one import takes. Rows that had begun before go one by one. */
async function* filesOf(
  tasks: AsyncGenerator<Task>,
  { before, mailsPerMinute }: Run,
  bulk: BulkInvite,
): AsyncGenerator<{ file: Imported[]; others: Task[] }> {
  let [file, others] = [new ImportFile<Imported>(true, mailsPerMinute), [] as Task[]]
  for await (const task of tasks) {
    const { request, line } = task.invitee
    const account = before.has(line) ? undefined : await bulk.accountOf(request, task.invitation_id)
    if (account === undefined) others.push(task)
    const hasRoom = account === undefined ? others.length < MOST_OTHERS : file.add({ ...task, account })
    if (hasRoom) continue
    yield { file: file.rows, others }
    ;[file, others] = [new ImportFile<Imported>(false, mailsPerMinute), []]
    if (account !== undefined) file.add({ ...task, account })
  }
  yield { file: file.rows, others }
}

/** @returns the rows; those whose account was made have it, and the others are settled one by one */
async function importFile(run: Run, rows: Imported[], bulk: BulkInvite): Promise<Task[]> {
  const accounts = rows.map(({ account }) => account)
  await Promise.all(rows.map((row) => noteBegun(run, row, 'create')))
  run.importing(accounts.length)
  const lines = rows.map(({ invitee }) => invitee.line)
  const started_at = new Date(accounts[0]?.invitation.invited_at ?? 0).toISOString()
  const created = await bulk.importAccounts(accounts, (job_id) =>
    run.journal.append({ type: 'job', job_id, lines, started_at }),
  )
  return rows.map(({ account, ...task }) => (created.has(account.email) ? { ...task, account } : task))
}

/** Only a few, so that the first mails go out soon. */
const FIRST_ROWS = 100
/** No imported account waits for its mail for much longer than this. */
const MINUTES_UNTIL_MAIL = 10

/** The accounts of one import: as many as its file holds, by measured size. The first import has few. */
class ImportFile<Row extends { account: AccountToImport }> {
  readonly rows: Row[] = []
  readonly #mostRows: number
  #bytes = 2

  /** @param mailsPerMinute how fast they can be mailed */
  constructor(isFirst: boolean, mailsPerMinute = Infinity) {
    this.#mostRows = Math.max(1, Math.min(isFirst ? FIRST_ROWS : Infinity, mailsPerMinute * MINUTES_UNTIL_MAIL))
  }

  /** @returns whether there was room */
  add(row: Row): boolean {
    const bytes = Buffer.byteLength(importLine(row.account)) + 1
    if (this.#bytes + bytes > LARGEST_IMPORT_BYTES || this.rows.length >= this.#mostRows) return false
    this.rows.push(row)
    this.#bytes += bytes
    return true
  }
}
