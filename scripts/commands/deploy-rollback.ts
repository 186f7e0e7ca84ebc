import type { Deployed } from '../deployments/deployed.ts'
import { oursIn } from '../deployments/ours.ts'
import { hashesOf, only, overlay } from '../deployments/places.ts'
import { projectVersion } from '../deployments/project.ts'
import { scopesForSteps } from '../deployments/scopes.ts'
import { begin, finish, type SavedState } from '../deployments/saved-state.ts'
import { exitCodes, InvitationsError } from '../ground/errors.ts'
import { confirm, jsonFlag, text, type Command } from './command.ts'
import { carryOut, lookRestored, forceFlag, planRestoration, printRestoration } from '../deployments/restore-deploy.ts'

export const deployRollback: Command = {
  operands: '',
  flags: {
    to: { type: 'string', value: '<id>', help: 'undo this deploy and all after it (deploy history lists them)' },
    force: forceFlag,
    json: jsonFlag,
  },
  examples: ['invitations deploy rollback --dry-run', 'invitations deploy rollback --to 20260131-120000 --yes'],
  changes: () => true,
  asks: true,
  async run(call) {
    const { output, flags } = call
    const planned = await planRestoration(call, ({ saved, deployed }) => undone(saved, deployed, text(call, 'to')))
    const { settings, keeper, reading, wanted, restoration } = planned
    const { steps, left, restored } = restoration
    output.say(`Back to before the deploy ${wanted.name}, in ${settings.domain}:`)
    printRestoration(output, restoration)
    if (flags['dry-run']) {
      output.say(
        `${steps.length > 0 ? `Would do this in ${settings.domain}` : 'Nothing would change'}. Nothing was done.`,
      )
      output.record({ type: 'summary', domain: settings.domain, rolled_back_to_before: wanted.name, left: left.length })
      return exitCodes.done
    }
    if (steps.length > 0) {
      await planned.configuration.requireScopes(scopesForSteps(steps), `roll back in ${settings.domain}`)
      await confirm(call, `Do this in ${settings.domain}?`)
      const changes = steps.map(({ change }) => change)
      const after = only(hashesOf(wanted.before), restored)
      const entry = {
        now: planned.at,
        version: projectVersion(),
        what: 'rollback' as const,
        changes,
        before: planned.now,
        after,
      }
      await keeper.write((state) => begin(state, entry))
      await carryOut(planned)
      const unseen = await lookRestored(planned)
      if (unseen !== undefined) output.warn(`Auth0 took every step. Not checked: how it is now. ${unseen}`)
    }
    if (steps.length > 0 || reading.saved.entries[0]?.isFinished === false) await keeper.write(finish)
    const [done, none] =
      left.length === 0 ? ['', ''] : [' What is marked “!” stays.', ' is done: what is marked “!” stays']
    output.say(steps.length > 0 ? `Rolled back.${done}` : `Nothing${none || ' to do'}.`)
    output.record({ type: 'summary', domain: settings.domain, rolled_back_to_before: wanted.name, left: left.length })
    return restoration.left.length === 0 ? exitCodes.done : exitCodes.notDone
  },
}

/** What the deploys from this one on found, and how they left it. A rollback that was cut off is gone on with. */
function undone({ entries }: SavedState, deployed: Deployed, id: string | undefined) {
  const [newest] = entries
  const isCutOff = newest?.what === 'rollback' && !newest.isFinished
  const done = isCutOff ? entries.slice(1) : entries
  const index = id === undefined ? 0 : done.findIndex((entry) => entry.id === id)
  const first = done[index]
  if (first === undefined) {
    throw nothing(id === undefined ? nothingSaved(deployed) : `There is no deploy ${id}`)
  }
  if (id === undefined && first.what === 'rollback') {
    throw nothing('The newest entry is a rollback, so this would bring back what it undid')
  }
  const range = done.slice(0, index + 1)
  const before = range.map((entry) => entry.before).reduce((later, earlier) => overlay(later, earlier))
  const after = [...range, ...(isCutOff ? [newest] : [])].map((entry) => entry.after)
  return { name: first.id, before, after }
}

function nothingSaved(deployed: Deployed): string {
  const ours = oursIn(deployed)
  const saved = 'Nothing is saved that could be brought back'
  return ours.length === 0
    ? saved
    : `${saved}, although ${ours.join(', ')} of ours ${ours.length === 1 ? 'is' : 'are'} there`
}

function nothing(why: string): InvitationsError {
  return new InvitationsError('nothing_to_roll_back', `${why}. Nothing was changed.`, {
    hint: 'invitations deploy history lists what there is; --to says how far back.',
  })
}
