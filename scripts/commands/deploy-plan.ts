import { exitCodes, InvitationsError, type ExitCode } from '../ground/errors.ts'
import { worded } from '../ground/next-step.ts'
import { environmentNames, inEnvironment } from '../ground/settings/environments.ts'
import { deploymentsIn } from './at-tenant.ts'
import { jsonFlag, text, type Call, type Command } from './command.ts'
import { deployFlags, planOptions } from './deploy-flags.ts'
import { printPlan } from './telling/deploy-plan-lines.ts'

export const deployPlan: Command = {
  operands: '',
  flags: {
    ...deployFlags,
    'plan-file': {
      type: 'string',
      value: '<file>',
      file: 'written',
      help: 'write the plan to this file, for deploy apply --plan-file',
    },
    all: { type: 'boolean', help: 'plan for every environment in tenant/env, one by one' },
    json: jsonFlag,
  },
  examples: ['deploy plan', 'deploy plan --env staging', 'deploy plan --all --json || test $? -eq 3'],
  run: (call) => (call.flags['all'] ? planAll(call) : planOne(call)),
}

/** For a nightly job: exit code 0 if every tenant is as declared, 3 if one is not, 1 or 2 if one could not be read. */
async function planAll(call: Call): Promise<ExitCode> {
  const { output, environment } = call
  if (text(call, 'plan-file') !== undefined) {
    const hint = 'Write one plan for each: --env staging --plan-file staging.json.'
    throw new InvitationsError('usage', 'A plan file is for one tenant, but --all plans for every tenant.', { hint })
  }
  const names = environmentNames()
  if (names.length === 0) {
    const hint = 'Write one file for each tenant: tenant/env/staging.json.'
    throw new InvitationsError('settings_incomplete', 'There are no environments in tenant/env.', { hint })
  }
  const ends: ExitCode[] = []
  for (const name of names) {
    output.beginAnother()
    output.say(['', name])
    try {
      ends.push(await planOne({ ...call, environment: inEnvironment(environment, name, call.secrets) }))
    } catch (failure) {
      if (!(failure instanceof InvitationsError)) throw failure
      output.error(failure)
      ends.push(failure.exitCode)
    }
  }
  const failed = ends.find((end) => end !== exitCodes.done && end !== exitCodes.changesPending)
  return failed ?? (ends.includes(exitCodes.changesPending) ? exitCodes.changesPending : exitCodes.done)
}

async function planOne(call: Call): Promise<ExitCode> {
  const { output } = call
  const plan = await deploymentsIn(call).plan(planOptions(call))
  printPlan(output, plan)
  const { domain, changes, untouched, landings } = plan
  const file = text(call, 'plan-file')
  if (file !== undefined) {
    call.disk.replace(file, plan.toFile())
    output.say(
      worded([`The plan is in ${file}: “`, { do: 'deploy apply', planFile: file }, '” does exactly that, or nothing.']),
    )
  }
  const summary = { domain, changes: changes.length, untouched, landings }
  output.record({ type: 'summary', ...summary, not_looked_at: plan.notLookedAt.map(({ what }) => what) })
  if (changes.length === 0) return exitCodes.done
  if (file === undefined) output.say(worded(['Nothing was done: “', { do: 'deploy apply' }, '” does it.']))
  return exitCodes.changesPending
}
