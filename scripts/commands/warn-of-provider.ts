import type { DeployedTenant } from '../auth0/deployed.ts'
import type { Output } from '../output.ts'

/** Says so when the mail template that is deployed will not be used. */
export async function warnOfBuiltInProvider(tenant: DeployedTenant, output: Output): Promise<void> {
  if ((await tenant.hasEmailProvider()) !== false) return
  output.warn(
    'the tenant has no email provider of its own. Auth0’s built-in one ignores templates: invitations would arrive as ordinary password resets. Set one up under Branding > Email Provider.',
  )
}
