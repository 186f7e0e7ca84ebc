import { exitCodes, InvitationsError } from '../ground/errors.ts'
import { readTextFile } from '../ground/text-file.ts'
import { deploymentsIn } from './at-tenant.ts'
import { confirm, jsonFlag, text, verboseFlag, type Command } from './command.ts'
import { deployFlags, planOptions } from './deploy-flags.ts'
import { deployAloud } from './telling/tell-deploy.ts'

export const deployApply: Command = {
  operands: '',
  flags: {
    ...deployFlags,
    'plan-file': { type: 'string', value: '<file>', file: 'read', help: 'do exactly what deploy plan wrote there' },
    verbose: { ...verboseFlag, help: 'also print what the Deploy CLI says' },
    json: jsonFlag,
  },
  examples: ['deploy apply --dry-run', 'deploy apply --yes'],
  changes: () => true,
  asks: true,
  async run(call) {
    const { output, flags } = call
    const dryRun = flags['dry-run'] === true
    const file = text(call, 'plan-file')
    const { domain, changes, savedTemplate } = await deployAloud(call, deploymentsIn(call), {
      ...planOptions(call),
      ...(file !== undefined && { planFile: readPlanFile(file) }),
      dryRun,
      approve: ({ domain }) => confirm(call, `Deploy this into ${domain}?`),
    })
    const { length } = changes
    if (dryRun) {
      output.say(`${length === 0 ? 'Nothing would change' : `Would deploy this into ${domain}`}. Nothing was done.`)
      output.record({ type: 'summary', domain, deployed: false, changes: length })
      return exitCodes.done
    }
    output.record({ type: 'summary', domain, deployed: true, changes: length, saved_template: savedTemplate ?? null })
    return exitCodes.done
  },
}

function readPlanFile(file: string): string {
  try {
    return readTextFile(file)
  } catch (cause) {
    throw new InvitationsError('unreadable_file', `The plan file ${file} cannot be read.`, {
      hint: [{ do: 'deploy plan', planFile: file }, ' makes it.'],
      cause,
    })
  }
}
