import { InvitationsError } from '../../ground/errors.ts'
import { Secrets } from '../../ground/secrets.ts'
import { jsonLine } from '../../ground/text-for/json.ts'
import { folded, oneLine, severalLines } from '../../ground/text-for/terminal.ts'
import { calledAs } from '../../ground/called-as.ts'

/** What an output needs from a stream. */
export interface Stream {
  write(text: string, done?: () => void): unknown
  on?(event: 'error', listener: (failure: NodeJS.ErrnoException) => void): unknown
  isTTY?: boolean
  /** Width of the terminal in characters. */
  columns?: number
}

/** Prints what a command says: results to stdout, progress and errors to stderr. No secret of the run gets through. */
export class Output {
  readonly #streams: { readonly stdout: Stream; readonly stderr: Stream }
  readonly #used = new Set<'stdout' | 'stderr'>()
  /** Streams that accept nothing any more, and why. The work goes on, because it was asked for. */
  readonly #broken = new Map<'stdout' | 'stderr', string>()
  /** The progress line that is replaced, and what is being waited for. */
  #bar = ''
  #waiting = ''
  #isShown = false
  /** What could not be checked, in a few words each. */
  readonly #notLookedAt: string[] = []
  #alsoTold: ((record: object) => void) | undefined
  #isDryRun = false
  readonly #secrets: Secrets
  readonly #columns: number | undefined
  /** Whether the reader is a program (`--json`). */
  readonly json: boolean

  /**
   * @param streams usually `process`; a stream is opened when it is first written to, because that takes Node a while
   * @param columns the terminal's width, if the environment sets it (COLUMNS)
   */
  constructor(
    streams: { readonly stdout: Stream; readonly stderr: Stream },
    json: boolean,
    secrets = new Secrets(),
    columns?: number,
  ) {
    this.#columns = columns
    this.#streams = streams
    this.json = json
    this.#secrets = secrets
  }

  /** For people; silent with --json. Each text is one line. Line breaks from others are shown, not obeyed. */
  say(lines: string | readonly string[]): void {
    const all = typeof lines === 'string' ? [lines] : lines
    if (!this.json) this.#write('stdout', this.#fitted('stdout', all))
  }

  /** Width of the terminal in characters; undefined if results go elsewhere. */
  get columns(): number | undefined {
    return this.#widthOf('stdout')
  }

  #widthOf(name: 'stdout' | 'stderr'): number | undefined {
    const { isTTY, columns = 80 } = this.#streams[name]
    return isTTY ? (this.#columns ?? columns) : undefined
  }

  /** Lines as wide as the terminal. Commands to paste are not broken. */
  #fitted(name: 'stdout' | 'stderr', lines: readonly string[]): string {
    const width = this.#widthOf(name)
    const fitted = (line: string) => {
      const isCommand = line.includes(`${calledAs()} `)
      return width === undefined || isCommand ? [oneLine(line)] : folded(this.#secrets.hide(line), width)
    }
    return lines
      .flatMap(fitted)
      .map((line) => `${line}\n`)
      .join('')
  }

  /** Prints the requested link, once. In any other output it is hidden. */
  handOver(link: string): void {
    if (!this.json) this.#write('stdout', `${oneLine(link)}\n`, link)
  }

  /** Prints text as it is, also with --json: for formats that the caller chose. */
  print(text: string): void {
    this.#write('stdout', this.#streams.stdout.isTTY ? severalLines(text) : text)
  }

  /**
   * One object for programs; silent without --json. `link` is the requested link. A summary says what was not checked.
   */
  record(given: object): void {
    const isSummary = 'type' in given && given.type === 'summary'
    const isQualified = isSummary && this.#notLookedAt.length > 0
    const record: object = isQualified ? { ...given, not_checked: [...this.#notLookedAt] } : given
    this.#alsoTold?.(record)
    const told = this.#isDryRun ? { ...record, dry_run: true } : record
    const link = 'link' in record && typeof record.link === 'string' ? record.link : undefined
    if (this.json) this.#write('stdout', `${jsonLine(told)}\n`, link)
  }

  /** From now on, every object says that nothing is done: `"dry_run":true`. */
  marksDryRun(): void {
    this.#isDryRun = true
  }

  /** Also passes every record to a log of what was done, with or without --json. */
  alsoTell(told: (record: object) => void): void {
    this.#alsoTold = told
  }

  /** Progress on stderr, only if that is a terminal. */
  progress(line: string): void {
    if (!this.json && this.#streams.stderr.isTTY) this.#write('stderr', `${oneLine(line)}\n`)
  }

  /** Progress that replaces the previous line on a terminal. Everything else scrolls by above it. */
  bar(line: string): void {
    this.#bar = line
    this.#show()
  }

  /** What is being waited for, shown after the progress line; undefined for nothing. */
  waiting(line: string | undefined): void {
    if (line === undefined && this.#waiting === '') return
    this.#waiting = line ?? ''
    this.#show()
  }

  #show(): void {
    const columns = this.#widthOf('stderr')
    if (this.json || columns === undefined) return
    const bar = this.#bar
    this.#write('stderr', barIn(oneLine(bar), oneLine(this.#waiting), columns - 1))
    this.#bar = bar
    this.#isShown = true
  }

  /** Something that nobody should miss although nothing failed; on stderr. */
  warn(message: string): void {
    const text = this.json ? `${jsonLine({ warning: { message } })}\n` : this.#fitted('stderr', [`Note: ${message}`])
    this.#write('stderr', text)
  }

  /** Why a question is asked again; on stderr, like the question. */
  again(lines: readonly string[]): void {
    this.#write('stderr', this.#fitted('stderr', lines))
  }

  /**
   * Notes what the command could not check, and why. From now on, every `well` mentions it.
   * @param what in a few words, like "the log"
   * @param why one or more sentences
   */
  notLookedAt(what: string, why: string): void {
    if (this.#notLookedAt.includes(what)) return
    this.#notLookedAt.push(what)
    this.warn(`Not checked: ${what}. ${why}`)
  }

  /** Starts with another tenant. What could not be checked before does not apply to it. */
  beginAnother(): void {
    this.#notLookedAt.length = 0
  }

  /** The only way to say that nothing is wrong or left to do. It also names what could not be checked. */
  well(sentence: string): void {
    this.say(this.asFarAsLookedAt(sentence))
  }

  /** A line for the end of a list of findings; empty if everything was checked. */
  qualification(): string[] {
    return this.#notLookedAt.length === 0 ? [] : ['', `Not checked: ${this.#notLookedAt.join('; ')}.`]
  }

  /** Limits a sentence to what was checked. */
  asFarAsLookedAt(sentence: string): string {
    if (this.#notLookedAt.length === 0) return sentence
    return `As far as checked: ${sentence.replace(/\.$/, '')}. Not checked: ${this.#notLookedAt.join('; ')}.`
  }

  error({ code, message, summary, details, hint }: InvitationsError): void {
    const lines = [`Error (${code}): ${summary}`, ...details, hint]
    if (this.json) this.#write('stderr', `${jsonLine({ error: { code, message, hint } })}\n`)
    else this.#write('stderr', this.#fitted('stderr', lines))
  }

  /**
   * Waits until everything is written, because a pipe may take its time.
   * @throws InvitationsError `output_failed` if results were lost, but not if a reader (`| head`) had enough
   */
  async flush(): Promise<void> {
    for (const name of this.#used) {
      if (!this.#broken.has(name)) {
        await new Promise<void>((resolve) => this.#streams[name].write('', () => resolve()))
      }
    }
    const why = this.#broken.get('stdout')
    if (why === undefined || why === 'EPIPE') return
    throw new InvitationsError(
      'output_failed',
      `The command finished, but its results could not be written (${why}).`,
      {
        hint: [{ do: 'list' }, ' shows the current state.'],
      },
    )
  }

  /** @param asked a link to print even though it lets anyone in */
  #write(name: 'stdout' | 'stderr', text: string, asked?: string): void {
    const stream = this.#streams[name]
    if (!this.#used.has(name)) {
      this.#used.add(name)
      stream.on?.('error', ({ code, message }) => this.#broken.set(name, code ?? message))
    }
    if (this.#isShown) this.#streams.stderr.write(CLEAR_LINE)
    this.#isShown = false
    this.#bar = ''
    if (this.#broken.has(name)) return
    const parts = asked ? text.split(asked) : [text]
    stream.write(parts.map((part) => this.#secrets.hide(part)).join(asked))
  }
}

/** One line: where there is no room for all of a bar, whose parts are two spaces from each other, the last are left out. */
function barIn(bar: string, waiting: string, room: number): string {
  const parts = bar.split('  ')
  for (;;) {
    const line = [parts.join('  '), waiting].filter((part) => part !== '').join(' · ')
    if (line.length <= room || parts.length === 1) return line.slice(0, room)
    parts.pop()
  }
}

/** Returns to the start of the line and clears it (ECMA-48). */
const CLEAR_LINE = '\r\u001b[2K'
