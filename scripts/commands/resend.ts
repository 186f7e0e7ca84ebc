import { readDuration } from '../duration.ts'
import { InvitationsError, type ExitCode } from '../errors.ts'
import type { ResendOptions } from '../library/index.ts'
import { lifetime } from '../library/kinds.ts'
import { wrongExtend } from '../library/resend.ts'
import { readInvitationSettings, type InvitationSettings } from '../settings.ts'
import { invitationsIn } from './at-tenant.ts'
import {
  confirm,
  dryRunFlag,
  jsonFlag,
  MAILS_WITHOUT_QUESTION,
  text,
  userIdFlag,
  verboseFlag,
  yesFlag,
  type Call,
  type Command,
} from './command.ts'
import { eachInvitee, requireInvitees } from './each-invitee.ts'
import { linkFlags, linkOf } from './link-flags.ts'

export const resend: Command = {
  operands: '<email|inv_…>… | --failed',
  flags: {
    failed: { type: 'boolean', help: 'everybody whose last mail did not go out, instead of addresses' },
    extend: { type: 'string', value: '<7d>', help: 'expire this long from now instead, at most 30d' },
    ...linkFlags,
    'user-id': userIdFlag,
    'dry-run': dryRunFlag,
    yes: yesFlag,
    verbose: verboseFlag,
    json: jsonFlag,
  },
  examples: [
    'invitations resend ada@example.com --extend 7d',
    'invitations resend ada@example.com --link',
    'invitations resend --failed --dry-run',
  ],
  finishesItself: true,
  async run(call) {
    const settings = readInvitationSettings(call.environment)
    const isForFailed = call.flags['failed'] === true
    if (isForFailed) requireNobody(call)
    else requireInvitees(call, 'resend')
    const extend = text(call, 'extend')
    const extend_sec = extend === undefined ? undefined : readDuration(extend)
    if (extend_sec !== undefined && lifetime(1).parse(extend_sec) === undefined) throw wrongExtend()
    const dryRun = call.flags['dry-run'] === true
    const options = { extend_sec, user_id: text(call, 'user-id'), link: linkOf(call), dryRun }
    if (isForFailed) return resendFailed(call, settings, options)
    const invitations = invitationsIn(settings, call)
    return eachInvitee(call, 'resend', (who) => invitations.resend(who, options))
  },
}

function requireNobody({ operands, flags }: Call): void {
  if (operands.length === 0 && flags['user-id'] === undefined) return
  throw new InvitationsError('usage', '--failed means everybody whose mail failed: give no address with it.', {
    hint: 'invitations list --status failed shows who they are.',
  })
}

async function resendFailed(call: Call, settings: InvitationSettings, options: ResendOptions): Promise<ExitCode> {
  const { output } = call
  const invitations = invitationsIn(settings, call)
  const userIds = new Map<string, string>()
  const note = (sentence: string) => output.warn(sentence)
  for await (const { email, user_id } of invitations.list({ status: 'failed', note })) userIds.set(email, user_id)
  if (userIds.size === 0) output.say('No pending invitation has a mail that failed, as far as the log goes back.')
  if (userIds.size > MAILS_WITHOUT_QUESTION && !options.dryRun) await confirm(call, `Send ${userIds.size} mails?`)
  const operands = [...userIds.keys()]
  return eachInvitee({ ...call, operands }, 'resend', (who) =>
    invitations.resend(who, { ...options, user_id: userIds.get(who) }),
  )
}
