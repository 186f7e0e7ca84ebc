import { parseEnv } from 'node:util'
import { InvitationsError } from '../errors.ts'

/** A changed line, or an added one if `before` is missing. */
export interface ChangedLine {
  before?: string
  after: string
}

/** Pure, like everything here. */
export interface ChangedDotEnv {
  text: string
  /** Empty if everything is already set. */
  lines: ChangedLine[]
}

/**
 * The text of a `.env` with these settings: existing lines are changed, commented-out lines are used, and missing
 * settings are added at the end. Every other line stays as it is, including its line ending.
 * @throws InvitationsError `unreadable_file` if that is impossible line by line, for example inside quotes that span
 * several lines
 */
export function withSettings(text: string, settings: Readonly<Record<string, string>>): ChangedDotEnv {
  const before = parsed(text)
  const wanted = Object.entries(settings).filter(([name, value]) => before[name] !== value)
  const lines = text.split(/(?<=\n)/)
  const end = lines.some((line) => line.endsWith('\r\n')) ? '\r\n' : '\n'
  const changed: ChangedLine[] = []
  for (const [name, value] of wanted) {
    const index = placeOf(name, lines)
    const [line = '', ending = ''] = [lines[index]?.replace(/\r?\n$/, ''), /\r?\n$/.exec(lines[index] ?? '')?.[0]]
    if (index === -1) {
      const last = lines.at(-1)
      if (last !== undefined && last !== '' && !last.endsWith('\n')) lines[lines.length - 1] = `${last}${end}`
      lines.push(`${name}=${value}${end}`)
      changed.push({ after: `${name}=${value}` })
    } else {
      const after = inItsPlace(line, name, value)
      lines[index] = `${after}${ending}`
      changed.push({ before: line, after })
    }
  }
  const result = lines.join('')
  requireSame(parsed(result), { ...before, ...settings })
  return { text: result, lines: changed }
}

/** The settings as Node reads them. */
export function parsed(text: string): Readonly<Record<string, string | undefined>> {
  return parseEnv(text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n'))
}

/** Index of the line that sets it (the last one if several do), else of the first commented-out one, else -1. */
function placeOf(name: string, lines: readonly string[]): number {
  const sets = lines.findLastIndex((line) => new RegExp(`^\\uFEFF?[ \\t]*(?:export[ \\t]+)?${name}[ \\t]*=`).test(line))
  return sets === -1 ? lines.findIndex((line) => line.startsWith(`# ${name}=`)) : sets
}

/** Keeps what comes before the value, and a comment after it. */
function inItsPlace(line: string, name: string, value: string): string {
  if (line.startsWith('#')) return `${name}=${value}`
  const [, head = `${name}=`, comment = ''] =
    /^([^=]*=[ \t]*)(?:"[^"]*"|'[^']*'|`[^`]*`|[^#]*?)([ \t]+#.*|[ \t]*)$/.exec(line) ?? []
  return `${head}${value}${comment}`
}

function requireSame(found: Readonly<Record<string, string | undefined>>, wanted: typeof found): void {
  const names = [...new Set([...Object.keys(found), ...Object.keys(wanted)])]
  const differing = names.filter((name) => found[name] !== wanted[name])
  if (differing.length === 0) return
  throw new InvitationsError('unreadable_file', `.env cannot be changed line by line: see ${differing.join(', ')}.`, {
    hint: 'Write each of these settings on a line of its own, or move .env away. Then run the same command again.',
  })
}
