import type { Change } from './change.ts'
import type { ActionContent, DeployedAction } from '../../auth0/deployed.ts'
import type { Deployed } from '../deployed/deployed.ts'
import type { DeclaredAction, Desired } from '../declared/desired.ts'
import { diffLines } from './diff.ts'
import type { Target } from './merge.ts'
import { isUnedited, sealOfSecrets, unsealed } from '../deployed/seal.ts'
import { isNoted, secretsWrittenByOthers, type WrittenSecrets } from '../saved/written-secrets.ts'

/** What is known about secrets, whose values nobody can read. */
export interface SecretsKnown {
  /** What our deploys noted about them. */
  written: WrittenSecrets
  /** Whether to write all of them again. */
  writesAll: boolean
}

/** The Actions that are not as they should be, and what changes about each. */
export function actionChanges(
  desired: Desired,
  target: Target,
  deployed: Deployed,
  sizes: Record<string, number>,
  { written, writesAll }: SecretsKnown,
): { action: DeclaredAction; change: Change }[] {
  return target.actions.flatMap((action, index) => {
    const declared = desired.actions[index]?.name ?? action.name
    const present = deployed.actions[declared]
    const notes = { notes: written[declared] ?? [], writesAll }
    const change = changeOf(action, present, sizes[declared] ?? 0, notes)
    return change === undefined ? [] : [{ action, change }]
  })
}

function changeOf(
  action: DeclaredAction,
  present: DeployedAction | undefined,
  bytes: number,
  known: { notes: WrittenSecrets[string]; writesAll: boolean },
): Change | undefined {
  const { name, secrets } = action
  const secretNames = secrets.map((secret) => secret.name)
  const resource = 'action'
  if (present === undefined) {
    const change = `Action ${name}: create it (${bytes} bytes)${withSecrets(secretNames)}.`
    return { resource, name, action: 'create', change }
  }
  const { deployed } = present
  if (deployed === undefined) {
    const change = `Action ${name}: deploy it (${bytes} bytes), which was never done${withSecrets(secretNames)}.`
    return { resource, name, action: 'update', change }
  }
  const differing = reasonsToUpdate(action, deployed)
  const foreign = secretsOfOthers(deployed, known.notes)
  const reasons = [...differing, ...foreign]
  if (reasons.length === 0) reasons.push(...reasonsToWrite(deployed, known))
  if (reasons.length === 0) return undefined
  const diff = diffLines(unsealed(deployed.code), unsealed(action.code))
  const change = `Action ${name}: update it from version ${deployed.number}: ${reasons.join('; ')}.`
  return { resource, name, action: 'update', change, ...(diff !== '' && { diff }) }
}

function reasonsToUpdate(wanted: DeclaredAction, running: ActionContent): string[] {
  const reasons: string[] = []
  const isCodeChanged = unsealed(wanted.code) !== unsealed(running.code)
  if (isCodeChanged)
    reasons.push(isUnedited(running.code) ? 'its code changed' : 'somebody changed its code in the tenant')
  if (wanted.runtime !== running.runtime) reasons.push(`it runs on ${running.runtime}, not ${wanted.runtime}`)
  if (dependenciesOf(wanted) !== dependenciesOf(running)) reasons.push('its dependencies changed')
  const names = wanted.secrets.map(({ name }) => name)
  const added = names.filter((name) => !running.secrets.includes(name))
  const lost = running.secrets.filter((name) => !names.includes(name))
  if (added.length > 0) reasons.push(`it gets the ${plural(added)} ${added.join(', ')}`)
  if (lost.length > 0) reasons.push(`it loses ${lost.join(', ')}, not set here`)
  if (added.length + lost.length === 0 && sealOfSecrets(wanted.code) !== sealOfSecrets(running.code))
    reasons.push(`the value of ${names.length === 1 ? names.join() : `one of ${names.join(', ')}`} changed`)
  if (reasons.length === 0 && wanted.code !== running.code) reasons.push('its second line was changed')
  return reasons
}

function secretsOfOthers(running: ActionContent, notes: WrittenSecrets[string]): string[] {
  const foreign = isNoted(notes, running) ? secretsWrittenByOthers(notes, running) : []
  return foreign.length === 0 ? [] : [`somebody else wrote ${foreign.join(', ')} since the last deploy`]
}

/** Why secrets are written again although nothing shows that they changed. */
function reasonsToWrite(
  running: ActionContent,
  { notes, writesAll }: { notes: WrittenSecrets[string]; writesAll: boolean },
): string[] {
  const names = running.secrets.join(', ')
  const [was, them] = running.secrets.length === 1 ? ['was', 'it'] : ['were', 'them']
  if (names === '') return []
  if (!isNoted(notes, running)) return [`nobody noted when ${names} ${was} written, so a deploy writes ${them} again`]
  return writesAll ? [`--secrets writes ${names} again`] : []
}

function dependenciesOf({ dependencies }: Pick<ActionContent, 'dependencies'>): string {
  return dependencies
    .map(({ name, version }) => `${name}@${version}`)
    .sort()
    .join()
}

function withSecrets(names: string[]): string {
  return names.length === 0 ? '' : `, with the ${plural(names)} ${names.join(', ')}`
}

function plural(names: string[]): string {
  return names.length === 1 ? 'secret' : 'secrets'
}
