import { foldAddress } from '../../actions/invitation/address.ts'
import { exitCodes, InvitationsError, type ExitCode } from '../ground/errors.ts'
import type { Invitations, JoinRequest } from '../invitations/index.ts'
import { cancelled } from '../invitations/outcome.ts'
import { table } from '../ground/text-for/terminal.ts'
import { readInvitationSettings } from '../ground/settings/invitation-settings.ts'
import { invitationsIn } from './at-tenant.ts'
import { jsonFlag, text, verboseFlag, type Call, type Command } from './command.ts'
import { noteTo } from './telling/note-to.ts'
import { Tally } from './telling/tally.ts'
import type { Output } from './telling/output.ts'
import { sinceOf, whichFlags } from './choosing/which-invitations.ts'

export const requests: Command = {
  operands: '[<email>…]',
  flags: {
    invite: { type: 'boolean', help: 'invite the people listed, asking about each' },
    since: { ...whichFlags.since, help: 'only people who tried since then' },
    'invited-by': { type: 'string', value: '<name>', help: 'the inviter, as the mail names them' },
    verbose: verboseFlag,
    json: jsonFlag,
  },
  examples: ['requests --since 7d', 'requests --invite --invited-by Grace', 'requests --invite --yes ada@example.com'],
  changes: ({ invite }) => invite === true,
  asks: true,
  async run(call) {
    const { environment, output, operands, flags } = call
    const invitations = invitationsIn(readInvitationSettings(environment), call)
    const all = await invitations.joinRequests({
      ...sinceOf(call, 'requests'),
      note: noteTo(output),
      signal: call.signal,
    })
    const wanted = operands.map(foldAddress)
    const found = all.filter(({ email }) => wanted.length === 0 || wanted.includes(email))
    const missing = wanted.filter((email) => !found.some((one) => one.email === email))
    if (missing.length > 0) {
      throw new InvitationsError(
        'not_found',
        `The log has no refused sign-in of ${missing.join(', ')}, or it has been dealt with.`,
        {
          hint: [{ do: 'invite', email: missing[0] ?? '' }, ' invites anyway.'],
        },
      )
    }
    if (!flags['invite']) {
      for (const request of found) output.record(request)
      tellThem(output, found)
      return exitCodes.done
    }
    return inviteThem(found, invitations, call)
  },
}

function tellThem(output: Output, found: JoinRequest[]): void {
  if (found.length === 0) output.well('Nobody is waiting for an invitation.')
  else output.say(told(found))
}

function told(found: JoinRequest[]): string[] {
  const cells = found.map(({ email, connection, times, last_at }) => [email, connection ?? '-', String(times), last_at])
  const count = found.length === 1 ? '1 person' : `${found.length} people`
  return [
    ...table(['email', 'by', 'times', 'last'], cells),
    `${count} tried to get in without an invitation. --invite invites them.`,
  ]
}

/** Asks about each person, because anyone can try with any address. */
async function inviteThem(found: JoinRequest[], invitations: Invitations, call: Call): Promise<ExitCode> {
  const { output, signal, flags } = call
  const dryRun = flags['dry-run'] === true
  const tally = new Tally(call)
  for (const { email, user_id } of found) {
    if (signal.aborted) break
    const request = { email, invited_by: text(call, 'invited-by') }
    const isWanted = dryRun || (await mayInvite(email, call))
    const outcome = isWanted
      ? await invitations.invite(request, { dryRun, user_id: user_id ?? undefined })
      : cancelled(email)
    tally.add(outcome)
  }
  if (found.length === 0) tellThem(output, found)
  tally.end()
  return signal.aborted ? exitCodes.interrupted : tally.exitCode
}

/** @throws InvitationsError `confirmation_needed` if nobody can be asked */
async function mayInvite(email: string, { ask, flags }: Call): Promise<boolean> {
  if (flags['yes']) return true
  if (ask !== undefined) return ask(`Invite ${email}?`)
  throw new InvitationsError('confirmation_needed', `Invite ${email}? Nobody can answer here: there is no terminal.`, {
    hint: 'Run it again with --yes and the addresses to invite.',
  })
}
