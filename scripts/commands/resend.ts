import { readDuration } from '../ground/duration.ts'
import { InvitationsError, type ExitCode } from '../ground/errors.ts'
import type { Invitations, ResendOptions } from '../invitations/index.ts'
import { lifetime } from '../invitations/kinds.ts'
import { wrongExtend } from '../invitations/sending/resend.ts'
import { readInvitationSettings, type InvitationSettings } from '../ground/settings/invitation-settings.ts'
import { invitationsIn } from './at-tenant.ts'
import { confirmMails, type Recipient } from './choosing/before-mailing.ts'
import { changeChosen } from './choosing/change-chosen.ts'
import { chosenFlags, choiceIn, type Choice } from './choosing/chosen-flags.ts'
import { jsonFlag, MAILS_WITHOUT_QUESTION, text, userIdFlag, verboseFlag, type Call, type Command } from './command.ts'
import { eachInvitee, requireInvitees } from './choosing/each-invitee.ts'
import { linkFlags, linkOf } from './link-flags.ts'
import { noteTo } from './telling/note-to.ts'
import { whichInvitations } from './choosing/which-invitations.ts'

export const resend: Command = {
  operands: '<email|inv_…>… | --failed | --file <csv> | <filters>',
  flags: {
    failed: { type: 'boolean', help: 'everyone whose last mail did not go out, instead of addresses' },
    extend: { type: 'string', value: '<7d>', help: 'make it expire this long from now, at most 30d' },
    ...linkFlags,
    'user-id': userIdFlag,
    ...chosenFlags,
    verbose: verboseFlag,
    json: jsonFlag,
  },
  examples: [
    'resend ada@example.com --extend 7d',
    'resend ada@example.com --link',
    'resend --failed --dry-run',
    'resend --file people.csv --extend 7d',
  ],
  changes: () => true,
  asks: true,
  async run(call) {
    const settings = readInvitationSettings(call.environment)
    const isForFailed = call.flags['failed'] === true
    const choice = choiceIn(call, 'resend')
    if (isForFailed) requireNobody(call, choice)
    else if (choice.kind === 'none') requireInvitees(call, 'resend')
    const extend = text(call, 'extend')
    const extend_sec = extend === undefined ? undefined : readDuration(extend)
    if (extend_sec !== undefined && lifetime(1).parse(extend_sec) === undefined) throw wrongExtend()
    const dryRun = call.flags['dry-run'] === true
    const options = { extend_sec, user_id: text(call, 'user-id'), link: linkOf(call), dryRun }
    const invitations = invitationsIn(settings, call)
    if (isForFailed) return resendFailed(call, { settings, invitations, options })
    if (choice.kind === 'none') return eachInvitee(call, 'resend', (who) => invitations.resend(who, options))
    return changeChosen(call, choice, whichInvitations(call, 'resend'), {
      ...{ command: 'resend', settings, invitations, options: { extend_sec } },
      possible: ['pending', 'failed'],
      ask: (count, first) => askBeforeMany(call, settings, count, first),
      change: (email, how) => invitations.resend(email, { extend_sec, dryRun, ...how }),
    })
  },
}

async function askBeforeMany(call: Call, settings: InvitationSettings, count: number, first: Recipient): Promise<void> {
  if (count > MAILS_WITHOUT_QUESTION) await confirmMails(call, { question: `Send ${count} mails?`, settings, first })
}

/** People who were mailed no longer match, so the same command continues after a crash. */
async function resendFailed(
  call: Call,
  {
    settings,
    invitations,
    options,
  }: { settings: InvitationSettings; invitations: Invitations; options: ResendOptions },
): Promise<ExitCode> {
  const { output } = call
  const userIds = new Map<string, string>()
  let first: Recipient | undefined
  for await (const row of invitations.list({ status: 'failed', note: noteTo(output) })) {
    userIds.set(row.email, row.user_id)
    first ??= { ...row, sends: row.sends ?? 1 }
  }
  if (first === undefined) output.well('No mail of a pending invitation has failed, as far as the log goes back.')
  else if (!options.dryRun) await askBeforeMany(call, settings, userIds.size, first)
  const operands = [...userIds.keys()]
  return eachInvitee({ ...call, operands }, 'resend', (who) =>
    invitations.resend(who, { ...options, user_id: userIds.get(who) }),
  )
}

function requireNobody({ operands, flags }: Call, { kind }: Choice): void {
  if (operands.length === 0 && flags['user-id'] === undefined && kind === 'none') return
  throw new InvitationsError('usage', '--failed means everyone whose mail failed. Do not give addresses with it.', {
    hint: [{ do: 'list', status: 'failed' }, ' shows who they are.'],
  })
}
