import type { Invitation } from '../../../actions/invitation/invitation.ts'
import { writeOffer } from '../../../actions/invitation/writes.ts'
import { requireScopes } from '../../auth0/tenant-facts.ts'
import { GRAIN_MS } from '../../auth0/fetch/tenant-clock.ts'
import { InvitationsError } from '../../ground/errors.ts'
import { andDeliver, deliver, type Delivery } from '../sending/deliver.ts'
import { findAccount } from './find-account.ts'
import { foreseeExisting, inviteExisting } from './invite-existing.ts'
import { draftOf, newId, problemsOf, wrongRequest, type InviteOptions, type InviteRequest } from './invite-request.ts'
import { leadsAstray } from './leads-astray.ts'
import { failed, outcomeOf, type Outcome } from '../outcome.ts'
import { roleIds } from './roles.ts'
import type { Tenant } from '../tenant.ts'
import { validUntil } from '../sending/valid-until.ts'
import { inShell } from '../../ground/text-for/shell.ts'

/**
 * Two calls for a new address: create the user with the invitation, ask Auth0 for the mail or for a link; three where the
 * token was given and the machine's clock is wrong. Somebody who has
 * an account already takes two more: look the account up, note the invitation at it. So do roles: read what there is, give
 * them.
 * @throws InvitationsError with the code of the first problem of the request, before any call; or `unknown_role`
 */
export async function invite(asked: InviteRequest, options: InviteOptions, tenant: Tenant): Promise<Outcome> {
  const problems = problemsOf(asked, tenant)
  if (problems.length > 0) throw wrongRequest(problems)
  const request = { ...asked, roles: await roleIds(asked.roles, tenant) }
  const id = options.invitation_id ?? newId()
  const drafted = (): Invitation => {
    const draft = draftOf(request, tenant, { id })
    if ('problems' in draft) throw wrongRequest(draft.problems)
    return draft
  }
  const checked = drafted()
  const { email } = checked
  const astray = await leadsAstray(checked, tenant)
  if (astray !== undefined) return failed(email, astray)
  if (!options.dryRun) await requireScopes(tenant.api, neededFor(request), `invite ${email}`)
  if (!options.dryRun && options.user_id === undefined) {
    await options.before?.('create')
    const created = await create(request, drafted, tenant)
    if (created !== 'exists') return deliver(created, { request, options }, tenant)
  }
  const found = await findAccount(email, options.user_id, tenant)
  if (found instanceof InvitationsError) return failed(email, found)
  const invitation = drafted()
  if (found === undefined)
    return options.dryRun ? foreseeNew(invitation, request, tenant) : failed(email, vanished(email))
  const draft = { request, invitation, user: found, options }
  return options.dryRun ? foreseeExisting(draft, tenant) : inviteExisting(draft, tenant)
}

/**
 * Creates the user with the invitation. The answer to the token request has told Auth0's time by then. Where the token was
 * given, this answer is the first that does, and a record whose instants it proves wrong is written again: one more call.
 */
async function create(
  { name, username }: InviteRequest,
  drafted: () => Invitation,
  { users, settings, api: { clock } }: Tenant,
): Promise<Delivery | 'exists'> {
  const draftedAt = clock.stopwatch()
  const invitation = drafted()
  const user = await users.create({
    email: invitation.email,
    name,
    username,
    connection: settings.connection,
    invitation,
  })
  if (user === 'exists') return user
  const offMs = Date.parse(invitation.invited_at) - draftedAt().getTime()
  if (Math.abs(offMs) <= GRAIN_MS) return { user, invitation }
  const corrected = drafted()
  const what = `correct the instants of the invitation of ${invitation.email}`
  return users.write(user.user_id, what, writeOffer(corrected)).then(
    (seen) => ({ user: seen, invitation: corrected }),
    () => ({ user, invitation }), // it stands as it was written first, which is still an invitation
  )
}

/** What a new address needs; an account that is there may need more, which Auth0 says before anything is changed. */
function neededFor({ link, roles = [] }: InviteRequest): string[] {
  return [
    'create:users',
    ...(link === undefined ? [] : ['create:user_tickets']),
    ...(roles.length > 0 ? ['read:roles', 'update:users'] : []),
  ]
}

function foreseeNew(invitation: Invitation, { link }: InviteRequest, { settings }: Tenant): Outcome {
  const { email } = invitation
  const message = `Would invite ${email} until ${validUntil(invitation)}: create the user in ${settings.connection}${andDeliver(invitation, link)}. Nothing was done.`
  // The id is made anew when it is done.
  return { ...outcomeOf(email, 'invited', message, { invitation, reason: 'dry_run' }), invitation_id: null }
}

/** Auth0 says that the address is taken, and has nobody with it: somebody deleted the account in between. */
function vanished(email: string): InvitationsError {
  return new InvitationsError(
    'user_exists',
    `A user with the address ${email} existed a moment ago; nothing was done.`,
    {
      hint: `Run it again: invitations invite ${inShell(email)}`,
    },
  )
}
