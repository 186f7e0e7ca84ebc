import type { TenantControls } from '../start-tenant.ts'

const triggers = ['post-login', 'pre-user-registration', 'password-reset-post-challenge', 'post-change-password']
const templates = ['reset_email', 'verify_email', 'welcome_email', 'blocked_account', 'user_invitation']
const prompts = ['login', 'signup', 'reset-password', 'consent', 'mfa']

/** Everything that is configured in a tenant, as its Management API shows it. */
export async function dump(tenant: TenantControls): Promise<Record<string, unknown>> {
  const read = async (path: string) => {
    const { status, body } = await tenant.manage('GET', path)
    return status === 200 ? body : status
  }
  const all: Record<string, unknown> = {}
  for (const path of [
    'actions/actions?per_page=100',
    'clients?per_page=100',
    'client-grants?per_page=100',
    'connections?per_page=100',
    'resource-servers?per_page=100',
    'roles?per_page=100',
    'organizations?per_page=50',
    'branding',
    'tenants/settings',
    'prompts',
    'emails/provider',
    ...templates.map((name) => `email-templates/${name}`),
    ...prompts.flatMap((prompt) => ['en', 'de'].map((language) => `prompts/${prompt}/custom-text/${language}`)),
  ]) {
    all[path] = await read(path)
  }
  // Bindings get new ids whenever anybody binds anything; only their order and names count.
  for (const trigger of triggers) {
    const { body } = await tenant.manage('GET', `actions/triggers/${trigger}/bindings?per_page=50`)
    const { bindings } = body as { bindings: { display_name: string; action: { id: string } }[] }
    all[`bindings of ${trigger}`] = bindings.map(({ display_name, action }) => ({ display_name, action: action.id }))
  }
  return all
}
