import { mostBoundTo } from '../../auth0/limits.ts'
import { InvitationsError } from '../../ground/errors.ts'
import type { Deployed } from '../deployed/deployed.ts'
import { isOurs } from '../deployed/ours.ts'
import { namesOf, type Target } from './merge.ts'
import type { Plan } from './compare.ts'
import { isUnedited } from '../deployed/seal.ts'

/**
 * Stops before anything changes if a deploy would take something from others or could not finish.
 * @throws InvitationsError `action_name_taken`, `trigger_full`, `draft_edited` or `placeholder_unresolved`
 */
export function refuseWhatHarms(
  target: Target,
  deployed: Deployed,
  { send }: Plan,
  { overwritesDrafts = false } = {},
): void {
  for (const [name, action] of Object.entries(deployed.actions)) {
    const isWanted = target.actions.some((one) => one.name === action.name)
    if (isWanted && !isOurs(action, name)) throw actionNameTaken(name)
  }
  for (const { name, draft, deployed: running } of Object.values(deployed.actions)) {
    const isSent = send.actions.some((action) => action.name === name)
    if (isSent && !overwritesDrafts && draft.code !== running?.code && !isUnedited(draft.code)) throw draftEdited(name)
  }
  for (const [trigger, bindings] of Object.entries(target.triggers)) {
    const before = deployed.triggers[trigger] ?? []
    const most = mostBoundTo(trigger)
    if (bindings.length > most && bindings.length > before.length) throw triggerFull(trigger, most, namesOf(before))
  }
  const unresolved = placeholdersIn(send)
  if (unresolved.length > 0) {
    throw new InvitationsError(
      'placeholder_unresolved',
      `Some placeholders have no value: ${unresolved.join('; ')}. They would be deployed as they are. Nothing was changed.`,
      { hint: 'Replace each in tenant/ or in the setting, then run it again.' },
    )
  }
}

/** Somebody else's Action has the name of one of ours. */
export function actionNameTaken(name: string): InvitationsError {
  return new InvitationsError(
    'action_name_taken',
    `The tenant has an Action ${name} that this program did not build. Nothing was changed.`,
    {
      hint: `Rename it in the dashboard (Actions > Library > ${name} > Rename), or delete it if nobody needs it; then run it again.`,
    },
  )
}

function draftEdited(name: string): InvitationsError {
  return new InvitationsError(
    'draft_edited',
    `Somebody is editing the Action ${name} in the dashboard. A deploy would overwrite the draft. Nothing was changed.`,
    {
      hint: `Move the change to the source in actions/, discard the draft (Actions > Library > ${name} > Version History), and run it again. --overwrite-drafts discards it.`,
    },
  )
}

function triggerFull(trigger: string, most: number, names: string[]): InvitationsError {
  return new InvitationsError(
    'trigger_full',
    `${trigger} has ${names.length} Actions, and Auth0 binds at most ${most}: ${names.join(', ')}. Nothing was changed.`,
    { hint: `Unbind one that is not needed (Actions > Triggers > ${trigger}), then run it again.` },
  )
}

/** The two forms of placeholders that the Deploy CLI has (docs: deploy-monitor/deploy-cli-tool/keyword-replacement). */
const placeholder = /##[A-Za-z0-9_-]+##|@@[A-Za-z0-9_-]+@@/

/** Where placeholders are in what is sent. Of a secret, this gives the name but never the value. */
function placeholdersIn(value: unknown, place = ''): string[] {
  if (typeof value === 'string') {
    const [found] = placeholder.exec(value) ?? []
    return found === undefined
      ? []
      : [place.endsWith('.value') ? `the value of a secret (${place})` : `${found} (${place})`]
  }
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) => {
    const name = Array.isArray(value) && hasName(inner) ? inner.name : key
    return placeholdersIn(inner, place === '' ? name : `${place}.${name}`)
  })
}

function hasName(value: unknown): value is { name: string } {
  return typeof value === 'object' && value !== null && 'name' in value && typeof value.name === 'string'
}
