import { NpmRegistry } from '../actions/npm-registry.ts'
import { ownValue } from '../json.ts'
import type { Action } from '../actions/action.ts'
import type { Tenant } from '../tenant.ts'

/**
 * An Action without npm dependencies is built at once. With dependencies, Auth0 takes about 2 s (recorded traffic). Here it
 * takes until the registry has answered, and at least long enough for a caller to see it `building`.
 */
const BUILD_WITH_DEPENDENCIES_MS = 300

const registry = new NpmRegistry()

/** Starts to build the draft as it is now. It fails if npm does not have a package. */
export function startBuild(tenant: Tenant, action: Action): void {
  const { dependencies } = action
  const hasAny = dependencies.length > 0
  action.builtAtMs = tenant.clock.elapsedMs() + (hasAny ? BUILD_WITH_DEPENDENCIES_MS : 0)
  action.packages = hasAny ? 'looked for' : 'there'
  if (!hasAny) return
  const found = dependencies.map((one) => registry.has(text(one, 'name'), text(one, 'version')))
  void Promise.all(found).then((all) => {
    const isStillTheDraft = action.dependencies === dependencies
    if (isStillTheDraft) action.packages = all.every(Boolean) ? 'there' : 'missing'
  })
}

/** docs: api/management/v2/actions/get-action, `status` */
export function buildStatus({ clock }: Tenant, { builtAtMs, packages }: Action): 'building' | 'built' | 'failed' {
  if (packages === 'looked for' || clock.elapsedMs() < builtAtMs) return 'building'
  return packages === 'missing' ? 'failed' : 'built'
}

function text(dependency: unknown, field: string): string {
  const value = ownValue(dependency, field)
  return typeof value === 'string' ? value : ''
}
