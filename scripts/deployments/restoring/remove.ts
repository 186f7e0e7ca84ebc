import { InvitationsError } from '../../ground/errors.ts'
import type { DeclaredPlaces } from '../declared/desired.ts'
import { oursIn } from '../deployed/ours.ts'
import { hashesOf, placesIn, textPlaces } from '../deployed/places.ts'
import type { Reading } from '../deployed/read-deployed.ts'
import { SAVED_STATE_ACTION } from '../saved/saved-state.ts'
import type { Tenant } from '../tenant.ts'
import { originOf } from './origin.ts'
import {
  carryOut,
  checkRestored,
  planRestoration,
  scopesFor,
  type LookedAround,
  type RestorationPlan,
  type RestoringOptions,
  type WantedState,
} from './restoration.ts'

export type RemoveOptions = RestoringOptions<RestorationPlan>

export interface Removed extends RestorationPlan {
  /** Whether `force` would restore some of what is left. If so, the tenant keeps what was saved. */
  canForce: boolean
  /** Name of the Action that keeps what was saved. */
  savedIn: string
}

/**
 * Removes everything of ours from the tenant, and restores what it had before the first deploy.
 * @throws InvitationsError `nothing_to_roll_back`, or what stops any deploy
 */
export async function remove(options: RemoveOptions, tenant: Tenant): Promise<Removed> {
  const { domain } = tenant.settings
  const planned = await planRestoration(tenant, options, (reading, lookAround) => beforeUs(reading, lookAround, domain))
  const { shown, configuration, reading, restoration } = planned
  const removed = { ...shown, canForce: restoration.canForce, savedIn: SAVED_STATE_ACTION }
  options.planned?.(shown)
  if (options.dryRun) return removed
  const needed = ['delete:actions', ...scopesFor(shown.steps)]
  await configuration.requireScopes(needed, `remove what is deployed into ${domain}`)
  await options.approve?.(shown)
  if (shown.steps.length > 0) {
    await carryOut(planned)
    await checkRestored(planned)
  }
  // Last, because a second run (also one with `force`) needs it.
  if (reading.savedActionId !== undefined && !restoration.canForce) {
    await configuration.deleteAction(reading.savedActionId)
  }
  return removed
}

async function beforeUs(
  { saved }: Reading,
  lookAround: () => Promise<LookedAround>,
  domain: string,
): Promise<WantedState> {
  const { origin, latest, entries } = saved
  if (entries.length > 0) {
    const applied = entries.filter(({ what }) => what === 'apply').map(({ after }) => after)
    const after = [latest, ...entries.map((entry) => entry.after)]
    return { name: 'the first deploy', ...originOf(origin, applied), after }
  }
  const { deployed, declared } = await lookAround()
  const texts = ourTexts(declared, deployed)
  if (oursIn(deployed).length === 0 && texts.length === 0) {
    const looked = 'No Action, template or text of ours is there, and nothing is saved'
    throw new InvitationsError('nothing_to_roll_back', `There is nothing to remove from ${domain}. ${looked}.`, {
      hint: 'If you expected something, check AUTH0_DOMAIN.',
    })
  }
  // Somebody deleted the Action that saved it. Ours goes, but nobody knows what was there before.
  const now = placesIn(deployed, { ...declared, texts })
  return { name: SAVED_STATE_ACTION, ...originOf(now, [hashesOf(now)]), after: [hashesOf(now)] }
}

/** Places whose text is the one that a deploy sets. */
function ourTexts({ customText }: DeclaredPlaces, deployed: Reading['deployed']): string[] {
  return textPlaces(customText).filter((place) => {
    const [language = '', prompt = '', screen = '', key = ''] = place.split('/')
    const ours = customText[language]?.[prompt]?.[screen]?.[key]
    return deployed.customText[language]?.[prompt]?.[screen]?.[key] === ours
  })
}
