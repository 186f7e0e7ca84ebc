import { ACCEPTANCE_KEY, INVITATION_KEY } from '../../../actions/invitation/invitation.ts'
import { own } from '../../../actions/invitation/read.ts'
import { writeOffer } from '../../../actions/invitation/writes.ts'
import { exportInvited } from '../../auth0/export-users.ts'
import type { InvitedUser } from '../../auth0/invited-user.ts'
import { SEARCH_LIMIT } from '../../auth0/limits.ts'
import { resetEmailIn } from '../../auth0/reset-email.ts'
import { DEFAULT_TTL_SEC, draftOf } from './invite-request.ts'
import { orFailed } from '../one-of-many.ts'
import { outcomeOf, type Outcome, validUntil } from '../outcome.ts'
import type { Note } from '../note.ts'
import type { CallOptions, Tenant } from '../tenant.ts'

/** How a tenant that follows the recipe marks the people it invited: a key at the root of metadata, and its value. */
export interface Flag {
  where: 'app_metadata' | 'user_metadata'
  key: string
  value: string
}

/** A Liquid condition on metadata, like `user.app_metadata.invited == true`. */
const CONDITION = /user\.(app_metadata|user_metadata)\.(\w+)(?:\s*==\s*(?:"([^"]*)"|'([^']*)'|(\w+)))?/g

/**
 * Finds the flag in the recipe's reset template, whose link says `type=invite` under a condition.
 * @see https://support.auth0.com/center/s/article/Email-Invitations-for-Application-Signup
 */
export function flagIn(template: string): Flag | undefined {
  const isOurs = template.includes(ACCEPTANCE_KEY)
  if (isOurs || !template.includes('type=invite')) return undefined
  for (const [, where, key = '', double, single, bare] of template.matchAll(CONDITION)) {
    if (where !== 'app_metadata' && where !== 'user_metadata') continue
    return { where, key, value: double ?? single ?? bare ?? 'true' }
  }
  return undefined
}

/** Finds the flag in the tenant's own reset template. @throws InvitationsError if the template cannot be read */
export async function findFlag({ api }: Tenant): Promise<Flag | undefined> {
  const template = await resetEmailIn(api)
  return flagIn(`${template?.subject ?? ''}\n${template?.body ?? ''}`)
}

/** Reads a flag like `app_metadata.invited=true`. @returns undefined for anything else */
export function readFlag(text: string): Flag | undefined {
  const [, where, key = '', value = 'true'] = /^(app_metadata|user_metadata)\.(\w+)(?:=(.+))?$/.exec(text) ?? []
  return where === 'app_metadata' || where === 'user_metadata' ? { where, key, value } : undefined
}

export interface AdoptOptions extends CallOptions {
  /** Lifetime of the invitations in seconds, from now. Default: 7 days. */
  ttl_sec?: number | undefined
  /** Awaited before the first change, with how many there are. If it throws, nothing changes. */
  approve?: ((count: number) => Promise<void>) | undefined
  note?: Note | undefined
}

/**
 * Turns people whom the recipe invited into invitees if they have not begun: never signed in, and no password set. Nobody
 * is mailed; the link in the mail they have goes on working until it expires. Everybody else stays as they are.
 */
export async function* adopt(flag: Flag, options: AdoptOptions, tenant: Tenant): AsyncGenerator<Outcome> {
  const pending: InvitedUser[] = []
  for await (const user of flagged(flag, options, tenant)) if (isPending(user, flag, tenant)) pending.push(user)
  if (pending.length > 0 && !options.dryRun) await options.approve?.(pending.length)
  for (const user of pending) {
    if (options.signal?.aborted) return
    const outcome = await orFailed(user.email, () => adoptOne(user, flag, options, tenant))
    if (outcome !== undefined) yield outcome
  }
}

async function* flagged(flag: Flag, { note }: AdoptOptions, { users, api, wait, settings }: Tenant) {
  const value =
    flag.value === 'true' || flag.value === 'false' ? flag.value : `"${flag.value.replace(/["\\]/g, '\\$&')}"`
  const q = `${flag.where}.${flag.key}:${value}`
  const { users: found, total } = await users.search(q, { wholeOnly: true })
  if (total <= SEARCH_LIMIT) return yield* found
  note?.(`${total} users match, but Auth0's search ends at ${SEARCH_LIMIT}, so an export job reads them.`)
  yield* exportInvited(api, wait, settings.acceptWith, `"${flag.key}"`)
}

function isPending(user: InvitedUser, { where, key, value }: Flag, { settings }: Tenant): boolean {
  return (
    String(own(user[where], key)) === value &&
    own(user.app_metadata, INVITATION_KEY) === undefined &&
    user.connections.includes(settings.connection) &&
    user.identities === 1 &&
    user.last_login === undefined &&
    !user.hasSetPassword
  )
}

/** The search may be out of date, so this reads the account again. */
async function adoptOne(
  { user_id }: InvitedUser,
  flag: Flag,
  { dryRun, ttl_sec = DEFAULT_TTL_SEC }: AdoptOptions,
  tenant: Tenant,
): Promise<Outcome | undefined> {
  const user = await tenant.users.get(user_id)
  if (!isPending(user, flag, tenant)) return undefined
  const draft = draftOf({ email: user.email, ttl_sec }, tenant)
  if ('problems' in draft) {
    const message = `${user.email} stays as it is: ${draft.problems.map((problem) => problem.message).join(' ')}`
    return outcomeOf(user.email, 'skipped', message, { user, reason: draft.problems[0]?.code ?? 'invalid_email' })
  }
  // The mail went out when the account was made, so the cooldown and the reminders count from then.
  const invitation = { ...draft, last_sent_at: new Date(user.created_at).toISOString().replace(/\.\d+Z$/, 'Z') }
  if (dryRun) {
    const message = `Would make an invitation of ${user.email}, until ${validUntil(invitation)}. Nothing was done.`
    return outcomeOf(user.email, 'invited', message, { user, reason: 'dry_run' })
  }
  await tenant.users.write(user_id, `note the invitation at ${user.email}`, writeOffer(invitation))
  const message = `${user.email} has an invitation until ${validUntil(invitation)} (${invitation.id}); nothing was mailed.`
  return outcomeOf(user.email, 'invited', message, { invitation, user })
}
