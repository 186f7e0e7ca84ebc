import { exitCodes } from '../ground/errors.ts'
import { deploymentsIn } from './at-tenant.ts'
import { confirm, jsonFlag, type Command } from './command.ts'

export const deployCredentials: Command = {
  operands: '',
  flags: {
    json: jsonFlag,
    linking: {
      type: 'boolean',
      help: 'also make the app that links accounts of other providers (INVITATIONS_ACCEPT_WITH)',
    },
  },
  examples: ['AUTH0_ACCESS_TOKEN=… {program} deploy credentials --dry-run'],
  changes: () => true,
  asks: true,
  async run(call) {
    const { output, flags, signal } = call
    const dryRun = flags['dry-run'] === true
    const { domain, changes } = await deploymentsIn(call).credentials({
      dryRun,
      linking: flags['linking'] === true,
      planned: (plan) => {
        for (const change of plan.changes) output.record({ type: 'change', change })
        const lines = plan.changes.map((change) => `  ${change}`)
        if (lines.length === 0) output.say(`${plan.domain} already has every app as declared.`)
        else output.say([`${dryRun ? 'Would make' : 'To make'} in ${plan.domain}:`, ...lines])
      },
      approve: (plan) => confirm(call, `Make these apps in ${plan.domain}?`),
      progress: (line) => output.bar(line),
      signal,
    })
    if (dryRun) output.say('Nothing was done.')
    else if (changes.length > 0) {
      output.say([
        'Done. Client id and secret of each: Dashboard > Applications > the app > Settings.',
        'In .env, those of invitations-admin are AUTH0_CLIENT_ID and AUTH0_CLIENT_SECRET.',
        'Those of invitations-deploy are AUTH0_DEPLOY_CLIENT_ID and AUTH0_DEPLOY_CLIENT_SECRET.',
        ...(flags['linking'] === true
          ? ['Those of invitations-linking are INVITATIONS_LINKING_CLIENT_ID and INVITATIONS_LINKING_CLIENT_SECRET.']
          : []),
      ])
    }
    output.record({ type: 'summary', domain, changes: changes.length })
    return exitCodes.done
  },
}
