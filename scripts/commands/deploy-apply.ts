import { join } from 'node:path'
import type { Applied, ApplyOptions } from '../deployments/index.ts'
import { exitCodes, InvitationsError } from '../ground/errors.ts'
import { readTextFile } from '../ground/text-file.ts'
import { deploymentsIn } from './at-tenant.ts'
import { remember } from './choosing/looked-first.ts'
import { confirm, jsonFlag, text, type Call, type Command } from './command.ts'
import { deployFlags, planOptions } from './deploy-flags.ts'
import { printPlan } from './telling/deploy-plan-lines.ts'

export const deployApply: Command = {
  operands: '',
  flags: {
    ...deployFlags,
    'plan-file': { type: 'string', value: '<file>', file: 'read', help: 'do only what deploy plan wrote there' },
    json: jsonFlag,
  },
  examples: ['invitations deploy apply --dry-run', 'invitations deploy apply --yes'],
  changes: () => true,
  asks: true,
  async run(call) {
    const { output, flags, signal } = call
    const dryRun = flags['dry-run'] === true
    const file = text(call, 'plan-file')
    let saved: string | undefined
    const applied = await deploymentsIn(call).apply({
      ...planOptions(call),
      ...(file !== undefined && { planFile: readPlanFile(file) }),
      dryRun,
      planned: (plan) => printPlan(output, plan),
      approve: ({ domain }) => confirm(call, `Deploy this into ${domain}?`),
      replaced: (replaced) => (saved = saveTemplate(call, replaced)),
      begins: () => saved && output.say(`The present reset_email template is saved in ${saved}.`),
      progress: (line) => output.progress(line),
      signal,
    })
    const { domain, changes } = applied
    const { length } = changes
    if (dryRun) {
      output.say(`${length === 0 ? 'Nothing would change' : `Would deploy this into ${domain}`}. Nothing was done.`)
      output.record({ type: 'summary', domain, deployed: false, changes: length })
      return exitCodes.done
    }
    if (length > 0) output.say(`Deployed into ${domain}.`)
    rememberDeployed(call, applied)
    output.record({ type: 'summary', domain, deployed: true, changes: length, saved_template: saved ?? null })
    return exitCodes.done
  },
}

/** After it, all is in order for invitations, as far as the deploy looked: the next one need not look again. */
function rememberDeployed(call: Call, { domain, client }: Applied): void {
  if (client === undefined) return
  remember(call, { domain, connection: client.connection, clientId: client.client_id }, client.needsUsername)
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

/** @returns the file in backups/ that holds the template; undefined where it could not be written */
function saveTemplate(
  { disk, output }: Call,
  { template, domain, at }: Parameters<NonNullable<ApplyOptions['replaced']>>[0],
): string | undefined {
  const file = join('backups', `reset_email ${domain} ${at.toISOString()}.json`.replace(/[ :]/g, '-'))
  try {
    disk.folder('backups')
    disk.replace(file, `${JSON.stringify(template, null, 2)}\n`)
    return file
  } catch (failure) {
    // The tenant keeps it as well.
    const why = failure instanceof Error ? failure.message : String(failure)
    output.warn(`The present reset_email template is only saved in the tenant. ${why}`)
    return undefined
  }
}
