import { createHash, randomBytes } from 'node:crypto'
import { lstatSync, readdirSync, readlinkSync, rmSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'

/** The marks of this process. Without them, an old process with the same id could be mistaken for it. */
const marks = new Set<string>()

/** A part for a file's or folder's name that says which process made it. Nobody can guess it beforehand. */
export function markOfThisProcess(): string {
  const mark = `${here()}-${process.pid}-${randomBytes(8).toString('hex')}`
  marks.add(mark)
  return mark
}

/**
 * Removes what killed runs left in a folder: anything with a mark, of this user, whose process is gone. Things that
 * another run is working on stay. If the process cannot be checked, they stay for a day.
 * @param prefix what comes before the mark
 */
export function removeLeftBehind(folder: string, prefix: string, { isRunning, now }: Present): void {
  for (const name of namesIn(folder)) {
    const [, mark = '', where, pid] = marked.exec(name.startsWith(prefix) ? name.slice(prefix.length) : '') ?? []
    if (where === undefined || marks.has(mark)) continue
    const isGone = where === here() && (Number(pid) === process.pid || !isRunning(Number(pid)))
    removeOwn(join(folder, name), isGone ? Infinity : now.getTime() - LONGEST_RUN_MS)
  }
}

/** How to distinguish a killed run from a running one. */
export interface Present {
  /** Whether this machine has a process with this id. */
  isRunning: (pid: number) => boolean
  now: Date
}

/** Whether a run is writing this file right now, or left it behind when it was killed. Nobody may use it yet. */
export function isUnfinished(name: string): boolean {
  return name.endsWith('.part') && name.split('.').some((part) => marked.test(part))
}

/** No write takes this long. A laptop may change its name, and a container its id; then no process can be checked. */
const LONGEST_RUN_MS = 24 * 60 * 60 * 1000

const marked = /^(([0-9a-f]{8})-(\d+)-[0-9a-f]{16})(?:\.part)?$/

let machine: string | undefined

/** Identifies this machine and, on Linux, the container. Elsewhere, the same process id belongs to another process. */
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
    return [] // writing there will report the reason
  }
}

/** Leaves alone what belongs to somebody else, whatever its name. Removes a link itself, not what it points to. */
function removeOwn(path: string, unlessChangedAfterMs: number): void {
  try {
    const { uid, mtimeMs } = lstatSync(path)
    if (uid !== (process.getuid?.() ?? uid) || mtimeMs > unlessChangedAfterMs) return
    rmSync(path, { recursive: true, force: true })
  } catch {
    // Somebody else removed it first, or it cannot be removed. The actual work can go on.
  }
}
