import type { TenantControls } from '../start-tenant.ts'
import type { RequestEntry } from '../emulator/http/request-entry.ts'

// What stories about deploys read in the tenant, and what others do in it.

export interface TenantAction {
  id: string
  name: string
  code: string
  secrets: { name: string }[]
  supported_triggers: { id: string; version: string }[]
  deployed_version?: { id: string; number: number; code: string }
}

export async function actionsIn(tenant: TenantControls): Promise<TenantAction[]> {
  const { body } = await tenant.manage('GET', 'actions/actions?per_page=100')
  return (body as { actions: TenantAction[] }).actions
}

export async function actionNamed(tenant: TenantControls, name: string): Promise<TenantAction> {
  const action = (await actionsIn(tenant)).find((one) => one.name === name)
  if (action === undefined) throw new Error(`The tenant has no Action ${name}.`)
  return action
}

/** How many versions the tenant has of an Action. */
export async function versionsOf(tenant: TenantControls, name: string): Promise<number> {
  const { id } = await actionNamed(tenant, name)
  const { body } = await tenant.manage('GET', `actions/actions/${id}/versions`)
  return (body as { versions: unknown[] }).versions.length
}

/** The names of the Actions that are bound, in order. */
export async function boundTo(tenant: TenantControls, trigger: string): Promise<string[]> {
  const { body } = await tenant.manage('GET', `actions/triggers/${trigger}/bindings?per_page=50`)
  return (body as { bindings: { action: { name: string } }[] }).bindings.map(({ action }) => action.name)
}

const versions: Readonly<Record<string, string>> = { 'post-login': 'v3', 'pre-user-registration': 'v2' }

/** Somebody else deploys Actions, without binding them. */
export async function othersMake(tenant: TenantControls, trigger: string, names: string[]): Promise<void> {
  for (const name of names) {
    const code = `exports.onExecute = async () => {} // ${name}`
    const supported_triggers = [{ id: trigger, version: versions[trigger] ?? 'v1' }]
    const { body } = await tenant.manage('POST', 'actions/actions', { name, code, supported_triggers })
    await tenant.manage('POST', `actions/actions/${(body as { id: string }).id}/deploy`)
  }
}

/** Somebody else binds Actions, in this order, and nothing else. */
export async function othersBind(tenant: TenantControls, trigger: string, names: string[]): Promise<void> {
  const bindings = names.map((value) => ({ ref: { type: 'action_name', value }, display_name: value }))
  const { status } = await tenant.manage('PATCH', `actions/triggers/${trigger}/bindings`, { bindings })
  if (status !== 200) throw new Error(`The bindings were refused with ${status}.`)
}

/** Calls that may have changed something, as `METHOD path`; those for a token are left out. */
export async function writesTo(tenant: TenantControls): Promise<string[]> {
  const isWrite = ({ method, path }: RequestEntry) => method !== 'GET' && path !== '/oauth/token'
  return (await tenant.requests()).filter(isWrite).map(({ method, path }) => `${method} ${path}`)
}
