import type { DeclaredPlaces } from '../deployments/desired.ts'
import { originOf } from '../deployments/origin.ts'
import { oursIn } from '../deployments/ours.ts'
import { hashesOf, placesIn, textPlaces } from '../deployments/places.ts'
import { SAVED_STATE_ACTION } from '../deployments/saved-state.ts'
import { scopesForSteps } from '../deployments/scopes.ts'
import { exitCodes, InvitationsError } from '../ground/errors.ts'
import { confirm, jsonFlag, type Command } from './command.ts'
import type { Reading } from '../deployments/read-deployed.ts'
import { forget } from './choosing/looked-first.ts'
import {
  carryOut,
  checkRestored,
  forceFlag,
  planRestoration,
  printRestoration,
  type LookedAround,
  type WantedState,
} from '../deployments/restore-deploy.ts'

export const deployRemove: Command = {
  operands: '',
  flags: { force: forceFlag, json: jsonFlag },
  examples: ['invitations deploy remove --dry-run', 'invitations deploy remove --yes'],
  changes: () => true,
  asks: true,
  async run(call) {
    const { output, flags } = call
    const planned = await planRestoration(call, beforeUs)
    const { settings, configuration, reading, restoration } = planned
    const { length: left } = restoration.left
    output.say(
      left === 0
        ? `Everything of ours out of ${settings.domain}, as it was before the first deploy:`
        : `Out of ${settings.domain} goes what is ours, but for what is marked “!”:`,
    )
    printRestoration(output, restoration)
    output.say(openInvitations.split('\n'))
    if (flags['dry-run']) {
      output.say(`Would remove this from ${settings.domain}. Nothing was done.`)
      output.record({ type: 'summary', domain: settings.domain, removed: false, left })
      return exitCodes.done
    }
    const needed = ['delete:actions', ...scopesForSteps(restoration.steps)]
    await configuration.requireScopes(needed, `remove what is deployed into ${settings.domain}`)
    await confirm(call, `Remove this from ${settings.domain}?`)
    const isDone = restoration.steps.length > 0
    if (isDone) {
      forget(call, settings.domain)
      await carryOut(planned)
      await checkRestored(planned)
    }
    const isNeeded = restoration.canForce // by `remove --force`
    if (reading.savedActionId !== undefined && !isNeeded) await configuration.deleteAction(reading.savedActionId) // last: a second run needs it
    if (isNeeded) output.say(`The Action ${SAVED_STATE_ACTION} stays, so that --force can bring the rest back.`)
    const seen = isDone ? 'Looked again: it' : 'It'
    output.say(
      left === 0
        ? `Removed from ${settings.domain}. ${seen} is as before the first deploy.`
        : `Removed from ${settings.domain}. ${isDone ? 'Looked again: what' : 'What'} is marked “!” above is still there.`,
    )
    output.record({ type: 'summary', domain: settings.domain, removed: true, left })
    return left === 0 ? exitCodes.done : exitCodes.notDone
  },
}

async function beforeUs({ saved }: Reading, lookAround: () => Promise<LookedAround>): Promise<WantedState> {
  const { origin, latest, entries } = saved
  if (entries.length > 0) {
    const applied = entries.filter(({ what }) => what === 'apply').map(({ after }) => after)
    const after = [latest, ...entries.map((entry) => entry.after)]
    return { name: 'the first deploy', ...originOf(origin, applied), after }
  }
  const { deployed, declared, domain } = await lookAround()
  const texts = ourTexts(declared, deployed)
  if (oursIn(deployed).length === 0 && texts.length === 0) {
    const looked = 'No Action, template or text of ours is there, and nothing is saved'
    throw new InvitationsError('nothing_to_roll_back', `There is nothing to remove from ${domain}. ${looked}.`, {
      hint: 'Check AUTH0_DOMAIN if you expected something.',
    })
  }
  // Somebody deleted the Action that saved it. What is there now of ours goes; what was there before, nobody knows.
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

const openInvitations = `Invitations stay in the accounts' app_metadata, and nothing looks at them any more:
  open ones: the link in the mail still sets a password, and signing in works; nobody accepts or refuses.
  revoked and expired ones: accounts that revoke or reconcile blocked stay blocked; one that expired and was not yet
  blocked gets in. Run “invitations reconcile” first; “invitations list --status pending” shows who is invited.
  Apps get no claim “invitation” any more.`
