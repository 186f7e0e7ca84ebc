import { randomUUID } from 'node:crypto'
import type { Action, ActionVersion } from '../actions/action.ts'

/** docs: customize/actions/limitations */
const MOST_VERSIONS = 50

type Deployable = Pick<ActionVersion, 'code' | 'runtime' | 'dependencies' | 'secrets' | 'supported_triggers'>

/** Makes a version of a draft or an earlier version, with the next number, and deploys it. @param now when it is made */
export function deployVersion(action: Action, source: Deployable, now: string): ActionVersion {
  const { code, runtime, dependencies, secrets, supported_triggers } = source
  const version: ActionVersion = {
    id: randomUUID(),
    number: (action.versions.at(-1)?.number ?? 0) + 1,
    ...{ code, runtime, dependencies, secrets, supported_triggers },
    created_at: now,
  }
  action.versions.push(version)
  action.deployedVersion = version
  // Drops the oldest version that is not in use. That is the first one, since the newest is deployed.
  if (action.versions.length > MOST_VERSIONS) action.versions.shift()
  return version
}
