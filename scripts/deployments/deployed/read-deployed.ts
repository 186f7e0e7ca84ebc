import type { DeployedTenant } from '../../auth0/deployed.ts'
import type { Deployed } from './deployed.ts'
import type { DeclaredPlaces } from '../declared/desired.ts'
import { findOurs } from './ours.ts'
import { isBuiltByUs } from './seal.ts'
import { decode, SAVED_STATE_ACTION, type SavedState } from '../saved/saved-state.ts'
import { actionNameTaken } from '../planning/refuse.ts'

/** Which places to read. */
export interface WhereToLook {
  /** Names of Actions in tenant/. */
  actions: string[]
  triggers: string[]
  /** Pairs of language and prompt. */
  prompts: [string, string][]
  /** The app that invitees sign in to, and the connection it should use. */
  client?: { connection: string; clientId: string } | undefined
}

/** Every place where tenant/ declares something. */
export function whereDeclared({ actions, triggers, customText }: DeclaredPlaces): WhereToLook {
  const prompts = Object.entries(customText).flatMap(([language, byPrompt]) =>
    Object.keys(byPrompt).map((prompt): [string, string] => [language, prompt]),
  )
  return { actions, triggers, prompts }
}

/** What the tenant has in these places, and what it keeps from earlier deploys. */
export interface Reading {
  deployed: Deployed
  saved: SavedState
  /** Id of the Action that keeps the state, if there is one. */
  savedActionId: string | undefined
}

/** Reads what the tenant has in these places: about a dozen calls, most in parallel. @throws InvitationsError */
export async function readDeployed(tenant: DeployedTenant, places: WhereToLook): Promise<Reading> {
  const resetEmail = await tenant.resetEmail() // first, so that all calls share its token
  const [actions, triggers, prompts, client] = await Promise.all([
    tenant.actions(),
    Promise.all(places.triggers.map(async (trigger) => [trigger, await tenant.bindings(trigger)] as const)),
    Promise.all(
      places.prompts.map(async ([language, prompt]) => ({
        language,
        prompt,
        screens: await tenant.customText(prompt, language),
      })),
    ),
    places.client && tenant.connectionClient(places.client.connection, places.client.clientId),
  ])
  const customText: Deployed['customText'] = {}
  for (const { language, prompt, screens } of prompts) {
    customText[language] = { ...customText[language], [prompt]: screens }
  }
  const keeper = actions.find(({ name }) => name === SAVED_STATE_ACTION)
  if (keeper !== undefined && !isBuiltByUs(keeper.draft.code, SAVED_STATE_ACTION)) {
    throw actionNameTaken(SAVED_STATE_ACTION)
  }
  return {
    deployed: {
      actions: findOurs(actions, places.actions),
      resetEmail,
      triggers: Object.fromEntries(triggers),
      customText,
      client,
    },
    saved: decode(keeper?.draft.code),
    savedActionId: keeper?.id,
  }
}
