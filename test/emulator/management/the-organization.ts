import { managementError } from '../http/answers.ts'
import { slot, type Call } from '../http/endpoint.ts'
import type { Organization } from './organization.ts'

/** The organization that the path names, once a step has found it. */
export const theOrganization = slot<Organization>('the organization')

/** Step: finds the organization that the path names by its id. @throws Auth0's 404 */
export function findOrganization(call: Call): void {
  const organization = call.tenant.state.organizations.get(call.params['id'] ?? '')
  if (organization === undefined) throw noOrganization()
  theOrganization.put(call, organization)
}

/** Step: finds the organization that the path names by its name. @throws Auth0's 404 */
export function findOrganizationByName(call: Call): void {
  const all = [...call.tenant.state.organizations.values()]
  const organization = all.find(({ settings }) => settings.name === call.params['name'])
  if (organization === undefined) throw noOrganization()
  theOrganization.put(call, organization)
}

function noOrganization() {
  return managementError(404, 'No organization found by that id or name')
}
