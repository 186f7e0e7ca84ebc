import type { Bindings, PromptTexts } from '../../auth0/deployed.ts'
import type { EmailTemplate } from '../../auth0/reset-email.ts'
import type { Deployed } from '../deployed/deployed.ts'
import type { DeclaredAction, Desired } from '../declared/desired.ts'
import { isOurs } from '../deployed/ours.ts'
import { seal } from '../deployed/seal.ts'

/** What the tenant should have in the places that tenant/ declares, what others set there included. */
export interface Target {
  /** Ours, sealed, under the names that the tenant has for them. */
  actions: DeclaredAction[]
  resetEmail: EmailTemplate
  /** By trigger id; those that nothing of ours is or was bound to are not here. */
  triggers: Record<string, Bindings>
  customText: Record<string, PromptTexts>
}

/**
 * Ours added to what others set in the same place. The Deploy CLI replaces a trigger's bindings and a prompt's texts
 * whole, so they are merged before it gets them: other Actions stay bound in their order, other texts stay, the sender
 * address of the reset mail stays. Ours that are bound stay where they are, under the display name that they have; an
 * Action of ours that a setting leaves out is unbound.
 * @param bindsFirst whether ours come before others at a sign-in, when they are bound for the first time
 */
export function merge(desired: Desired, deployed: Deployed, bindsFirst = false): Target {
  const leftovers = Object.keys(desired.leftOut).flatMap((name) => {
    const action = deployed.actions[name]
    return action !== undefined && isOurs(action, name) ? [action.id] : []
  })
  const triggers = Object.entries(desired.triggers).flatMap(([trigger, declared]) => {
    const present = deployed.triggers[trigger] ?? []
    const ours = declared.map(({ action_name, display_name }) => ({
      action_name: deployed.actions[action_name]?.name ?? action_name,
      display_name,
    }))
    const kept = present.filter(({ action_id }) => !leftovers.includes(action_id ?? ''))
    const isFirst = bindsFirst || trigger === 'password-reset-post-challenge' // no other Action sees a dead invitation
    const bindings = addOurs(kept, ours, isFirst)
    return ours.length === 0 && kept.length === present.length ? [] : [[trigger, bindings] as const]
  })
  return {
    actions: desired.actions.map((action) => {
      const present = deployed.actions[action.name]
      const code = seal(action.code, action.secrets, (present?.deployed ?? present?.draft)?.code)
      return { ...action, name: present?.name ?? action.name, code }
    }),
    resetEmail: { ...desired.resetEmail, from: deployed.resetEmail?.from ?? desired.resetEmail.from },
    triggers: Object.fromEntries(triggers),
    customText: mapValues(desired.customText, (ours, language) =>
      mergeTexts(ours, deployed.customText[language] ?? {}),
    ),
  }
}

/** The Action that links identities. */
const LINKS = 'link-identity'

/** The names, in order. */
export function namesOf(bindings: Bindings): string[] {
  return bindings.map(({ action_name }) => action_name)
}

/**
 * What is missing of ours comes last, or first; first, but behind those of ours that are declared before it. What links
 * identities has to be done when the other Actions of ours look, so it comes right before them.
 */
function addOurs(present: Bindings, ours: Bindings, isFirst: boolean): Bindings {
  const missing = ours.filter(({ action_name }) => !namesOf(present).includes(action_name))
  const bindings = [...present]
  if (!isFirst) {
    for (const binding of missing) {
      const next = bindings.findIndex(({ action_name }) => namesOf(ours).includes(action_name))
      const isLast = next < 0 || binding.display_name !== LINKS
      bindings.splice(isLast ? bindings.length : next, 0, binding)
    }
    return bindings
  }
  for (const binding of missing) {
    const before = ours.slice(0, ours.indexOf(binding)).map(({ action_name }) => namesOf(bindings).indexOf(action_name))
    bindings.splice(Math.max(-1, ...before) + 1, 0, binding)
  }
  return bindings
}

function mergeTexts(ours: PromptTexts, theirs: PromptTexts): PromptTexts {
  return mapValues(ours, (screens, prompt) => ({
    ...theirs[prompt],
    ...mapValues(screens, (keys, screen) => ({ ...theirs[prompt]?.[screen], ...keys })),
  }))
}

function mapValues<Value, Result>(
  object: Record<string, Value>,
  map: (value: Value, key: string) => Result,
): Record<string, Result> {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value, key)]))
}
