import type { Action, ActionVersion, Secret } from '../actions/action.ts'
import type { Json } from '../json.ts'

/** An Action as the API returns it. The values of its secrets are never included. */
export function actionAnswer(action: Action, status: string): Json {
  const isBuilt = status === 'built'
  return {
    ...actionSummary(action),
    updated_at: action.updated_at,
    code: action.code,
    dependencies: isBuilt ? withoutRegistry(action.dependencies) : action.dependencies,
    runtime: action.runtime,
    status,
    secrets: action.secrets.map(withoutValue),
    ...versionsOf(action),
    all_changes_deployed: !action.hasChanges,
  }
}

/** An Action inside bindings, without its draft. */
export function boundAction(action: Action): Json {
  return { ...actionSummary(action), ...versionsOf(action), all_changes_deployed: false }
}

/** Inside versions, an Action shows when it was made, whatever has happened since. */
export function actionSummary({ id, name, supported_triggers, created_at }: Action): Json {
  return { id, name, supported_triggers, created_at, updated_at: created_at, all_changes_deployed: false }
}

export function versionsOf({ versions, deployedVersion }: Action, status: 'pending' | 'built' = 'built'): Json {
  const current = versions.at(-1)
  return {
    ...(current && {
      current_version: {
        id: current.id,
        code: current.code,
        runtime: current.runtime,
        status: status.toUpperCase(),
        number: current.number,
        ...(status === 'built' && { build_time: current.created_at }),
        created_at: current.created_at,
        updated_at: current.created_at,
      },
    }),
    ...(deployedVersion && { deployed_version: versionAnswer(deployedVersion, true, status) }),
  }
}

/** A version. `built_at` appears once it is built and deployed. */
export function versionAnswer(
  { secrets, dependencies, ...version }: ActionVersion,
  isDeployed: boolean,
  status: 'pending' | 'built' = 'built',
): Json {
  return {
    ...version,
    dependencies: withoutRegistry(dependencies),
    deployed: isDeployed,
    ...(isDeployed && status === 'built' && { built_at: version.created_at }),
    secrets: secrets.map(withoutValue),
    status,
    updated_at: version.created_at,
  }
}

function withoutValue({ name, updated_at }: Secret): Json {
  return { name, updated_at }
}

/** The registry of a dependency is shown only until the build is done. */
function withoutRegistry(dependencies: Json[]): Json[] {
  return dependencies.map(({ registry_url: _, ...dependency }) => dependency)
}
