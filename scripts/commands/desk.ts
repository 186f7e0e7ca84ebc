import { platform } from 'node:os'
import { join } from 'node:path'
import { exitCodes, InvitationsError } from '../ground/errors.ts'
import { readDeploySettings, type DeploySettings } from '../ground/settings/deploy-settings.ts'
import { readInvitationSettings, type InvitationSettings } from '../ground/settings/invitation-settings.ts'
import { worded } from '../ground/next-step.ts'
import { ambientFetch } from '../invitations/surroundings.ts'
import type { Application } from '../desk/application.ts'
import { listen, type Listening } from '../desk/listening.ts'
import { jsonFlag, text, type Call, type Command } from './command.ts'

export const deskCommand: Command = {
  operands: '',
  flags: {
    port: { type: 'string', value: '<8080>', help: 'the port on 127.0.0.1; default: a free one' },
    name: {
      type: 'string',
      value: '<Grace Hopper>',
      help: 'your name for the audit log (default: your name on this machine)',
    },
    'no-open': { type: 'boolean', help: 'do not open a browser' },
    json: jsonFlag,
  },
  examples: ['desk', 'desk --port 8080 --no-open'],
  changes: () => true,
  async run(call) {
    const { output, environment, signal } = call
    const port = portIn(call)
    const inviting = readInvitationSettings(environment)
    ambientFetch(inviting.domain, environment) // checks that its proxy can be used
    const deploying = readDeploySettings(environment)
    const listening = await listen(port).catch((cause: unknown) => {
      throw notServed(port, cause)
    })
    output.say([
      `The desk is open at ${listening.address}`,
      'The address works once, in one browser. Press Ctrl-C to close the desk.',
    ])
    output.record({ type: 'desk', address: listening.address })
    const folder =
      call.flags['no-open'] === true || call.ask === undefined ? undefined : await open(listening.address, call)
    const desk = await serve(listening, { inviting, deploying }, call)
    if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
    for (const one of await desk.end()) tellStopped(one, output)
    await listening.close()
    folder?.remove()
    return exitCodes.done
  },
}

/**
 * Loads the code that serves the desk, and starts serving. This takes longer than everything before it, so it runs
 * after the address is printed, while the browser starts.
 */
async function serve(
  listening: Listening,
  { inviting, deploying }: { inviting: InvitationSettings; deploying: DeploySettings },
  call: Call,
): Promise<Application> {
  const { output, flags, disk } = call
  await new Promise((resolve) => setImmediate(resolve))
  const { behindDoor, endingDesk } = await import('../desk/desk-server.ts')
  // The build recognizes separate files by the folder in the path.
  const { deploymentsIn, invitationsIn } = await import('../commands/index.ts')
  const admin = { name: text(call, 'name') ?? nameIn(call), email: '' }
  const desk = endingDesk(invitationsIn(inviting, call), {
    admin: () => admin,
    audit: ({ admin: { name }, ...entry }) => output.record({ type: 'done', ...entry, admin: name }),
    deployments: deploymentsIn(call, deploying),
    dryRun: flags['dry-run'] === true,
    disk,
  })
  listening.answerBy(behindDoor(desk.answer, { ...listening, failed: (failure) => output.error(unexpected(failure)) }))
  return desk
}

/** Says how to continue an import that Ctrl-C stopped. */
function tellStopped(
  { name, progress }: Awaited<ReturnType<Application['end']>>[number],
  output: Call['output'],
): void {
  const { done = 0, people = 0 } = progress ?? {}
  output.record({ type: 'stopped', file: name, done, people })
  output.say(
    `The import of ${name} was stopped: ${done} of ${people} done. To continue: ${worded([{ do: 'import', file: name }])}`,
  )
}

/** @throws InvitationsError `usage` */
function portIn(call: Call): number {
  const said = text(call, 'port') ?? '0'
  if (/^\d{1,5}$/.test(said) && Number(said) <= 65_535) return Number(said)
  throw new InvitationsError('usage', `--port ${said} is not a port. Give a number from 0 to 65535.`, {
    hint: [{ do: 'help', with: 'desk' }],
  })
}

function nameIn({ environment }: Call): string {
  return environment['USER'] ?? environment['LOGNAME'] ?? environment['USERNAME'] ?? 'desk'
}

/**
 * Opens the address through a redirecting page: everybody on the machine can see a program's arguments, and the address
 * contains the key. If no browser opens, the address is on the terminal.
 */
async function open(address: string, call: Call) {
  const folder = call.disk.temporaryFolder()
  folder.write(
    'desk.html',
    `<!doctype html><meta charset="utf-8"><title>The desk</title><meta http-equiv="refresh" content="0; url=${address}">`,
  )
  const page = join(folder.path, 'desk.html')
  const [program, ...args] = openers[platform()] ?? ['xdg-open']
  const { spawn } = await import('node:child_process') // loading it takes a while, and the address is told already
  const child = spawn(program ?? 'xdg-open', [...args, page], { stdio: 'ignore', detached: true })
  child.on('error', () => undefined)
  child.unref()
  return folder
}

const openers: Partial<Record<NodeJS.Platform, readonly string[]>> = { darwin: ['open'], win32: ['explorer'] }

function notServed(port: number, cause: unknown): InvitationsError {
  const isTaken = cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE'
  const why = isTaken ? 'another program is using it' : cause instanceof Error ? cause.message : String(cause)
  return new InvitationsError('usage', `The desk cannot be opened on port ${port}: ${why}.`, {
    hint: 'Choose another with --port, or leave it out to use a free one.',
    cause,
  })
}

function unexpected(cause: unknown): InvitationsError {
  if (cause instanceof InvitationsError) return cause
  const why = cause instanceof Error ? cause.message : String(cause)
  return new InvitationsError('internal', `A page of the desk failed: ${why}`, {
    hint: 'This looks like a bug; please report it with what you clicked.',
    cause,
  })
}
