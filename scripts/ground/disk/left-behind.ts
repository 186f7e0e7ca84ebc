import { createHash, randomBytes } from 'node:crypto'
import { lstatSync, readdirSync, readlinkSync, rmSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'

/** Everything that this process has made: one that has the id of a process that is gone is not taken for it. */
const marks = new Set<string>()

/** Says in the name of a file or folder who made it; nobody can guess it beforehand. */
export function markOfThisProcess(): string {
  const mark = `${here()}-${process.pid}-${randomBytes(8).toString('hex')}`
  marks.add(mark)
  return mark
}

/**
 * Removes what runs left in a folder because they were killed: named with a mark, of this user, and of a process that is
 * gone. What another run is at work on stays; what nobody can be asked about stays for a day.
 * @param prefix what stands before the mark
 */
export function removeLeftBehind(folder: string, prefix: string, { isRunning, now }: Present): void {
  for (const name of namesIn(folder)) {
    const [, mark = '', where, pid] = marked.exec(name.startsWith(prefix) ? name.slice(prefix.length) : '') ?? []
    if (where === undefined || marks.has(mark)) continue
    const isGone = where === here() && (Number(pid) === process.pid || !isRunning(Number(pid)))
    removeOwn(join(folder, name), isGone ? Infinity : now.getTime() - LONGEST_RUN_MS)
  }
}

/** What tells a run that was killed from one that goes on. */
export interface Present {
  /** Whether this machine has a process with this id. */
  isRunning: (pid: number) => boolean
  now: Date
}

/** Whether a file is one that a run is writing at this moment, or left because it was killed: it is nobody's yet. */
export function isUnfinished(name: string): boolean {
  return name.endsWith('.part') && name.split('.').some((part) => marked.test(part))
}

/** Nothing is written for that long. A laptop gets another name, a container another id: then no process can be asked about. */
const LONGEST_RUN_MS = 24 * 60 * 60 * 1000

const marked = /^(([0-9a-f]{8})-(\d+)-[0-9a-f]{16})(?:\.part)?$/

let machine: string | undefined

/** This machine, and on Linux the container: elsewhere, the same process id is another process. */
function here(): string {
  return (machine ??= createHash('sha256').update(`${hostname()} ${processNamespace()}`).digest('hex').slice(0, 8))
}

function processNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid')
  } catch {
    return '' // not Linux
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return [] // whoever wants to write there is told why not
  }
}

/** Never what belongs to somebody else, although it has the name; a link is removed, and not what it leads to. */
function removeOwn(path: string, unlessChangedAfterMs: number): void {
  try {
    const { uid, mtimeMs } = lstatSync(path)
    if (uid !== (process.getuid?.() ?? uid) || mtimeMs > unlessChangedAfterMs) return
    rmSync(path, { recursive: true, force: true })
  } catch {
    // Somebody else was quicker, or it cannot be removed: what is to be done can be done all the same.
  }
}
