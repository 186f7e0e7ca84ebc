import type { Bindings, PromptTexts } from '../../auth0/deployed.ts'
import type { EmailTemplate } from '../../auth0/reset-email.ts'
import type { Deployed } from '../deployed/deployed.ts'
import type { DeclaredAction, Desired } from '../declared/desired.ts'
import { isOurs } from '../deployed/ours.ts'
import { seal } from '../deployed/seal.ts'

/** What the tenant should have in the places that tenant/ declares, including what others set there. */
export interface Target {
  /** Ours, sealed, under the names that they have in the tenant. */
  actions: DeclaredAction[]
  resetEmail: EmailTemplate
  /** Keyed by trigger id. Triggers that never had anything of ours are left out. */
  triggers: Record<string, Bindings>
  customText: Record<string, PromptTexts>
}

/**
 * Adds ours to what others set in the same place. The Deploy CLI replaces all bindings of a trigger and all texts of a
 * prompt, so they are merged first: other Actions stay bound in their order, other texts stay, and so does the sender of
 * the reset mail. Those of ours that are bound keep their place and display name. An Action of ours that a setting leaves
 * out is unbound.
 * @param bindsFirst whether ours run before other Actions at a sign-in, when they are bound for the first time
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
    const isFirst = bindsFirst || trigger === 'password-reset-post-challenge' // so that no other Action sees a dead invitation
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

export function namesOf(bindings: Bindings): string[] {
  return bindings.map(({ action_name }) => action_name)
}

/**
 * Adds what is missing of ours at the end, or at the beginning, but after those of ours that are declared before it.
 * The Action that links identities must have run before our other Actions look, so it goes right before them.
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
