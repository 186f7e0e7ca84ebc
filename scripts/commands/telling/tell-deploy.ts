import { join } from 'node:path'
import type { Applied, ApplyOptions, Deployments } from '../../deployments/index.ts'
import { remember } from '../choosing/looked-first.ts'
import type { Call } from '../command.ts'
import { printPlan } from './deploy-plan-lines.ts'

/** What a deploy did, and the file with the template that it replaced, if there was one and it could be saved. */
export interface TheDeploy extends Applied {
  savedTemplate: string | undefined
}

/** Deploys and reports the progress. Prints the plan first, and in a dry run nothing else. */
export async function deployAloud(call: Call, deployments: Deployments, options: ApplyOptions): Promise<TheDeploy> {
  const { output, flags, signal } = call
  let savedTemplate: string | undefined
  const applied = await deployments.apply({
    ...options,
    planned: (plan) => printPlan(output, plan),
    replaced: (replaced) => (savedTemplate = saveTemplate(call, replaced)),
    begins: () => savedTemplate && output.say(`The reset_email template that was there is saved in ${savedTemplate}.`),
    progress: flags['verbose'] === true ? (line) => output.progress(line) : inOurWords(output),
    signal,
  })
  output.bar('')
  if (options.dryRun) return { ...applied, savedTemplate }
  if (applied.changes.length > 0) output.say(`Deployed into ${applied.domain}.`)
  rememberDeployed(call, applied)
  return { ...applied, savedTemplate }
}

/** What the Deploy CLI calls its parts. */
const parts: Readonly<Record<string, string>> = {
  actions: 'Actions',
  emailTemplates: 'mail template',
  prompts: 'texts',
  triggers: 'bindings',
}

/** Progress in one line; the Deploy CLI's own words are for --verbose. */
function inOurWords(output: Call['output']): (line: string) => void {
  const done = new Set<string>()
  return (line) => {
    const part = parts[/(?:Created|Updated|Deployed) \[(\w+)\]/.exec(line)?.[1] ?? '']
    if (part !== undefined) done.add(part)
    output.bar(['Deploying …', ...done].join('  '))
  }
}

/** After a deploy, invitations can work as far as it checked, so the next one need not check again. */
function rememberDeployed(call: Call, { domain, client }: Applied): void {
  if (client === undefined || !client.takesPasswords) return
  remember(call, { domain, connection: client.connection, clientId: client.client_id }, client.needsUsername)
}

/** @returns the file in backups/ with the template; undefined if it could not be written */
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
    // The tenant also has a copy.
    const why = failure instanceof Error ? failure.message : String(failure)
    output.warn(`The reset_email template that was there is saved in the tenant only. ${why}`)
    return undefined
  }
}
