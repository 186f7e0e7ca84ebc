import type { Writable } from 'node:stream'
import { interrupted } from '../ground/errors.ts'

/** Somebody at a terminal who can be asked. Every text is printed as it is. */
export interface Questions {
  /** Asks a yes-or-no question. Enter alone means no. */
  ask: (question: string) => Promise<boolean>
  /**
   * Asks for a line of text and trims it.
   * @param hidden does not show what is typed
   */
  askText?: (question: string, hidden: boolean) => Promise<string>
}

/** Asks questions on `output`. Ctrl-C, Ctrl-D and a closed terminal end a question with `interrupted`. */
export function questionsAt(input: NodeJS.ReadStream, output: NodeJS.WriteStream): Required<Questions> {
  const askText = async (question: string, hidden: boolean): Promise<string> => {
    const { createInterface } = await import('node:readline/promises')
    const echo = hidden ? await silence() : output
    // A terminal's own line ends after 4096 characters, and a token may be longer. From here on, Node reads key by key.
    const terminal = createInterface({ input, output: echo, terminal: true })
    if (hidden) output.write(question)
    try {
      const closed = new Promise<never>((_, reject) => terminal.once('close', () => reject(new Error('closed'))))
      return (await Promise.race([terminal.question(hidden ? '' : question), closed])).trim()
    } catch {
      if (!hidden) output.write('\n')
      throw interrupted('Stopped at the question; nothing was done.', 'Run the same command again.')
    } finally {
      terminal.close()
      if (hidden) output.write('\n')
    }
  }
  const ask = async (question: string): Promise<boolean> => {
    for (;;) {
      const answer = await askText(`${question} (y/N) `, false)
      if (/^y(es)?$/i.test(answer)) return true
      if (/^(no?)?$/i.test(answer)) return false
      output.write('Type y for yes, or n for no.\n')
    }
  }
  return { askText, ask }
}

async function silence(): Promise<Writable> {
  const { Writable } = await import('node:stream')
  return new Writable({ write: (_chunk, _encoding, done) => done() })
}
