import { exitCodes } from '../ground/errors.ts'
import { readInvitationSettings } from '../ground/settings/invitation-settings.ts'
import { deploymentsIn } from './at-tenant.ts'
import { jsonFlag, type Command } from './command.ts'
import { tellFindings } from './telling/finding-lines.ts'

export const doctor: Command = {
  operands: '',
  flags: {
    strict: { type: 'boolean', help: 'end with exit code 1 if something could not be checked' },
    json: jsonFlag,
  },
  examples: ['doctor', 'doctor --strict --json        every night, by cron'],
  async run(call) {
    const { environment, output, flags } = call
    const { domain } = readInvitationSettings(environment) // checks what inviting needs too
    const counts = tellFindings(output, domain, await deploymentsIn(call).doctor())
    output.record({ type: 'summary', domain, ...counts })
    const isStrict = flags['strict'] === true && counts.not_looked_at > 0
    return counts.errors > 0 || isStrict ? exitCodes.notDone : exitCodes.done
  },
}
