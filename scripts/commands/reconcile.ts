import { exportedIds } from '../spreadsheet/exported-ids.ts'
import { textOf } from '../spreadsheet/text.ts'
import { exitCodes, type ExitCode } from '../ground/errors.ts'
import { invitationsIn } from './at-tenant.ts'
import type { RepairPlan } from '../invitations/repairing/reconcile.ts'
import { readInvitationSettings } from '../ground/settings/invitation-settings.ts'
import { confirmMails } from './choosing/before-mailing.ts'
import { confirm, dryRunFlag, jsonFlag, MAILS_WITHOUT_QUESTION, text, verboseFlag, type Command } from './command.ts'
import { noteTo } from './telling/note-to.ts'
import { Tally } from './telling/tally.ts'
import { tellAll } from './telling/tell-all.ts'

export const reconcile: Command = {
  operands: '',
  flags: {
    purge: {
      type: 'boolean',
      help: 'delete accounts that an expired invitation created and that never had a password',
    },
    export: {
      type: 'string',
      value: '<file>',
      file: 'read',
      help: 'an earlier export; reports people in it whose record another tool has cleared',
    },
    'dry-run': { ...dryRunFlag, help: `${dryRunFlag.help}; exit code 1 if there is something to do` },
    verbose: verboseFlag,
    json: jsonFlag,
  },
  examples: ['reconcile --dry-run', 'reconcile --yes        every night, by cron'],
  changes: () => true,
  asks: true,
  async run(call): Promise<ExitCode> {
    const dryRun = call.flags['dry-run'] === true
    const file = text(call, 'export')
    const exported = file === undefined ? [] : await exportedIds(textOf(file, call.stdin()))
    const settings = readInvitationSettings(call.environment)
    const tally = new Tally(call)
    const options = {
      dryRun,
      exported,
      purge: call.flags['purge'] === true,
      signal: call.signal,
      confirm: (question: string) => confirm(call, question),
      note: noteTo(call.output),
      approve: async ({ mails, deletions, all, first }: RepairPlan) => {
        tally.expect(all)
        if (deletions > 0) await confirm(call, `Delete ${deletions === 1 ? 'an account' : `${deletions} accounts`}?`)
        if (mails > MAILS_WITHOUT_QUESTION && first !== undefined) {
          await confirmMails(call, { question: `Send ${mails} mails?`, settings, first })
        }
      },
    }
    const invitations = invitationsIn(settings, call)
    let found = 0
    const counted = async function* () {
      for await (const outcome of invitations.reconcile(options)) {
        if (outcome.repair !== 'report') found += 1
        yield outcome
      }
    }
    const exitCode = await tellAll(call, counted(), 'Nothing is left to finish.', tally)
    return dryRun && found > 0 ? exitCodes.notDone : exitCode
  },
}
