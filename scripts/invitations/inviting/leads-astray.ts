import type { Invitation } from '../../../actions/invitation/invitation.ts'
import { homeOf, landingsOf, mayLead, type Landings } from '../../../actions/invitation/landings.ts'
import { InvitationsError } from '../../ground/errors.ts'
import type { Tenant } from '../tenant.ts'

// Where a deploy with these settings would let invitations lead. In the end, what was deployed counts: the mail and the
// Action use nothing else.

/** Why an invitation must not lead to its `redirect_to`, or undefined. At most one call for each app. */
export async function leadsAstray(invitation: Invitation, tenant: Tenant): Promise<InvitationsError | undefined> {
  const { redirect_to } = invitation
  if (redirect_to === undefined || (await isAllowed(redirect_to, invitation, tenant))) return undefined
  const { client_id = tenant.settings.clientId } = invitation
  return new InvitationsError(
    'invalid_redirect_to',
    `Invitations to the app ${client_id} must not lead to ${redirect_to}. The app has no callback at ${new URL(redirect_to).origin}, and no setting names it.`,
    {
      hint: 'Nobody was invited. Add the origin to INVITATIONS_ALLOWED_REDIRECT_ORIGINS, or add a callback there to the app (Applications > the app > Settings > Allowed Callback URLs). Then deploy, because mails follow the last deploy.',
    },
  )
}

/**
 * Where somebody with an account signs in: at the invitation's own address, or else the app's. Makes a call only if the
 * settings name neither.
 * @returns undefined if there is none; the mail would then be an ordinary password reset
 */
export async function signInAddressOf(invitation: Invitation, tenant: Tenant): Promise<string | undefined> {
  const { redirect_to, client_id } = invitation
  const here = landingsHere(tenant)
  if (redirect_to !== undefined && mayLead(redirect_to, client_id, here)) return redirect_to
  const home = homeOf(client_id, here)
  if (home !== undefined || redirect_to === undefined) return home
  return (await isAllowed(redirect_to, invitation, tenant)) ? redirect_to : undefined
}

/** What the settings allow needs no call. */
async function isAllowed(redirect_to: string, { client_id }: Invitation, tenant: Tenant): Promise<boolean> {
  if (mayLead(redirect_to, client_id, landingsHere(tenant))) return true
  if (client_id === undefined) return false
  const callbacks = { [client_id]: await tenant.clients.callbacksOf(client_id) }
  return mayLead(redirect_to, client_id, landingsHere(tenant, callbacks))
}

function landingsHere({ settings }: Tenant, callbacks: Record<string, string[]> = {}): Landings {
  const { allowedOrigins, appUrl, clientId } = settings
  return landingsOf({ allowedOrigins, appUrl, clientId, callbacks })
}
