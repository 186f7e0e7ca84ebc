import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'

/** Ctrl-C and Ctrl-D as a keyboard sends them. */
export const CTRL_C = '\u0003'
export const CTRL_D = '\u0004'

/** Our program at its own terminal (made by util-linux's script), and the person at it. */
export class Terminal {
  readonly #child: ChildProcess
  readonly #ended: Promise<unknown[]>
  #screen = ''
  /** How far it has been read. */
  #read = 0

  /** @param args the program's @param settings everything in its environment */
  constructor(args: string[], settings: Record<string, string>, cwd: string) {
    const program = [process.execPath, join(process.cwd(), 'dist', 'invitations.cjs'), ...args]
    const flags = ['--quiet', '--return', '--flush', '--command', program.join(' '), '/dev/null']
    const { PATH = '' } = process.env
    this.#child = spawn('script', flags, { cwd, env: { PATH, HOME: cwd, TERM: 'xterm', COLUMNS: '1000', ...settings } })
    this.#ended = once(this.#child, 'close')
    this.#child.stdout?.on('data', (part: Buffer) => (this.#screen += part.toString()))
  }

  /** Waits until this appears after what was waited for last. @throws if the program ends before */
  async sees(text: string): Promise<void> {
    for (;;) {
      const at = this.screen.indexOf(text, this.#read)
      if (at !== -1) {
        this.#read = at + text.length
        return
      }
      const [next] = await Promise.race([once(this.#child.stdout ?? this.#child, 'data'), this.#ended])
      if (!Buffer.isBuffer(next)) throw new Error(`It ended before it said “${text}”:\n${this.screen}`)
    }
  }

  /** Waits for a question, and types an answer and Enter. */
  async answers(question: string, answer: string): Promise<void> {
    await this.sees(question)
    this.types(`${answer}\r`)
  }

  types(keys: string): void {
    this.#child.stdin?.write(keys)
  }

  /** Everything that was on the screen, line by line; progress that was replaced is gone. */
  get screen(): string {
    const lines = this.#screen.replaceAll('\r\n', '\n').split('\n')
    // Everything before "back to the start of the line, and clear it" is gone.
    const left = lines.map((line) => line.slice(Math.max(line.lastIndexOf('\r\u001b[2K'), 0)))
    return stripVTControlCharacters(left.join('\n')).replaceAll('\r', '')
  }

  /** @returns the exit code */
  async end(): Promise<unknown> {
    const [exitCode] = await this.#ended
    return exitCode
  }
}
