import { INVITATION_KEY } from '../../../actions/invitation/invitation.ts'
import { own } from '../../../actions/invitation/read.ts'
import type { InvitedUser } from '../../auth0/invited-user.ts'
import { readDuration } from '../../ground/duration.ts'
import { InvitationsError } from '../../ground/errors.ts'
import { invite } from './invite.ts'
import type { InviteOptions } from './invite-request.ts'
import { problemsOf, wrongRequest, type InviteRequest } from './invite-request.ts'
import { failed, type Outcome } from '../outcome.ts'
import type { Tenant } from '../tenant.ts'

/**
 * Invites somebody whose account another system made (the dashboard, SCIM, an import), because that system says so there:
 * `app_metadata.invitation = {"state": "requested", …}`. The account stays. If its address is verified, the invitation is
 * attached. If not, every access is ended, or the person who made it with the invitee's address would get in.
 */
export async function inviteRequested(
  user: InvitedUser,
  { confirm, dryRun }: Pick<InviteOptions, 'confirm' | 'dryRun'>,
  tenant: Tenant,
): Promise<Outcome> {
  const request = requestStoredAt(user, tenant)
  const problems = problemsOf(request, tenant)
  if (problems.length > 0) {
    const hint = `Fix app_metadata.invitation of ${user.user_id}, then run it again.`
    return failed(user.email, wrongRequest(problems).withHint(hint), { user })
  }
  const isUnused = user.last_login === undefined
  const options = { user_id: user.user_id, keepAccount: true, dryRun }
  return invite(request, { ...options, confirm: isUnused ? () => Promise.resolve() : confirm }, tenant)
}

/** @throws InvitationsError `invitation_malformed` for a field of another type */
function requestStoredAt(user: InvitedUser, tenant: Tenant): InviteRequest {
  const stored = own(user.app_metadata, INVITATION_KEY)
  const text = (field: string): string | undefined => {
    const value = own(stored, field)
    if (value === undefined || value === null || typeof value === 'string') return value ?? undefined
    throw malformed(user, field, 'text')
  }
  const ttl = text('ttl')
  return {
    email: user.email,
    name: text('name') ?? givenName(user, tenant),
    note: text('note'),
    invited_by: text('invited_by'),
    locale: text('locale'),
    time_zone: text('time_zone'),
    redirect_to: text('redirect_to'),
    context: contextIn(own(stored, 'context'), user),
    roles: rolesIn(own(stored, 'roles'), user),
    ttl_sec: ttl === undefined ? undefined : readDuration(ttl),
  }
}

/** The name that the other system gave the account, unless it is invalid or may come from somebody who signed in. */
function givenName({ email, name, last_login }: InvitedUser, tenant: Tenant): string | undefined {
  if (name === undefined || name === email || last_login !== undefined) return undefined
  return problemsOf({ email, name }, tenant).some(({ field }) => field === 'name') ? undefined : name
}

function contextIn(context: unknown, user: InvitedUser): string | undefined {
  if (context === undefined || context === null) return undefined
  if (typeof context === 'string') return context
  if (typeof context === 'object') return JSON.stringify(context)
  throw malformed(user, 'context', 'an object, or its JSON text')
}

function rolesIn(roles: unknown, user: InvitedUser): string[] | undefined {
  if (roles === undefined || roles === null) return undefined
  if (Array.isArray(roles) && roles.every((role) => typeof role === 'string')) return roles
  throw malformed(user, 'roles', 'a list of names or ids')
}

function malformed({ email, user_id }: InvitedUser, field: string, wanted: string): InvitationsError {
  return new InvitationsError(
    'invitation_malformed',
    `The invitation requested for ${email} has a ${field} that is not ${wanted}. Nothing was done.`,
    { hint: `Fix app_metadata.invitation of ${user_id}, then run it again.` },
  )
}
