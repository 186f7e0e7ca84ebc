import { InvitationsError } from '../../ground/errors.ts'
import { projectVersion } from '../declared/project.ts'
import type { Deployed } from '../deployed/deployed.ts'
import { oursIn } from '../deployed/ours.ts'
import { hashesOf, only, overlay } from '../deployed/places.ts'
import { begin, finish, type SavedState } from '../saved/saved-state.ts'
import { StateKeeper } from '../saved/state-keeper.ts'
import type { Tenant } from '../tenant.ts'
import {
  carryOut,
  checkRestored,
  planRestoration,
  scopesFor,
  type PlannedRestoration,
  type RestorationPlan,
  type RestoringOptions,
} from './restoration.ts'

export interface RollbackOptions extends RestoringOptions<RollbackPlan> {
  /** Id of the deploy to undo, together with all later ones. Default: the newest. */
  to?: string | undefined
  /** Called with a sentence that says why, if the result could not be checked. */
  note?: ((sentence: string) => void) | undefined
}

export interface RollbackPlan extends RestorationPlan {
  /** Id of a deploy. The tenant is restored to what it had before that deploy. */
  before: string
}

/**
 * Restores what the tenant had before a deploy, except what somebody has changed since. A second run finishes one that
 * was cut off.
 * @throws InvitationsError `nothing_to_roll_back`, or what stops any deploy
 */
export async function rollback(options: RollbackOptions, tenant: Tenant): Promise<RollbackPlan> {
  const planned = await planRestoration(tenant, options, ({ saved, deployed }) => undone(saved, deployed, options.to))
  const { wanted, reading, configuration } = planned
  const shown = { ...planned.shown, before: wanted.name }
  const { steps, domain } = shown
  options.planned?.(shown)
  if (options.dryRun) return shown
  const keeper = new StateKeeper(configuration, reading)
  if (steps.length > 0) {
    await configuration.requireScopes(scopesFor(steps), `roll back in ${domain}`)
    await options.approve?.(shown)
    const changes = steps.map(({ change }) => change)
    const after = only(hashesOf(wanted.before), planned.restoration.restored)
    const entry = { now: planned.at, version: projectVersion(), changes, before: planned.now, after }
    await keeper.write((state) => begin(state, { ...entry, what: 'rollback' }))
    await carryOut(planned)
    const unseen = await lookRestored(planned)
    if (unseen !== undefined) options.note?.(`Auth0 took every step. Not checked: how it is now. ${unseen}`)
  }
  if (steps.length > 0 || reading.saved.entries[0]?.isFinished === false) await keeper.write(finish)
  return shown
}

/**
 * Checks whether the tenant is as wanted.
 * @returns why it could not be checked, although every step was taken; undefined if the tenant is as wanted
 * @throws InvitationsError `deploy_incomplete` with what is left
 */
async function lookRestored(planned: PlannedRestoration): Promise<string | undefined> {
  try {
    await checkRestored(planned)
    return undefined
  } catch (failure) {
    const { code, message } = failure instanceof InvitationsError ? failure : { code: undefined, message: '' }
    if (code === undefined || code === 'deploy_incomplete' || code === 'interrupted') throw failure
    return message
  }
}

/** What the deploys from this one on found, and how they left it. A rollback that was cut off is continued. */
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
    throw nothing('The newest entry is a rollback, so this would restore what it undid')
  }
  const range = done.slice(0, index + 1)
  const before = range.map((entry) => entry.before).reduce((later, earlier) => overlay(later, earlier))
  const after = [...range, ...(isCutOff ? [newest] : [])].map((entry) => entry.after)
  return { name: first.id, before, after }
}

function nothingSaved(deployed: Deployed): string {
  const ours = oursIn(deployed)
  const saved = 'Nothing is saved that could be restored'
  return ours.length === 0 ? saved : `${saved}, although ours is there: ${ours.join(', ')}`
}

function nothing(why: string): InvitationsError {
  return new InvitationsError('nothing_to_roll_back', `${why}. Nothing was changed.`, {
    hint: [{ do: 'deploy history' }, ' lists the deploys. Choose one with --to.'],
  })
}
