import type { Bindings } from '../../auth0/deployed.ts'
import type { EmailTemplate } from '../../auth0/reset-email.ts'
import type { Deployed } from '../deployed/deployed.ts'
import { hashesOf, type Hashes, type Places } from '../deployed/places.ts'

/** One call that restores something; `change` describes it. */
export type Step = { change: string } & (
  | { kind: 'version'; action_id: string; version_id: string }
  | { kind: 'bindings'; trigger: string; bindings: Bindings }
  | { kind: 'template'; template: EmailTemplate }
  | { kind: 'template_off' }
  | { kind: 'texts'; language: string; prompt: string; screens: Record<string, Record<string, string>> }
  | { kind: 'client'; connection_id: string; client_id: string; isEnabled: boolean }
  | { kind: 'delete'; action_id: string }
)

export interface Restoration {
  /** In the order in which they are taken. */
  steps: Step[]
  /** What is not restored, and why. */
  left: string[]
  /** Whether `isForced` would restore some of what is left. */
  canForce: boolean
  /** The places that are restored. */
  restored: { [Kind in keyof Places]: string[] }
}

interface Wanted {
  /** What was there before. */
  before: Places
  /** How our deploys left it, in order; one may have been cut off. If it is different now, somebody else changed it. */
  after: Hashes[]
  /** Also restores what somebody has changed since. */
  isForced: boolean
  /** Versions that Auth0 no longer keeps. */
  gone: string[]
}

/**
 * Restores what was there before, as far as it is still as we left it. What others have done since stays: their Actions
 * stay bound, and their texts and their template stay.
 */
export function restore(now: Places, deployed: Deployed, { before, after, isForced, gone }: Wanted): Restoration {
  const left: string[] = []
  let canForce = false
  const isNow = hashesOf(now)
  const was = hashesOf(before)
  const moved = (kind: keyof Places, what: (place: string) => string): string[] =>
    Object.keys(before[kind]).filter((place) => {
      const ours = after.map((hashes) => hashes[kind][place] ?? was[kind][place])
      const isUnchanged = ours.every((hash) => hash === was[kind][place])
      if (isUnchanged || isNow[kind][place] === was[kind][place]) return false
      if (isForced || ours.includes(isNow[kind][place])) return true
      canForce = true
      left.push(`${what(place)}: somebody has changed it since, so it stays (--force restores what was there before).`)
      return false
    })

  const actions = moved('actions', (name) => `Action ${name}`).filter((name) => {
    const saved = before.actions[name]
    const present = now.actions[name]
    if (saved == null || (present?.id === saved.id && !gone.includes(saved.version_id))) return true
    left.push(
      present?.id === saved.id
        ? `Action ${name}: Auth0 keeps 50 versions, and number ${saved.number} is gone. Deploy from the commit that made it.`
        : `Action ${name}: it has been deleted since. Deploy from the commit that made it.`,
    )
    return false
  })
  const restored = {
    actions,
    bindings: moved('bindings', (place) => `Binding ${place}`),
    templates: moved('templates', (name) => `Email template ${name}`),
    texts: moved('texts', (place) => `Text ${place}`),
    clients: moved('clients', (place) => `Connection and app ${place}`),
  }
  const steps = [
    ...restored.actions.flatMap((name) => deployVersion(name, before)),
    ...bindingSteps(restored.bindings, before, deployed),
    ...restored.templates.map((name) => templateStep(before.templates[name] ?? undefined)),
    ...textSteps(restored.texts, before, deployed),
    ...restored.clients.map((place) => clientStep(place, before)),
    ...restored.actions.flatMap((name) => deletion(name, before, now)),
  ]
  return { steps, left, canForce, restored }
}

function deployVersion(name: string, { actions }: Places): Step[] {
  const saved = actions[name]
  if (saved == null || saved.version_id === '') return []
  const change = `Action ${name}: back to what version ${saved.number} was.`
  return [{ kind: 'version', action_id: saved.id, version_id: saved.version_id, change }]
}

function deletion(name: string, before: Places, now: Places): Step[] {
  const present = now.actions[name]
  if (before.actions[name] !== null || present == null) return []
  return [{ kind: 'delete', action_id: present.id, change: `Action ${name}: delete it; it was not there before.` }]
}

function bindingSteps(places: string[], before: Places, { triggers, actions }: Deployed): Step[] {
  const byTrigger = grouped(places, 1)
  return [...byTrigger].map(([trigger, inTrigger]) => {
    let bindings = [...(triggers[trigger] ?? [])]
    const said: string[] = []
    for (const place of inTrigger) {
      const name = place.split('/')[1] ?? ''
      const saved = before.bindings[place]
      const action = actions[name]
      if (saved == null) {
        bindings = bindings.filter(({ action_id }) => action_id !== action?.id)
        said.push(`unbind ${name}`)
      } else if (action !== undefined) {
        const positions = saved.follows.map((id) => bindings.findIndex(({ action_id }) => action_id === id))
        const binding = { action_id: action.id, action_name: action.name, display_name: saved.display_name }
        bindings.splice(Math.max(-1, ...positions) + 1, 0, binding)
        said.push(`bind ${name} again`)
      }
    }
    return { kind: 'bindings', trigger, bindings, change: `Trigger ${trigger}: ${said.join(', ')}.` }
  })
}

function templateStep(saved: EmailTemplate | undefined): Step {
  if (saved === undefined) {
    const change =
      'Email template reset_email: switch it off; the tenant had none. Auth0 cannot delete it, and sends its own mail instead.'
    return { kind: 'template_off', change }
  }
  return { kind: 'template', template: saved, change: `Email template reset_email: back to “${saved.subject}”.` }
}

/** A prompt's texts are written all together, so those that are not ours are sent as they are now. */
function textSteps(places: string[], { texts }: Places, { customText }: Deployed): Step[] {
  const byPrompt = grouped(places, 2)
  return [...byPrompt].map(([where, inPrompt]) => {
    const [language = '', prompt = ''] = where.split('/')
    const screens = structuredClone(customText[language]?.[prompt] ?? {})
    for (const place of inPrompt) {
      const [, , screen = '', key = ''] = place.split('/')
      const saved = texts[place] ?? undefined
      const { [key]: _, ...others } = screens[screen] ?? {}
      const keys = saved === undefined ? others : { ...others, [key]: saved }
      if (Object.keys(keys).length > 0) screens[screen] = keys
      else Reflect.deleteProperty(screens, screen)
    }
    const count = `${inPrompt.length} ${inPrompt.length === 1 ? 'text' : 'texts'}`
    return { kind: 'texts', language, prompt, screens, change: `Prompt ${prompt} (${language}): ${count} as before.` }
  })
}

function clientStep(place: string, { clients }: Places): Step {
  const [connection_id = '', client_id = ''] = place.split('/')
  const isEnabled = clients[place] === true
  const change = `Connection ${connection_id}: the app ${client_id} may ${isEnabled ? '' : 'not '}use it, as before.`
  return { kind: 'client', connection_id, client_id, isEnabled, change }
}

/** Groups places by the first parts of their paths. */
function grouped(places: string[], parts: number): Map<string, string[]> {
  const groups = new Map<string, string[]>()
  for (const place of places) {
    const group = place.split('/').slice(0, parts).join('/')
    groups.set(group, [...(groups.get(group) ?? []), place])
  }
  return groups
}
