import { languageTags } from '../../actions/invitation/languages.ts'
import type { Problem } from '../../actions/invitation/request.ts'
import { foldAddress } from '../../actions/invitation/address.ts'
import type { Invitations, InviteRequest } from '../invitations/index.ts'
import type { Inviting } from './carrying-out.ts'
import { textIn, textsIn, type Form } from './form.ts'
import { ON_A_PAGE } from './which.ts'

/** What an admin has typed, in the form in which it goes back into the page. */
export interface Typed {
  /** Addresses, one per line. */
  emails: string
  name: string
  username: string
  invited_by: string
  note: string
  locale: string
  time_zone: string
  /** Number of days. */
  days: string
  redirect_to: string
  context: string
  roles: readonly string[]
  /** The only way to accept; empty: any. */
  accept_with: string
  isLink: boolean
  /** For a link: using it counts as proof of the address, which the admin vouches for. */
  isTrusted: boolean
  unverified: Inviting['unverified']
}

/** What is wrong, keyed by the field that it is shown beside. */
export type Problems = ReadonlyMap<string, string>

export function typedIn(form: Form, by: { invited_by: string }): Typed {
  const text = (field: string) => textIn(form[field])
  const unverified = text('unverified')
  return {
    ...{ emails: text('emails'), name: text('name').trim(), username: text('username').trim() },
    invited_by: form['invited_by'] === undefined ? by.invited_by : text('invited_by').trim(),
    ...{ note: text('note'), time_zone: text('time_zone').trim(), redirect_to: text('redirect_to').trim() },
    locale: languageTags.find((tag) => tag === text('locale')) ?? '',
    days: /^[1-9]\d?$/.test(text('days')) ? text('days') : '7',
    ...{ context: text('context').trim(), roles: textsIn(form['roles']), isLink: text('delivery') === 'link' },
    accept_with: text('accept_with').trim(),
    isTrusted: text('trust') === 'yes',
    unverified: unverified === 'keep' || unverified === 'replace' ? unverified : 'leave',
  }
}

/** One request for each address, without repeats. */
export function requestsOf(typed: Typed): InviteRequest[] {
  const addresses = typed.emails.split(/[\s,;]+/).filter((one) => one !== '')
  const said = (text: string) => (text.trim() === '' ? undefined : text)
  return [...new Set(addresses.map(foldAddress))].map((email) => ({
    ...{ email, name: said(typed.name), username: said(typed.username), invited_by: said(typed.invited_by) },
    ...{ note: said(typed.note), locale: said(typed.locale), time_zone: said(typed.time_zone) },
    ...{ redirect_to: said(typed.redirect_to), context: said(typed.context) },
    ttl_sec: Number(typed.days) * 86_400,
    roles: typed.roles.length === 0 ? undefined : [...typed.roles],
    accept_with: said(typed.accept_with),
    link: typed.isLink ? { trust_address: typed.isTrusted } : undefined,
  }))
}

/** Everything that is wrong. Makes no call. */
export function problemsIn(typed: Typed, invitations: Pick<Invitations, 'problemsOf'>): Problems {
  const requests = requestsOf(typed)
  const problems = new Map<string, string>()
  const add = (field: string, message: string) => {
    if (!problems.has(field)) problems.set(field, message)
  }
  if (requests.length === 0) add('emails', 'Type at least one address.')
  if (requests.length > ON_A_PAGE) add('emails', `At most ${ON_A_PAGE} at once. For more, import a spreadsheet.`)
  if (requests.length > 1 && typed.name !== '')
    add('name', 'A name belongs to one person, but there are several addresses.')
  if (requests.length > 1 && typed.username !== '')
    add('username', 'A user name belongs to one account, but there are several addresses.')
  const checked = requests.slice(0, ON_A_PAGE)
  const longest = checked.reduce<InviteRequest | undefined>(
    (most, one) => (most !== undefined && most.email.length >= one.email.length ? most : one),
    undefined,
  )
  // The rest is the same for all, so it is checked only once, with the longest address, which makes the largest record.
  const found = checked.flatMap((one) => invitations.problemsOf(one === longest ? one : { email: one.email }))
  for (const { field, message } of found) add(fieldOf(field), message)
  return problems
}

function fieldOf(field: Problem['field']): string {
  if (field === 'email' || field === 'request') return 'emails'
  if (field === 'ttl_sec') return 'days'
  return field === 'link' ? 'delivery' : field
}
