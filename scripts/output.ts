import type { InvitationsError } from './errors.ts'

interface Stream {
  write(text: string): unknown
  isTTY?: boolean
}

/** Where a command speaks: results to stdout, progress and errors to stderr. */
export class Output {
  readonly #stdout: Stream
  readonly #stderr: Stream
  /** Whether programs read along (`--json`). */
  readonly json: boolean

  constructor(stdout: Stream, stderr: Stream, json: boolean) {
    this.#stdout = stdout
    this.#stderr = stderr
    this.json = json
  }

  /** A line for people; silent with --json. */
  say(line: string): void {
    if (!this.json) this.#stdout.write(`${harmless(line)}\n`)
  }

  /** Text as it is, with --json too: for formats that the caller chose. */
  print(text: string): void {
    this.#stdout.write(text)
  }

  /** One object for programs; silent without --json. */
  record(record: object): void {
    if (this.json) this.#stdout.write(`${JSON.stringify(record)}\n`)
  }

  /** Progress, on stderr. */
  progress(line: string): void {
    this.#stderr.write(`${harmless(line)}\n`)
  }

  error({ code, message, hint }: InvitationsError): void {
    if (this.json) this.#stderr.write(`${JSON.stringify({ error: { code, message, hint } })}\n`)
    else this.#stderr.write(harmless(`Error (${code}): ${message}\n${hint}\n`))
  }
}

/** What others typed must not move the cursor, ring the bell or turn the line around: only line breaks are obeyed. */
function harmless(text: string): string {
  return text.replace(/(?!\n)[\p{Cc}\p{Bidi_Control}]/gu, '\u{fffd}')
}

/** Rows as columns of equal width; text only, so that it can be piped. */
export function table(header: readonly string[], rows: readonly string[][]): string {
  const widths = header.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)))
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd()
  return [header, ...rows].map((cells) => `${harmless(line(cells))}\n`).join('')
}
