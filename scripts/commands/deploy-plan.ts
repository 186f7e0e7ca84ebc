import { rmSync, writeFileSync } from 'node:fs'
import { planToFile } from '../deploy/plan-file.ts'
import { exitCodes, InvitationsError, type ExitCode } from '../errors.ts'
import { jsonFlag, text, type Call, type Command } from './command.ts'
import { environmentNames, inEnvironment } from './environments.ts'
import { deployFlags, planDeploy, printPlan } from './plan-deploy.ts'

export const deployPlan: Command = {
  operands: '',
  flags: {
    ...deployFlags,
    'plan-file': { type: 'string', value: '<file>', help: 'write the plan there, for deploy apply --plan-file' },
    all: { type: 'boolean', help: 'plan for every environment in tenant/env, one after the other' },
    json: jsonFlag,
  },
  examples: [
    'invitations deploy plan',
    'invitations deploy plan --env staging',
    'invitations deploy plan --all --json || test $? -eq 3',
  ],
  run: (call) => (call.flags['all'] ? planAll(call) : planOne(call)),
}

/** For a nightly job: 0 where every tenant is as declared, 3 where one is not, 1 or 2 where one could not be read. */
async function planAll(call: Call): Promise<ExitCode> {
  const { output, environment } = call
  if (text(call, 'plan-file') !== undefined) {
    const hint = 'Write one plan for each: --env staging --plan-file staging.json.'
    throw new InvitationsError('usage', 'A plan file is for one tenant, and --all is for every.', { hint })
  }
  const names = environmentNames()
  if (names.length === 0) {
    const hint = 'Write one file for each tenant: tenant/env/staging.json.'
    throw new InvitationsError('settings_incomplete', 'There is no environment in tenant/env.', { hint })
  }
  const ends: ExitCode[] = []
  for (const name of names) {
    output.say(`\n${name}`)
    try {
      ends.push(await planOne({ ...call, environment: inEnvironment(environment, name) }))
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
  const planned = await planDeploy(call)
  printPlan(output, planned)
  const { changes, untouched } = planned.plan
  const file = text(call, 'plan-file')
  if (file !== undefined) {
    write(file, planToFile(planned.settings.domain, planned.reading.deployed, planned.plan))
    output.say(`The plan is in ${file}: “invitations deploy apply --plan-file ${file}” does exactly that or nothing.`)
  }
  const { landings, settings } = planned
  output.record({ type: 'summary', domain: settings.domain, changes: changes.length, untouched, landings })
  if (changes.length === 0) return exitCodes.done
  if (file === undefined) output.say('Nothing was done: “invitations deploy apply” does it.')
  return exitCodes.changesPending
}

function write(file: string, content: string): void {
  try {
    rmSync(file, { force: true }) // a file that is there would keep its mode
    writeFileSync(file, content, { mode: 0o600 })
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause)
    throw new InvitationsError('output_failed', `The plan could not be written: ${said}.`, {
      hint: 'Name a file in a folder that is there and can be written to. Nothing was changed in the tenant.',
      cause,
    })
  }
}
