import { signIn, type AppSignIn } from '../app.ts'
import type { TenantControls } from '../start-tenant.ts'
import type { Visitor } from '../visitor.ts'

/** A run of a trigger, as GET /_local/executions shows it. */
export interface Execution {
  id: string
  trigger_id: string
  results: { action_name: string; error?: { msg: string } }[]
  logs: string[]
}

export const passwordOfAll = 'Tr0ub4dor&3-of-Adm'
let made = 0

/** Deploys Actions and binds only them to a trigger, in order. */
export async function bind(
  tenant: TenantControls,
  trigger: string,
  ...codes: (string | { code: string; secrets: object[] })[]
): Promise<void> {
  const versions: Record<string, string> = { 'post-login': 'v3', 'password-reset-post-challenge': 'v1' }
  const bindings: object[] = []
  for (const given of codes) {
    const draft = typeof given === 'string' ? { code: given } : given
    const name = `Action ${(made += 1)}`
    const supported_triggers = [{ id: trigger, version: versions[trigger] ?? 'v2' }]
    const { body } = await tenant.manage('POST', 'actions/actions', { name, supported_triggers, ...draft })
    const { id } = body as { id: string }
    await tenant.manage('POST', `actions/actions/${id}/deploy`)
    bindings.push({ ref: { type: 'action_id', value: id }, display_name: name })
  }
  const { status, body } = await tenant.manage('PATCH', `actions/triggers/${trigger}/bindings`, { bindings })
  if (status !== 200) throw new Error(JSON.stringify(body))
}

/** The code of a post-login Action. */
export function postLogin(body: string): string {
  return `exports.onExecutePostLogin = async (event, api) => { ${body} }`
}

export async function register(tenant: TenantControls, email: string, more: object = {}) {
  const { connection } = tenant.description
  return tenant.manage('POST', 'users', { connection, email, password: passwordOfAll, ...more })
}

export function signInAs(tenant: TenantControls, email: string, browser?: Visitor): Promise<AppSignIn> {
  return signIn(tenant, email, passwordOfAll, browser)
}

export async function userOf(tenant: TenantControls, email: string): Promise<Record<string, unknown>> {
  const { body } = await tenant.manage('GET', `users-by-email?email=${encodeURIComponent(email)}`)
  return (body as Record<string, unknown>[])[0] ?? {}
}

/** What has run so far, once everything in the background has ended. */
export async function executions({ description }: TenantControls): Promise<Execution[]> {
  return (await (await fetch(`${description.inbox_url}executions`)).json()) as Execution[]
}

/** A call of the password grant, which the app has to be allowed. */
export async function passwordGrant(tenant: TenantControls, email: string) {
  const { client_id, client_secret } = tenant.description.clients.app
  await tenant.manage('PATCH', `clients/${client_id}`, {
    grant_types: ['authorization_code', 'refresh_token', 'password'],
  })
  return tenant.post('oauth/token', {
    ...{ grant_type: 'password', client_id, client_secret, username: email, password: passwordOfAll },
    scope: 'openid offline_access',
  })
}
