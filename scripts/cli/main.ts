#!/usr/bin/env node
// The program in a process of its own. The only place that reads process and the only exit point.
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
  // Opening a stream takes Node a while, so each waits until it is needed.
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

// Waiting for the loop to run dry would wait for the SDK's timer of a failed call.
void runCommandLine(process.argv.slice(2), world).then((exitCode) => process.exit(exitCode))

/** A signal that is none asks only. A process of somebody else's is running, too. */
function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (failure) {
    return failure instanceof Error && 'code' in failure && failure.code === 'EPERM'
  }
}
