import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { Writable } from 'node:stream'
import type { Ended } from './run-program.ts'

/** Waits for Auth0's limits are so many times shorter than they would be (`stage` makes limits come back as fast). */
export const HURRIED = 20

/** How often commands in this process waited for limits so far, and how long, by the limits' time, while any call did. */
export const waited = { times: 0, ms: 0 }
let waiters = 0

const waiting = {
  wait: async (ms: number) => {
    waited.times += 1
    if (waiters++ === 0) waited.ms -= waiting.nowMs()
    await new Promise<void>((resolve) => setTimeout(resolve, ms / HURRIED))
    if (--waiters === 0) waited.ms += waiting.nowMs()
  },
  nowMs: () => performance.now() * HURRIED,
  chance: () => 0.5,
}

type Program = typeof import('../scripts/cli/program.ts')

const home = process.cwd()
/** As it was built: what users get. */
const { runCommandLine } = createRequire(import.meta.url)('../dist/program.cjs') as Program
/** Commands that run in this process at the moment. */
let running = 0

/** Somebody who sits at a terminal, and what they answer. */
export interface Terminal {
  ask: (question: string) => Promise<boolean>
  /** What they type where a line of text is asked for. */
  askText?: (question: string, hidden: boolean) => Promise<string>
  /** How it waits; left out: hurried. */
  waiting?: typeof waiting
}

/**
 * Runs one of our commands in this process, which spares the start of another; the real SDK calls the real tenant all
 * the same. What needs a process (signals, pipes, settings of Node's) takes `runProgram`.
 * @param terminal what it is told goes to a terminal then, and it asks
 * @param cwd where it runs; commands that run at the same time have to run in the same folder
 */
export async function runCommand(
  args: string[],
  settings: Record<string, string>,
  cwd = home,
  terminal?: Terminal,
): Promise<Ended> {
  if (running > 0 && process.cwd() !== cwd) throw new Error(`A command is running in ${process.cwd()}, not in ${cwd}.`)
  process.chdir(cwd)
  running++
  try {
    return await commandHere(args, settings, terminal)
  } finally {
    running--
    if (running === 0) process.chdir(home)
  }
}

async function commandHere(args: string[], settings: Record<string, string>, terminal?: Terminal): Promise<Ended> {
  const { PATH, HOME } = process.env
  const said = { stdout: '', stderr: '' }
  const collect = (name: keyof typeof said) => {
    const stream = new Writable({
      write(chunk: Buffer, _encoding, done) {
        said[name] += chunk.toString()
        done()
      },
    })
    return terminal === undefined ? stream : Object.assign(stream, { isTTY: true, columns: 200 })
  }
  const exitCode = await runCommandLine(args, {
    environment: { ...(PATH && { PATH }), ...(HOME && { HOME }), ...settings },
    stdout: collect('stdout'),
    stderr: collect('stderr'),
    stdin: () => process.stdin,
    terminal,
    signal: new AbortController().signal,
    waiting: terminal?.waiting ?? waiting,
    isRunning: (pid) => existsSync(`/proc/${pid}`),
  })
  return { exitCode, ...said }
}
