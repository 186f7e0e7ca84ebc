import { operations } from '../../../actions/invitation/operations.ts'
import type { InvitationDetails, InvitationRow } from '../../invitations/index.ts'
import type { Deed, Result } from '../deeds.ts'
import { failureNote, resultNote } from './notes.ts'
import type { InvitationsError } from '../../ground/errors.ts'
import { asTyped, html, lines, type Html } from '../html.ts'
import { deskOperations, nameOf, wording } from '../operations.ts'
import type { InvitationOperation } from '../options.ts'
import { whoseValue } from '../whose.ts'
import { badge, howFar, instant, meaning, wayOf } from '../words.ts'

/** One account's invitation, and what else its page shows. */
export interface ShownInvitation {
  details: InvitationDetails
  /** Why something cannot be done. Whatever is not in here can be done. */
  obstacles: ReadonlyMap<InvitationOperation, string>
  /** What somebody else did with it just before. */
  byAnother: Deed | undefined
}

/** What else a page needs to know. */
interface Surroundings {
  now: Date
  basePath: string
  /** Connections whose accounts may accept, according to the settings. */
  acceptWith: readonly string[]
}

export function invitationPage(
  shown: readonly ShownInvitation[],
  {
    results,
    failure,
    now,
    basePath,
    acceptWith,
  }: { results: readonly Result[]; failure: InvitationsError | undefined } & Surroundings,
): Html {
  const [first] = shown
  const several = shown.length > 1
  return html`<h1>${first?.details.email}</h1>
    ${failure !== undefined && failureNote(failure)} ${results.map(resultNote)}
    ${several && html`<p class="note">Several accounts have this address, each with an invitation.</p>`}
    ${shown.map((one) => invitation(one, { now, basePath, acceptWith }))}`
}

function invitation(
  { details, obstacles, byAnother }: ShownInvitation,
  { now, basePath, acceptWith }: Surroundings,
): Html {
  const { status, email, user_id, deliveries } = details
  const mail = `${basePath}/invitations/${encodeURIComponent(email)}/mail?user_id=${encodeURIComponent(user_id)}`
  return html`${
      byAnother !== undefined &&
      html`<p class="note">
        ${byAnother.admin.name} did this at ${instant(byAnother.at.toISOString())}:
        ${nameOf(byAnother.operation).toLowerCase()}.
      </p>`
    }
    <section class="card" aria-label="What can be done">
      <p>${badge(status)} ${meaning[status]}</p>
      <ul class="can">
        ${deskOperations.map((operation) => can(operation, details, obstacles.get(operation), basePath))}
        ${isDead(details) && inviteAgain(details, basePath)}
      </ul>
    </section>
    <section class="card">
      <h2>The invitation</h2>
      ${record(details, now, acceptWith)}
    </section>
    <section class="card">
      <h2>What happened</h2>
      <ol class="history">
        ${details.history.map(
          ({ at, event, detail }) =>
            html`<li>
              ${instant(at)}${events[event]}${detail !== null && html`: <span dir="auto">${detail}</span>`}
            </li>`,
        )}
      </ol>
      <p class="quiet">${logOf(deliveries)}</p>
    </section>
    <section class="card">
      <h2>The mail that “Forgot password?” sends now</h2>
      <p>${forgotOf(details.forgot_password)}</p>
      <iframe src="${mail}" title="The mail that ${email} would get now" sandbox loading="lazy"></iframe>
      <p class="quiet"><a href="${mail}">The mail alone</a>. Its link leads nowhere, and pictures are left out.</p>
    </section>`
}

function can(operation: InvitationOperation, row: InvitationRow, obstacle: string | undefined, basePath: string): Html {
  const { button } = wording[operation]
  if (obstacle !== undefined) {
    const id = `why-${operation}-${row.user_id.replace(/\W/g, '-')}`
    return html`<li>
      <button disabled aria-describedby="${id}">${button}</button><span id="${id}">${obstacle}</span>
    </li>`
  }
  return html`<li>
    <form method="get" action="${basePath}/ask">
      <input type="hidden" name="who" value="${asTyped(whoseValue(row))}" />
      <button name="operation" value="${operation}">${button}</button>
    </form>
    <span>${effects[operation]}</span>
  </li>`
}

function isDead({ status }: InvitationRow): boolean {
  const verdict = operations[status === 'failed' ? 'pending' : status].invite
  return verdict === 'again' || verdict === 'new'
}

function inviteAgain({ email, name }: InvitationRow, basePath: string): Html {
  return html`<li>
    <form method="get" action="${basePath}/invite">
      <input type="hidden" name="emails" value="${asTyped(email)}" />
      <input type="hidden" name="name" value="${asTyped(name ?? '')}" />
      <button>Invite again</button>
    </form>
    <span>Makes a new invitation; you see it before it is sent.</span>
  </li>`
}

const effects: Readonly<Record<InvitationOperation, string>> = {
  resend: 'Mails the invitation again. Only the newest link works.',
  remind: 'Mails it again, if the last mail is three days old.',
  link: 'Makes a link to hand over yourself. Nothing is mailed, and older links stop working.',
  revoke: 'Ends the link, and blocks the account if the invitation created it.',
}

function record(details: InvitationDetails, now: Date, acceptWith: readonly string[]): Html {
  const { name, invited_by, note, invited_at, expires_at, sends, last_sent_at, roles, context } = details
  const rows: [string, Html | string | false][] = [
    ['Name', name !== null && html`<span dir="auto">${name}</span>`],
    ['Invited by', invited_by !== null && html`<span dir="auto">${invited_by}</span>`],
    ['Note', note !== null && note !== '' && html`<span dir="auto">${lines(note)}</span>`],
    ['Invited', html`${instant(invited_at)} <span class="quiet">${howFar(invited_at, now)}</span>`],
    ['Expires', html`${instant(expires_at)} <span class="quiet">${howFar(expires_at, now)}</span>`],
    ['Accepted', details.accepted_at !== null && instant(details.accepted_at)],
    ['Accepted with', details.accepted_with ?? false],
    ['Revoked', details.revoked_at !== null && instant(details.revoked_at)],
    ['Password set', details.password_set_at !== null && instant(details.password_set_at)],
    ['Mails', html`${sends ?? 0}${last_sent_at !== null && html`, the last at ${instant(last_sent_at)}`}`],
    ['Mail failed because', details.failed_because ?? false],
    ['To be accepted with', isOpen(details) && wayTold(details, acceptWith)],
    ['Delivery', details.delivery === 'link' && 'A link that was handed over; nothing is mailed.'],
    ['Language', details.locale ?? false],
    ['Time zone', details.time_zone ?? false],
    ['Leads to', details.redirect_to ?? false],
    ['Roles', roles !== null && roles.length > 0 && roles.join(', ')],
    ['Context', context !== null && context !== undefined && JSON.stringify(context)],
    ['Invitation', details.invitation_id ?? false],
    ['Account', details.user_id],
  ]
  return html`<dl>
    ${rows.map(
      ([term, value]) =>
        value !== false &&
        html`<dt>${term}</dt>
          <dd>${value}</dd>`,
    )}
  </dl>`
}

function isOpen({ status }: InvitationRow): boolean {
  return status === 'pending' || status === 'failed'
}

/** False if there is only one way. */
function wayTold({ accept_with }: InvitationRow, acceptWith: readonly string[]): string | false {
  return (accept_with !== null || acceptWith.length > 0) && wayOf(accept_with ?? '', acceptWith)
}

const events: Readonly<Record<InvitationDetails['history'][number]['event'], string>> = {
  invited: 'Invited',
  mail_handed_to_provider: 'Mail handed to the email provider',
  mail_failed: 'Mail failed',
  mail_asked: 'Auth0 was asked for a mail; its log does not mention it',
  password_set: 'Password set',
  accepted: 'Accepted',
  revoked: 'Revoked',
  expired: 'Expired',
}

function logOf({ log_since, unknown }: InvitationDetails['deliveries']): Html {
  if (unknown !== null) return html`${unknown}`
  if (log_since === null) return html`Auth0’s log is empty.`
  return html`Auth0’s log goes back to ${instant(log_since)}, and may be seconds behind. Auth0 does not know whether a
  mail arrived.`
}

const mails: Readonly<Record<InvitationDetails['forgot_password']['mail'], string>> = {
  invitation: 'The invitation',
  reminder: 'The reminder',
  last_reminder: 'The last reminder',
  reset: 'An ordinary reset mail',
}

function forgotOf({ mail, link_works }: InvitationDetails['forgot_password']): string {
  return link_works ? `${mails[mail]}.` : `${mails[mail]}. Its link is stopped at the reset page.`
}
