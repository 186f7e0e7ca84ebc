#!/usr/bin/env node
// The program as a process. The only place that reads `process`, and the only exit point.
import { isatty } from 'node:tty'
import { rememberHowCalled } from '../ground/called-as.ts'
import { exitCodes } from '../ground/errors.ts'
import { runCommandLine, tellCrash } from './program.ts'
import { problemOfNode } from './right-node.ts'
import { questionsAt } from './terminal.ts'

const problem = problemOfNode(process.versions.node, NODE_NEEDED)
if (problem !== undefined) {
  console.error(problem)
  process.exit(exitCodes.usage)
}

rememberHowCalled({ environment: process.env, file: process.argv[1] ?? '', folder: process.cwd() })

const interruption = new AbortController()
process.on('SIGINT', () => {
  if (interruption.signal.aborted) process.exit(exitCodes.interrupted) // a second Ctrl-C does not wait
  interruption.abort()
})

const world = {
  environment: process.env,
  signal: interruption.signal,
  stdin: () => process.stdin,
  // Opening a stream takes Node a while, so each is opened when it is first needed.
  isRunning,
  get terminal() {
    const isThere = isatty(0) && isatty(2)
    return isThere ? questionsAt(process.stdin, process.stderr) : undefined
  },
  get stdout() {
    return process.stdout
  },
  get stderr() {
    return process.stderr
  },
}

process.on('uncaughtException', (failure) => {
  process.exit(tellCrash(failure, world, process.argv.includes('--json')))
})

// Without process.exit, the SDK's timer for a failed call would keep the process running.
void runCommandLine(process.argv.slice(2), world).then((exitCode) => process.exit(exitCode))

/** Signal 0 only checks. A process that belongs to another user counts as running too. */
function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (failure) {
    return failure instanceof Error && 'code' in failure && failure.code === 'EPERM'
  }
}
