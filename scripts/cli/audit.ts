import { hostname, userInfo } from 'node:os'
import type { Disk } from '../ground/disk/disk.ts'
import { InvitationsError, type ExitCode } from '../ground/errors.ts'
import type { Output } from '../commands/telling/output.ts'
import { jsonLine } from '../ground/text-for/json.ts'

/**
 * The log of the tenant that is selected in the dashboard.
 * @see https://auth0.com/docs/deploy-monitor/logs/view-log-events
 */
const TENANT_LOG = 'https://manage.auth0.com/#/logs'

/** The parts of a result that are logged: who and what, never a link, a token or personal words. */
const noted = [
  'email',
  'user_id',
  'invitation_id',
  'outcome',
  'email_sent',
  'expires_at',
  'reason',
  'repair',
  'admin',
  'operation',
] as const
const notedOfDeploys = ['change', 'deployed', 'saved_template'] as const

/** A command that changes something, as it appears in the log. */
export interface Audited {
  command: string
  /** Addresses, ids or a file. Flags are left out because they may contain personal words. */
  operands: readonly string[]
  tenant: string | null
  /** The machine-to-machine app; null with an access token. */
  client_id: string | null
}

/**
 * Does the work and appends to a file who did what and when: a line at the start, one per result, one at the end. A
 * start without an end means a crash. The file is readable by its owner only (mode 600).
 * @throws InvitationsError `audit_failed` if the file cannot be written; if possible, before anything is done
 */
export async function audited(
  path: string,
  { command, operands, ...where }: Audited,
  { output, disk }: { output: Output; disk: Disk },
  now: () => Date,
  work: () => Promise<ExitCode>,
): Promise<ExitCode> {
  const append = appendTo(path, disk)
  const who = { user: userName(), host: hostname(), ...where, command }
  const note = (what: object) => append({ at: now().toISOString(), ...who, ...what })
  note({ event: 'started', operands })
  output.alsoTell((record) => {
    const result = pick(record, noted)
    if ('outcome' in result) note({ event: 'result', ...result })
    const deploy = pick(record, notedOfDeploys)
    if ('change' in deploy) note({ event: 'planned', ...deploy })
    if ('deployed' in deploy) note({ event: 'result', ...deploy })
  })
  try {
    const exit_code = await work()
    note({ event: 'ended', exit_code })
    output.say(`Recorded in ${path}. The tenant's own log: ${TENANT_LOG}`)
    return exit_code
  } catch (failure) {
    if (!(failure instanceof InvitationsError)) note({ event: 'ended', error: 'internal' })
    else if (failure.code !== 'audit_failed') note({ event: 'ended', exit_code: failure.exitCode, error: failure.code })
    throw failure
  }
}

function pick(record: object, names: readonly string[]): object {
  return Object.fromEntries(Object.entries(record).filter(([name]) => names.includes(name)))
}

/** Each line is written at once, in one piece, so that parallel commands can share a file and a crash loses nothing. */
function appendTo(path: string, disk: Disk): (line: object) => void {
  const attempt = <Result>(work: () => Result, consequence: string): Result => {
    try {
      return work()
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause)
      throw new InvitationsError('audit_failed', `The audit log ${path} cannot be written: ${why}. ${consequence}`, {
        hint: 'Free some space, or name a file that you may write (--audit, INVITATIONS_AUDIT_FILE). Then run the same command again.',
        cause,
      })
    }
  }
  const file = attempt(() => disk.append(path), 'Nothing was done.')
  return (line) => {
    const text = `${jsonLine(line)}\n`
    attempt(() => file.write(text), 'Nothing more is done without it.')
  }
}

/** Some containers run as a user without a name. */
function userName(): string {
  try {
    return userInfo().username
  } catch {
    return 'unknown'
  }
}
