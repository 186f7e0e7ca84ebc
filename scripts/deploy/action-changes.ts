import type { ActionContent, Deployed, DeployedAction } from './deployed.ts'
import type { DeclaredAction, Desired } from './desired.ts'
import { diffLines } from './diff.ts'
import type { Target } from './merge.ts'
import type { Change } from './plan.ts'
import { isSealedWith, isUnedited, unsealed } from './seal.ts'

/** The Actions that are not as they should be, with what changes about each. */
export function actionChanges(
  desired: Desired,
  target: Target,
  deployed: Deployed,
  sizes: Record<string, number>,
): { action: DeclaredAction; change: Change }[] {
  return target.actions.flatMap((action, index) => {
    const declared = desired.actions[index]?.name ?? action.name
    const change = changeOf(action, deployed.actions[declared], sizes[declared] ?? 0)
    return change === undefined ? [] : [{ action, change }]
  })
}

function changeOf(action: DeclaredAction, present: DeployedAction | undefined, bytes: number): Change | undefined {
  const { name, secrets } = action
  const secretNames = secrets.map((secret) => secret.name)
  const resource = 'action'
  if (present === undefined) {
    const change = `Action ${name}: create it (${bytes} bytes)${withSecrets(secretNames)}.`
    return { resource, name, action: 'create', change }
  }
  const { deployed } = present
  if (deployed === undefined) {
    const change = `Action ${name}: deploy it (${bytes} bytes), which never happened${withSecrets(secretNames)}.`
    return { resource, name, action: 'update', change }
  }
  const reasons = reasonsToUpdate(action, deployed)
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
  if (added.length + lost.length === 0 && !isSealedWith(running.code, wanted.secrets))
    reasons.push(`the value of ${names.length === 1 ? names.join() : `one of ${names.join(', ')}`} changed`)
  if (reasons.length === 0 && wanted.code !== running.code) reasons.push('its second line was changed')
  return reasons
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
