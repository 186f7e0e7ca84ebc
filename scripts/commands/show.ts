import { exitCodes, InvitationsError } from '../ground/errors.ts'
import type { InvitationDetails } from '../invitations/index.ts'
import { readInvitationSettings } from '../ground/settings/invitation-settings.ts'
import { invitationsIn } from './at-tenant.ts'
import { jsonFlag, type Command } from './command.ts'

export const show: Command = {
  operands: '<email|inv_…>',
  flags: { json: jsonFlag },
  examples: ['show ada@example.com'],
  async run(call) {
    const { operands, environment, output } = call
    const [wanted, ...others] = operands
    if (wanted === undefined || others.length > 0) {
      throw new InvitationsError('usage', 'Give one address or one invitation id (inv_…).', {
        hint: [{ do: 'show', email: 'ada@example.com' }],
      })
    }
    const invitations = invitationsIn(readInvitationSettings(environment), call)
    for (const details of await invitations.details(wanted)) {
      output.record(details)
      output.say(told(details))
    }
    return exitCodes.done
  },
}

function told({ deliveries, history, forgot_password, ...row }: InvitationDetails): string[] {
  const fields = Object.entries(row).filter(([, value]) => value !== null)
  const happened = history.map(({ at, event, detail }) => [
    toTheSecond(at),
    `${event === 'mail_asked' && deliveries.unknown !== null ? ASKED_ONLY : words[event]}${detail === null ? '' : `: ${detail}`}`,
  ])
  return [
    ...aligned(fields.map(([field, value]) => [field, plain(value)])),
    '',
    ...aligned(happened),
    '',
    logTold(deliveries),
    forgotTold(forgot_password),
  ]
}

/** For when the log could not be read, so that nothing is known about the mail's fate. */
const ASKED_ONLY = 'Auth0 was asked for a mail'

const words: Readonly<Record<InvitationDetails['history'][number]['event'], string>> = {
  invited: 'invited',
  mail_handed_to_provider: 'mail handed to the email provider',
  mail_failed: 'mail failed',
  mail_asked: 'Auth0 was asked for a mail; the log has no trace of it',
  password_set: 'password set',
  accepted: 'accepted',
  revoked: 'revoked',
  expired: 'expired',
}

function logTold({ log_since, unknown }: InvitationDetails['deliveries']): string {
  if (unknown !== null) return unknown
  const since = log_since === null ? 'The log is empty' : `The log goes back to ${toTheSecond(log_since)}`
  return `${since}, and may be seconds behind. Auth0 does not know whether a mail arrived; the email provider may.`
}

const mails: Readonly<Record<InvitationDetails['forgot_password']['mail'], string>> = {
  invitation: 'the invitation',
  reminder: 'the reminder',
  last_reminder: 'the last reminder',
  reset: 'an ordinary reset mail',
}

function forgotTold({ mail, link_works }: InvitationDetails['forgot_password']): string {
  const what = mails[mail]
  return `“Forgot password?” sends ${what}${link_works ? '' : ', but the reset page refuses its link'}.`
}

/** Auth0's log has milliseconds. */
function toTheSecond(at: string): string {
  return at.replace(/\.\d+Z$/, 'Z')
}

function plain(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function aligned(lines: string[][]): string[] {
  const width = Math.max(...lines.map(([first = '']) => first.length))
  return lines.map(([first = '', second = '']) => `${first.padEnd(width)}  ${second}`)
}
