import { readDuration } from '../ground/duration.ts'
import { exitCodes, InvitationsError } from '../ground/errors.ts'
import { worded } from '../ground/next-step.ts'
import { readFlag, type Flag } from '../invitations/inviting/adopt.ts'
import type { Invitations } from '../invitations/index.ts'
import { readInvitationSettings } from '../ground/settings/invitation-settings.ts'
import { invitationsIn } from './at-tenant.ts'
import { confirm, jsonFlag, text, verboseFlag, type Call, type Command } from './command.ts'
import { noteTo } from './telling/note-to.ts'
import { tellAll } from './telling/tell-all.ts'
import { wrongFlag } from './choosing/which-invitations.ts'

export const deployAdopt: Command = {
  operands: '',
  flags: {
    flag: {
      type: 'string',
      value: '<app_metadata.key=value>',
      help: 'how the recipe marks the people it invited (default: what the reset template asks for)',
    },
    ttl: {
      type: 'string',
      value: '<7d>',
      help: 'how long the invitations last from now on, from 1m to 30d (default 7d)',
    },
    verbose: verboseFlag,
    json: jsonFlag,
  },
  examples: ['deploy adopt --dry-run', 'deploy adopt --flag app_metadata.invited=true --yes'],
  changes: () => true,
  asks: true,
  async run(call) {
    const { output, flags, signal, environment } = call
    const settings = readInvitationSettings(environment)
    const invitations = invitationsIn(settings, call)
    const flag = await flagOf(call, invitations)
    output.say(`People the recipe invited: ${flag.where}.${flag.key} is ${flag.value}.`)
    const ttl = text(call, 'ttl')
    const outcomes = invitations.adopt(flag, {
      dryRun: flags['dry-run'] === true,
      ttl_sec: ttl === undefined ? undefined : readDuration(ttl),
      signal,
      note: noteTo(output),
      approve: (count) =>
        confirm(call, `Turn ${count} ${count === 1 ? 'account into an invitation' : 'accounts into invitations'}?`),
    })
    const exitCode = await tellAll(call, outcomes, 'No one the recipe invited is still waiting.')
    if (exitCode === exitCodes.done)
      output.say(worded(['Next: ', { do: 'deploy plan' }, ' (unless it is deployed already).']))
    return exitCode
  },
}

async function flagOf(call: Call, invitations: Invitations): Promise<Flag> {
  const said = text(call, 'flag')
  if (said !== undefined) {
    const flag = readFlag(said)
    if (flag === undefined) throw wrongFlag('deploy adopt', 'flag', said, 'like app_metadata.invited=true')
    return flag
  }
  const flag = await invitations.recipeFlag()
  if (flag !== undefined) return flag
  throw new InvitationsError(
    'not_found',
    'The reset template does not follow the recipe: it has no type=invite inside a condition.',
    {
      hint: 'Say how it marks the people it invited, like --flag app_metadata.invited=true. After a deploy, the template is ours.',
    },
  )
}
