import { empty, json, managementError } from '../http/answers.ts'
import { slot, type Call, type Endpoint, type Step } from '../http/endpoint.ts'
import { send } from '../mail/send.ts'
import { identifier } from '../identifier.ts'
import { ownValue } from '../json.ts'
import type { Client } from './client.ts'
import type { OrganizationInvitation } from './organization.ts'
import { selectFields } from './fields.ts'
import { findOrganization, theOrganization } from './the-organization.ts'
import { pageParameters, paginate } from './pagination.ts'

const theClient = slot<Client>('the client')
const theInvitation = slot<OrganizationInvitation>('the invitation')

/** By default, an invitation lasts a week (docs: api/management/v2/organizations/post-invitations, ttl_sec). */
const WEEK_SECONDS = 604_800

// docs: manage-users/organizations/configure-organizations/invite-members; what is answered: recorded traffic
export const organizationInvitations: Endpoint[] = [
  {
    route: 'GET /api/v2/organizations/:id/invitations',
    query: [...pageParameters, 'fields', 'include_fields', 'sort'],
    steps: [findOrganization, listInvitations],
  },
  {
    route: 'POST /api/v2/organizations/:id/invitations',
    steps: [findOrganization, findClient, createInvitation, mailInvitation, respondWithInvitation(201)],
  },
  {
    route: 'GET /api/v2/organizations/:id/invitations/:invitation_id',
    query: ['fields', 'include_fields'],
    steps: [findOrganization, findInvitation, respondWithInvitation(200)],
  },
  {
    route: 'DELETE /api/v2/organizations/:id/invitations/:invitation_id',
    steps: [findOrganization, findInvitation, deleteInvitation],
  },
]

/** The envelope has no total (recorded traffic). */
function listInvitations(call: Call): Response {
  const { query } = call
  const found = [...theOrganization.of(call).invitations.values()].map((one) => selectFields({ ...one }, query))
  // Newest first, unless the query says otherwise.
  if (query['sort'] !== 'created_at:1') found.reverse()
  return json(
    200,
    paginate(found, query, 'invitations', ({ items, start, limit }) => ({ invitations: items, start, limit })),
  )
}

// Both refusals: quoted in auth0/agent-skills#180.
function findClient(call: Call): void {
  const id = String(call.body['client_id'])
  const client = call.tenant.state.clients.get(id)
  if (client === undefined) throw managementError(404, 'The client does not exist', 'inexistent_client')
  if (client['organization_usage'] !== 'allow' && client['organization_usage'] !== 'require') {
    throw managementError(400, `The specified client_id (${id}) does not allow organizations.`)
  }
  theClient.put(call, client)
}

function createInvitation(call: Call): void {
  const { tenant, body } = call
  const { id: organizationId, name } = theOrganization.of(call).settings
  const route = theClient.of(call)['initiate_login_uri'] ?? tenant.state.tenant['default_redirection_uri']
  if (typeof route !== 'string' || route === '') {
    throw managementError(400, 'A default login route is required to generate the invitation url.')
  }
  const ticket = identifier('', 32)
  const url = new URL(route)
  url.searchParams.set('invitation', ticket)
  url.searchParams.set('organization', organizationId)
  url.searchParams.set('organization_name', name)
  const { send_invitation_email: _, ttl_sec, ...given } = { send_invitation_email: true, ttl_sec: undefined, ...body }
  const now = tenant.clock.now().getTime()
  const seconds = typeof ttl_sec === 'number' && ttl_sec > 0 ? ttl_sec : WEEK_SECONDS
  const invitation: OrganizationInvitation = {
    id: identifier('uinv_', 16),
    organization_id: organizationId,
    ...given,
    invitation_url: url.toString(),
    ticket_id: ticket,
    created_at: new Date(now).toISOString(),
    expires_at: new Date(now + seconds * 1000).toISOString(),
  }
  theOrganization.of(call).invitations.set(invitation.id, invitation)
  theInvitation.put(call, invitation)
}

/** Does nothing if the caller hands the link over (docs: send_invitation_email). */
function mailInvitation(call: Call): void {
  const { tenant, body } = call
  const { invitee, invitation_url } = theInvitation.of(call)
  const email = ownValue(invitee, 'email')
  if (body['send_invitation_email'] === false || typeof email !== 'string') return
  send(tenant, {
    ...{ template: 'user_invitation', user: { email }, client: theClient.of(call) },
    ...{ organization: theOrganization.of(call).settings, url: String(invitation_url) },
  })
}

function findInvitation(call: Call): void {
  const invitation = theOrganization.of(call).invitations.get(call.params['invitation_id'] ?? '')
  if (invitation === undefined) throw managementError(404, 'The invitation does not exist.', 'inexistent_invitation')
  theInvitation.put(call, invitation)
}

function respondWithInvitation(status: number): Step {
  return (call) => json(status, selectFields({ ...theInvitation.of(call) }, call.query))
}

function deleteInvitation(call: Call): Response {
  theOrganization.of(call).invitations.delete(theInvitation.of(call).id)
  return empty(204)
}
