import type { Verdict } from '../../actions/invitation/operations.ts'
import type { InvitationRow } from '../invitations/index.ts'
import { html, type Html } from './html.ts'

export const statuses: readonly InvitationRow['status'][] = [
  ...(['pending', 'failed', 'accepted', 'expired', 'revoked', 'requested', 'malformed'] as const),
]

/** What each status means, for anyone who sees it. */
export const meaning: Readonly<Record<InvitationRow['status'], string>> = {
  pending: 'Invited; has not signed in yet.',
  failed: 'The last mail did not go out.',
  accepted: 'Has signed in; the account is theirs.',
  expired: 'Did not sign in in time; the link is dead.',
  revoked: 'Revoked. Its link is dead.',
  requested: 'Another system asks for an invitation; reconcile sends it.',
  malformed: 'The stored data is not one of our invitations.',
}

/** Why nothing can be done with an invitation in this status, and what to do instead. */
export const whyNot: Readonly<Record<Verdict, string>> = {
  new: '',
  again: '',
  send: '',
  revoke: '',
  consent: '',
  already_invited: 'The invitation is already open.',
  already_accepted: 'The invitation was accepted: the account is theirs. To take access away, block the user in Auth0.',
  already_revoked: 'The invitation is already revoked.',
  not_invited: 'Nothing was sent yet.',
  invitation_expired: 'The invitation has expired. Invite the person again.',
  invitation_revoked: 'The invitation was revoked. Invite the person again.',
  invitation_malformed: 'The stored data is not one of our invitations, so it is left alone.',
}

export function badge(status: InvitationRow['status']): Html {
  return html`<span class="badge ${status}">${status}</span>`
}

const units: readonly (readonly [ms: number, unit: string])[] = [
  [86_400_000, 'day'],
  [3_600_000, 'hour'],
]

/** An instant to the minute, in UTC, for people and for programs. */
export function instant(iso: string | null): Html {
  if (iso === null) return html`<span class="none">–</span>`
  const ms = Date.parse(iso)
  if (Number.isNaN(ms)) return html`${iso}`
  const told = new Date(ms).toISOString()
  return html`<time datetime="${told}">${told.slice(0, 16).replace('T', ' ')}</time>`
}

/** How far away, like `in 3 days` or `2 hours ago`. */
export function howFar(iso: string | null, now: Date): string {
  const ms = Date.parse(iso ?? '') - now.getTime()
  if (Number.isNaN(ms)) return ''
  const [size, unit] = units.find(([length]) => Math.abs(ms) >= 2 * length) ?? [60_000, 'minute']
  const count = Math.round(Math.abs(ms) / size)
  const span = `${count} ${unit}${count === 1 ? '' : 's'}`
  if (count === 0) return 'now'
  return ms < 0 ? `${span} ago` : `in ${span}`
}

/** The first characters of a text, without half a surrogate pair. */
export function beginningOf(text: string, characters: number): string {
  return Array.from(text).slice(0, characters).join('')
}

export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`
}

/** A dry run's sentence, as something that is about to be done. */
export function willDo(message: string): string {
  return message.replace(/ Nothing was done\.$/, '').replace(/^Would /, 'This will ')
}

/** How an invitation may be accepted, in words. @param way from its record; empty: any that the settings allow */
export function wayOf(way: string, acceptWith: readonly string[]): string {
  if (way === 'password') return 'a password only'
  return way === '' ? `a password, or an account of ${acceptWith.join(' or ')}` : `an account of ${way} only`
}
