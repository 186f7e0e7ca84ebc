import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { Writable } from 'node:stream'
import type { Ended } from './run-program.ts'

/** By how much waits for Auth0's limits are shortened (`stage` makes limits come back as fast). */
export const HURRIED = 20

/** How often and how long commands in this process have waited for limits so far, by the limits' time. */
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
/** The built program, as users get it. */
const { runCommandLine } = createRequire(import.meta.url)('../dist/program.cjs') as Program
/** Commands that run in this process at the moment. */
let running = 0

/** A person at a terminal, and their answers. */
export interface Terminal {
  ask: (question: string) => Promise<boolean>
  /** What they type if the program asks for a line of text. */
  askText?: (question: string, hidden: boolean) => Promise<string>
  /** How the program waits; by default, hurried. */
  waiting?: typeof waiting
}

/**
 * Runs one of our commands in this process, which saves the start of another; the real SDK still calls the real tenant.
 * Tests that need a process (signals, pipes, Node's settings) use `runProgram`.
 * @param terminal makes the command print for a terminal, and ask
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
