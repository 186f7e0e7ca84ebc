import { requireScopes } from '../../auth0/token.ts'
import { withUnended } from '../ending/end-access.ts'
import { outcomeOf, failed, validUntil, type Outcome } from '../outcome.ts'
import { andDeliver, deliver } from '../sending/deliver.ts'
import type { Tenant } from '../tenant.ts'
import { createOrFind, type ReadyToInvite } from './create-or-find.ts'
import { asItStands, foreseeExisting, inviteExisting } from './invite-existing.ts'
import {
  draftOrThrow,
  newId,
  problemsOf,
  wrongRequest,
  type InviteOptions,
  type InviteRequest,
} from './invite-request.ts'
import { leadsAstray } from './leads-astray.ts'
import { roleIds } from './roles.ts'

/**
 * Checks the request. Creates the account with the invitation, or finds the existing one and does what that needs. Then
 * sending/deliver.ts gets the invitation. Two calls for a new address: create the user, ask Auth0 for the mail or a link.
 * One more if the token was given and the machine's clock is wrong. An existing account takes two more: look it up, write
 * the invitation. If accounts of other providers may accept, two more find out whether there is one. Roles take two: read
 * the tenant's roles, give them.
 * @throws InvitationsError with the code of the first problem of the request, before any call; or `unknown_role`
 */
export async function invite(asked: InviteRequest, options: InviteOptions, tenant: Tenant): Promise<Outcome> {
  const ready = await checked(asked, options, tenant)
  if ('outcome' in ready) return ready
  const account = await createOrFind(ready, tenant)
  switch (account.kind) {
    case 'created':
      return deliver(account, ready, tenant)
    case 'nobody_yet':
      return foreseeNew(ready, tenant)
    case 'not_clear':
      return failed(account.email, account.error)
    case 'found':
      if (options.dryRun) return foreseeExisting({ ...ready, ...account }, tenant)
  }
  const stored = await inviteExisting({ ...ready, ...account }, tenant)
  if ('outcome' in stored) return stored
  const outcome = await deliver(stored, ready, tenant)
  return asItStands(withUnended(outcome, stored.ended), account.user, tenant)
}

/** Throws what is wrong with the request, before any call. If it leads where it must not, that is the outcome. */
async function checked(asked: InviteRequest, options: InviteOptions, tenant: Tenant): Promise<ReadyToInvite | Outcome> {
  const problems = problemsOf(asked, tenant)
  if (problems.length > 0) throw wrongRequest(problems)
  const request = { ...asked, roles: await roleIds(asked.roles, tenant) }
  const id = options.invitation_id ?? newId()
  const drafted = () => draftOrThrow(request, tenant, { id })
  const { email } = drafted()
  const astray = await leadsAstray(drafted(), tenant)
  if (astray !== undefined) return failed(email, astray)
  if (!options.dryRun) await requireScopes(tenant.api, neededFor(request), `invite ${email}`)
  return { request, options, drafted }
}

/** Scopes for a new address. An existing account may need more; Auth0 then says so before anything changes. */
function neededFor({ link, roles = [] }: InviteRequest): string[] {
  return [
    'create:users',
    ...(link === undefined ? [] : ['create:user_tickets']),
    ...(roles.length > 0 ? ['read:roles', 'update:users'] : []),
  ]
}

function foreseeNew({ request, drafted }: ReadyToInvite, { settings }: Tenant): Outcome {
  const invitation = drafted()
  const { email } = invitation
  const message = `Would invite ${email} until ${validUntil(invitation)}: create the user in ${settings.connection}${andDeliver(invitation, request.link)}. Nothing was done.`
  // A real run makes a new id.
  return { ...outcomeOf(email, 'invited', message, { invitation, reason: 'dry_run' }), invitation_id: null }
}
