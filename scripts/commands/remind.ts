import { readQuietHours, type QuietHours } from '../../actions/invitation/quiet-hours.ts'
import { readDuration } from '../ground/duration.ts'
import { InvitationsError } from '../ground/errors.ts'
import { DEFAULT_MOST_REMINDERS } from '../invitations/sending/remind.ts'
import { readInvitationSettings } from '../ground/settings/invitation-settings.ts'
import { invitationsIn } from './at-tenant.ts'
import { confirmMails, type Recipient } from './choosing/before-mailing.ts'
import { changeChosen } from './choosing/change-chosen.ts'
import { chosenFlags, choiceIn } from './choosing/chosen-flags.ts'
import { jsonFlag, MAILS_WITHOUT_QUESTION, text, verboseFlag, type Call, type Command } from './command.ts'
import { eachInvitee, requireInvitees } from './choosing/each-invitee.ts'
import { noteTo } from './telling/note-to.ts'
import { Tally } from './telling/tally.ts'
import { tellAll } from './telling/tell-all.ts'
import { whichInvitations } from './choosing/which-invitations.ts'

export const remind: Command = {
  operands: '[<email>… | --file <csv> | <filters>]',
  flags: {
    after: { type: 'string', value: '<3d>', help: 'only people whose last mail is at least this old (default 3d)' },
    most: {
      type: 'string',
      value: '<2>',
      help: `most reminders per invitation; a resend counts (default ${DEFAULT_MOST_REMINDERS})`,
    },
    quiet: {
      type: 'string',
      value: '<20:00-08:00>',
      help: 'send nothing in these hours, in INVITATIONS_TIME_ZONE',
    },
    ...chosenFlags,
    verbose: verboseFlag,
    json: jsonFlag,
  },
  examples: [
    'remind --dry-run',
    'remind --file people.csv --after 1d',
    'remind --after 3d --most 2 --quiet 20:00-08:00 --yes        every hour, by cron',
  ],
  changes: () => true,
  asks: true,
  async run(call) {
    const settings = readInvitationSettings(call.environment)
    const tally = new Tally(call)
    const options = {
      after_sec: afterIn(call),
      most: mostIn(call),
      quiet: quietIn(call),
      dryRun: call.flags['dry-run'] === true,
      signal: call.signal,
      note: noteTo(call.output),
      approve: async (due: number, first: Recipient) => {
        tally.expect(due)
        if (due > MAILS_WITHOUT_QUESTION) {
          await confirmMails(call, { question: `Send ${due} reminders?`, settings, first })
        }
      },
    }
    const invitations = invitationsIn(settings, call)
    const choice = choiceIn(call, 'remind')
    const { after_sec, most, quiet, dryRun } = options
    const rules = { after_sec, most, quiet, dryRun }
    if (choice.kind === 'none' && call.operands.length > 0) {
      requireInvitees(call, 'remind')
      return eachInvitee(call, 'remind', (who) => invitations.remindChosen(who, rules))
    }
    if (choice.kind !== 'none') {
      return changeChosen(call, choice, whichInvitations(call, 'remind'), {
        ...{ command: 'remind', settings, invitations, options: { after_sec, most, quiet } },
        possible: ['pending', 'failed'],
        ask: async (count, first) => {
          if (count <= MAILS_WITHOUT_QUESTION) return
          await confirmMails(call, { question: `Send up to ${count} reminders?`, settings, first })
        },
        change: (email, how) => invitations.remindChosen(email, { ...rules, ...how }),
      })
    }
    return tellAll(call, invitations.remind(options), 'Nobody is due for a reminder.', tally)
  },
}

function afterIn(call: Call): number | undefined {
  const said = text(call, 'after')
  const seconds = said === undefined ? undefined : readDuration(said)
  if (Number.isNaN(seconds)) throw wrongFlag('after', said, 'a span like 3d or 12h')
  return seconds
}

function mostIn(call: Call): number | undefined {
  const said = text(call, 'most')
  if (said !== undefined && !/^[1-9]$/.test(said)) throw wrongFlag('most', said, 'a number from 1 to 9')
  return said === undefined ? undefined : Number(said)
}

function quietIn(call: Call): QuietHours | undefined {
  const said = text(call, 'quiet')
  const quiet = said === undefined ? undefined : readQuietHours(said)
  if (said !== undefined && quiet === undefined) throw wrongFlag('quiet', said, 'hours like 20:00-08:00')
  return quiet
}

function wrongFlag(flag: string, said: string | undefined, wanted: string): InvitationsError {
  return new InvitationsError('usage', `--${flag} ${said} is not ${wanted}.`, {
    hint: [{ do: 'help', with: 'remind' }],
  })
}
