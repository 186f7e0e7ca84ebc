import { createHash } from 'node:crypto'
import type { Bindings, DeployedAction } from '../../auth0/deployed.ts'
import type { EmailTemplate } from '../../auth0/reset-email.ts'
import type { Deployed } from './deployed.ts'
import type { Desired } from '../declared/desired.ts'
import { isOurResetMail } from '../../mail/reset-mail.ts'
import type { Target } from '../planning/merge.ts'
import { isOurs } from './ours.ts'
import { isUnedited } from './seal.ts'

/** One of our Actions, and what it ran. */
interface SavedAction {
  id: string
  version_id: string
  number: number
  /** Hash of what ran. */
  content: string
}

/** Where one of our Actions is bound. */
interface SavedBinding {
  display_name: string
  /** Ids of the Actions that run before it, in order. */
  follows: string[]
}

/** What the tenant has in the places that a deploy writes, and only there. Null means that nothing is there. */
export interface Places {
  /** Keyed by the Action's name in tenant/. */
  actions: Record<string, SavedAction | null>
  /** Keyed by `<trigger>/<Action>`. */
  bindings: Record<string, SavedBinding | null>
  /** Keyed by name. */
  templates: Record<string, EmailTemplate | null>
  /** Keyed by `<language>/<prompt>/<screen>/<key>`. */
  texts: Record<string, string | null>
  /** Whether an app may use a connection, keyed by `<connection id>/<client id>`. */
  clients: Record<string, boolean>
}

/** A hash for each place, to tell whether it is still as a deploy left it. */
export type Hashes = { [Kind in keyof Places]: Record<string, string> }

/** Which places there are: everything that tenant/ declares, including what a setting leaves out. */
export interface Scope {
  actions: string[]
  triggers: string[]
  /** `<language>/<prompt>/<screen>/<key>` */
  texts: string[]
}

/** The places that this deploy writes. */
export function scopeOf({ triggers, customText }: Pick<Desired, 'triggers' | 'customText'>, declared: string[]): Scope {
  return { actions: declared, triggers: Object.keys(triggers), texts: textPlaces(customText) }
}

export function textPlaces(customText: Desired['customText']): string[] {
  return Object.entries(customText).flatMap(([language, prompts]) =>
    Object.entries(prompts).flatMap(([prompt, screens]) =>
      Object.entries(screens).flatMap(([screen, keys]) =>
        Object.keys(keys).map((key) => [language, prompt, screen, key].join('/')),
      ),
    ),
  )
}

/** What the tenant has in these places. */
export function placesIn(deployed: Deployed, scope: Scope): Places {
  const { resetEmail, triggers, customText, client } = deployed
  const actions = Object.fromEntries(Object.entries(deployed.actions).filter(([name, action]) => isOurs(action, name)))
  return {
    actions: Object.fromEntries(scope.actions.map((name) => [name, savedAction(actions[name])])),
    bindings: Object.fromEntries(
      scope.triggers.flatMap((trigger) =>
        scope.actions.map((name) => [`${trigger}/${name}`, savedBinding(actions[name], triggers[trigger] ?? [])]),
      ),
    ),
    templates: { reset_email: resetEmail ?? null },
    texts: Object.fromEntries(
      scope.texts.map((place) => {
        const [language = '', prompt = '', screen = '', key = ''] = place.split('/')
        return [place, customText[language]?.[prompt]?.[screen]?.[key] ?? null]
      }),
    ),
    clients: client === undefined ? {} : { [`${client.connection_id}/${client.client_id}`]: client.isEnabled },
  }
}

/** Hashes of what these places hold after a deploy. */
export function hashesAfter(before: Places, desired: Desired, target: Target): Hashes {
  const hashes = hashesOf(before)
  for (const [index, { name }] of desired.actions.entries()) {
    const action = target.actions[index]
    if (action !== undefined) hashes.actions[name] = contentOf(action)
  }
  for (const place of Object.keys(before.bindings)) {
    const [trigger = '', name = ''] = place.split('/')
    const index = desired.actions.findIndex((action) => action.name === name)
    const bindings = target.triggers[trigger]
    if (bindings === undefined) continue
    hashes.bindings[place] = bound(bindings.some(({ action_name }) => action_name === target.actions[index]?.name))
  }
  hashes.templates['reset_email'] = hashOfTemplate(target.resetEmail)
  for (const place of Object.keys(before.texts)) {
    const [language = '', prompt = '', screen = '', key = ''] = place.split('/')
    hashes.texts[place] = digest(target.customText[language]?.[prompt]?.[screen]?.[key] ?? null)
  }
  for (const place of Object.keys(before.clients)) hashes.clients[place] = String(true)
  return hashes
}

export function hashesOf({ actions, bindings, templates, texts, clients }: Places): Hashes {
  return {
    actions: mapValues(actions, (action) => action?.content ?? NOTHING),
    bindings: mapValues(bindings, (binding) => bound(binding !== null)),
    templates: mapValues(templates, hashOfTemplate),
    texts: mapValues(texts, digest),
    clients: mapValues(clients, String),
  }
}

/** Merges both, place by place. Where both have a value, the second wins. */
export function overlay<Of extends Places | Hashes>(first: Of, second: Of): Of {
  return {
    actions: { ...first.actions, ...second.actions },
    bindings: { ...first.bindings, ...second.bindings },
    templates: { ...first.templates, ...second.templates },
    texts: { ...first.texts, ...second.texts },
    clients: { ...first.clients, ...second.clients },
  } as Of
}

/** Only the hashes of these places. */
export function only(hashes: Hashes, places: { [Kind in keyof Places]: string[] }): Hashes {
  const pick = (kind: keyof Places) =>
    Object.fromEntries(Object.entries(hashes[kind]).filter(([place]) => places[kind].includes(place)))
  return {
    actions: pick('actions'),
    bindings: pick('bindings'),
    templates: pick('templates'),
    texts: pick('texts'),
    clients: pick('clients'),
  }
}

export const noPlaces = { actions: {}, bindings: {}, templates: {}, texts: {}, clients: {} }

const NOTHING = 'nothing'

function savedAction(action: DeployedAction | undefined): SavedAction | null {
  if (action === undefined) return null
  const { id, draft, deployed } = action
  if (deployed !== undefined) {
    return { id, version_id: deployed.version_id, number: deployed.number, content: contentOf(deployed) }
  }
  // A deploy was cut off before it deployed this Action, or somebody edited it.
  return { id, version_id: '', number: 0, content: isUnedited(draft.code) ? contentOf(draft) : 'edited draft' }
}

function savedBinding(action: DeployedAction | undefined, bindings: Bindings): SavedBinding | null {
  const index = bindings.findIndex(({ action_id }) => action !== undefined && action_id === action.id)
  const binding = bindings[index]
  if (binding === undefined) return null
  const follows = bindings.slice(0, index).map(({ action_id = '' }) => action_id)
  return { display_name: binding.display_name, follows }
}

function contentOf({ code, runtime }: { code: string; runtime: string }): string {
  return digest([code, runtime])
}

/** Hashes only what a deploy writes; Auth0 may fill in other fields. A template can be switched off but not deleted. */
function hashOfTemplate(template: EmailTemplate | null): string {
  if (template === null || (template.enabled === false && isOurResetMail(template))) return NOTHING
  const { body, subject, from, syntax, enabled, urlLifetimeInSeconds } = template
  return digest([body, subject, from, syntax, enabled, urlLifetimeInSeconds])
}

function bound(isBound: boolean): string {
  return isBound ? 'bound' : 'not bound'
}

function digest(content: unknown): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('base64url').slice(0, 22)
}

function mapValues<Value>(object: Record<string, Value>, map: (value: Value) => string): Record<string, string> {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value)]))
}
