import { createHash } from 'node:crypto'
import type { Bindings, DeployedAction } from '../../auth0/deployed.ts'
import type { EmailTemplate } from '../../auth0/reset-email.ts'
import type { Deployed } from './deployed.ts'
import type { Desired } from '../declared/desired.ts'
import { isOurResetMail } from '../../mail/reset-mail.ts'
import type { Target } from '../planning/merge.ts'
import { isOurs } from './ours.ts'
import { isUnedited } from './seal.ts'

/** An Action of ours and what it ran. */
interface SavedAction {
  id: string
  version_id: string
  number: number
  /** Hash of what ran. */
  content: string
}

/** Where an Action of ours is bound. */
interface SavedBinding {
  display_name: string
  /** Ids of the Actions before it, in order. */
  follows: string[]
}

/** What the tenant has in the places that a deploy writes, and in no others; null is nothing. */
export interface Places {
  /** By the name that tenant/ gives the Action. */
  actions: Record<string, SavedAction | null>
  /** By `<trigger>/<Action>`. */
  bindings: Record<string, SavedBinding | null>
  /** By name. */
  templates: Record<string, EmailTemplate | null>
  /** By `<language>/<prompt>/<screen>/<key>`. */
  texts: Record<string, string | null>
  /** Whether an app may use a connection, by `<connection id>/<client id>`. */
  clients: Record<string, boolean>
}

/** A hash for each place: enough to tell whether it is as it was left. */
export type Hashes = { [Kind in keyof Places]: Record<string, string> }

/** Which places there are: those that tenant/ declares, whatever a setting leaves out. */
export interface Scope {
  actions: string[]
  triggers: string[]
  /** `<language>/<prompt>/<screen>/<key>` */
  texts: string[]
}

/** The places that a deploy of this writes. */
export function scopeOf({ triggers, customText }: Pick<Desired, 'triggers' | 'customText'>, declared: string[]): Scope {
  return { actions: declared, triggers: Object.keys(triggers), texts: textPlaces(customText) }
}

/** Each text's place. */
export function textPlaces(customText: Desired['customText']): string[] {
  return Object.entries(customText).flatMap(([language, prompts]) =>
    Object.entries(prompts).flatMap(([prompt, screens]) =>
      Object.entries(screens).flatMap(([screen, keys]) =>
        Object.keys(keys).map((key) => [language, prompt, screen, key].join('/')),
      ),
    ),
  )
}

/** What the tenant has there. */
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

/** What will be there after a deploy. */
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

/** Both, place by place; where both have one, the second counts. */
export function overlay<Of extends Places | Hashes>(first: Of, second: Of): Of {
  return {
    actions: { ...first.actions, ...second.actions },
    bindings: { ...first.bindings, ...second.bindings },
    templates: { ...first.templates, ...second.templates },
    texts: { ...first.texts, ...second.texts },
    clients: { ...first.clients, ...second.clients },
  } as Of
}

/** The hashes of some places. */
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
  // Written by a deploy that was cut off before it deployed it, or edited by somebody.
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

/** By what a deploy writes: Auth0 may fill in other fields. A template cannot be deleted, only be switched off. */
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
