import { languageTags } from '../../../actions/invitation/languages.ts'
import type { Outcome } from '../../invitations/index.ts'
import { asTyped, html, type Html } from '../html.ts'
import { requestsOf, type Problems, type Typed } from '../invite-form.ts'
import { counted, wayOf, willDo } from '../words.ts'

interface Place {
  basePath: string
  /** Roles that the settings allow. */
  roles: readonly string[]
  /** Connections whose accounts may accept, according to the settings. */
  acceptWith: readonly string[]
}

const names = new Intl.DisplayNames(['en'], { type: 'language' })

/** The form, with problems beside their fields, and the mail beside the form. */
export function invitePage(typed: Typed, problems: Problems, { basePath, roles, acceptWith }: Place): Html {
  return html`<h1>Invite</h1>
    ${problems.size > 0 && html`<p class="problem" role="alert">Nothing was sent. ${counted(problems.size, 'field needs', 'fields need')} a change.</p>`}
    <div class="beside">
      <form
        class="card"
        method="post"
        action="${basePath}/invite"
        data-problems="${basePath}/invite/problems"
        novalidate
      >
        ${emails(typed, problems)} ${text('name', 'Name, for the greeting', typed.name, problems)}
        ${text('invited_by', 'Invited by, as the mail says it', typed.invited_by, problems)} ${note(typed, problems)}
        <div class="two">
          ${choice('locale', 'Language of the mail', typed.locale, [['', 'as in the settings'], ...languageTags.map((tag) => [tag, names.of(tag) ?? tag] as const)], problems)}
          ${choice(
            'days',
            'Valid for',
            typed.days,
            [1, 3, 7, 14, 30].map((days) => [String(days), counted(days, 'day')] as const),
            problems,
          )}
        </div>
        <fieldset>
          <legend>How they get it</legend>
          ${radio('delivery', 'mail', 'By mail', !typed.isLink)}
          ${radio('delivery', 'link', 'As a link that I hand over myself; nothing is mailed', typed.isLink)}
          <label class="check"
            ><input type="checkbox" name="trust" value="yes" ${typed.isTrusted && html`checked`} /> With a link: I vouch
            that the address is theirs</label
          >
          ${problem('delivery', problems)}
        </fieldset>
        ${
          acceptWith.length > 0 &&
          choice(
            'accept_with',
            'Accepted with',
            typed.accept_with,
            ['', 'password', ...acceptWith].map((way) => [way, wayOf(way, acceptWith)] as const),
            problems,
          )
        }
        <details ${hasMore(typed, problems) && html`open`}>
          <summary>More</summary>
          ${text('username', 'User name, if the connection needs one', typed.username, problems)}
          ${text('time_zone', 'Time zone, like Europe/Berlin', typed.time_zone, problems)}
          ${text('redirect_to', 'Where the button leads (https)', typed.redirect_to, problems)}
          ${text('context', 'For your app, a JSON object', typed.context, problems)}
          ${
            roles.length > 0 &&
            html`<fieldset>
              <legend>Roles</legend>
              ${roles.map((role) => html`<label class="check"><input type="checkbox" name="roles" value="${role}" ${typed.roles.includes(role) && html`checked`} /> ${role}</label>`)}
            </fieldset>`
          }
          <fieldset>
            <legend>If somebody has an account with an unverified address</legend>
            ${radio('unverified', 'leave', 'Do not invite them', typed.unverified === 'leave')}
            ${radio('unverified', 'replace', 'Delete the account and create it again', typed.unverified === 'replace')}
            ${radio('unverified', 'keep', 'Keep the account, and end all access to it', typed.unverified === 'keep')}
          </fieldset>
        </details>
        <p class="do">
          <button class="main">Continue</button>
          <button formaction="${basePath}/invite/mail" formmethod="get" formtarget="mail" class="refresh">
            Show the mail
          </button>
          <span class="quiet">You see what will happen before anything is sent.</span>
        </p>
      </form>
      <section class="card" aria-label="The mail">
        <h2>The mail, as it will arrive</h2>
        <iframe
          name="mail"
          title="The mail, as it will arrive"
          sandbox
          data-mail="${basePath}/invite/mail"
          src="${basePath}/invite/mail"
        ></iframe>
      </section>
    </div>`
}

/** What inviting somebody would lead to. */
export type Foreseen = Outcome & {
  /** There is an account with an unverified address, and the admin chose to leave such accounts alone. */
  isLeft: boolean
}

/** What will happen for each person, before it does. */
export function inviteQuestion(
  typed: Typed,
  foreseen: readonly Foreseen[],
  { key, warning, basePath }: { key: string; warning: string | undefined; basePath: string },
): Html {
  const count = foreseen.filter(
    ({ outcome, isLeft }) => !isLeft && outcome !== 'failed' && !outcome.startsWith('already_'),
  ).length
  const [first] = foreseen
  const whom = foreseen.length === 1 && first !== undefined ? first.email : counted(count, 'person', 'people')
  return html`<h1>Invite ${whom}?</h1>
    ${warning !== undefined && html`<p class="note">${warning}</p>`}
    <form class="card" method="post" action="${basePath}/invite/send">
      <input type="hidden" name="key" value="${key}" />
      ${hidden(typed)}
      <ul>
        ${foreseen.map(foreseenLine)}
      </ul>
      <p class="do">
        ${count > 0 && html`<button class="main">${sendButton(typed, count)}</button>`}
        <button formaction="${basePath}/invite?change=yes">Change something</button>
      </p>
    </form>`
}

function sendButton({ isLink }: Typed, count: number): string {
  if (isLink) return count === 1 ? 'Invite, and show the link' : 'Invite, and show the links'
  return count === 1 ? 'Send the invitation' : `Send ${count} invitations`
}

function foreseenLine({ email, message, error, isLeft }: Foreseen): Html {
  if (isLeft) {
    return html`<li>
      ${email} has an account whose address nobody verified, and is not invited. To choose otherwise: Change something,
      More.
    </li>`
  }
  const hint = error?.hint ?? ''
  return html`<li>${willDo(message)} ${hint !== '' && html`<span class="quiet">${hint}</span>`}</li>`
}

/** The same form again, in hidden fields. */
function hidden(typed: Typed): Html {
  const { emails, name, username, invited_by, note, locale, time_zone, days, redirect_to, context, roles } = typed
  const { accept_with } = typed
  const fields: [string, string][] = [
    ...Object.entries({ name, username, invited_by, note, locale, time_zone, days, redirect_to, context, accept_with }),
    [
      'emails',
      requestsOf({ ...typed, emails })
        .map(({ email }) => email)
        .join(' '),
    ],
    ...roles.map((role): [string, string] => ['roles', role]),
    ['delivery', typed.isLink ? 'link' : 'mail'],
    ['trust', typed.isTrusted ? 'yes' : ''],
    ['unverified', typed.unverified],
  ]
  return html`${fields.map(([field, value]) => html`<input type="hidden" name="${field}" value="${asTyped(value)}" />`)}`
}

function hasMore({ username, time_zone, redirect_to, context, roles, unverified }: Typed, problems: Problems): boolean {
  const fields = ['username', 'time_zone', 'redirect_to', 'context', 'roles']
  const isTyped = [username, time_zone, redirect_to, context, ...roles].some((one) => one !== '')
  return isTyped || unverified !== 'leave' || fields.some((field) => problems.has(field))
}

/** Says what is wrong with a field. Always in the page, so that screen readers read it out when it changes. */
function problem(field: string, problems: Problems): Html {
  return html`<span class="wrong" id="wrong-${field}" aria-live="polite">${problems.get(field) ?? ''}</span>`
}

function text(field: string, label: string, value: string, problems: Problems): Html {
  return html`<p class="field">
    <label for="${field}">${label}</label>
    <input
      id="${field}"
      name="${field}"
      value="${asTyped(value)}"
      autocomplete="off"
      dir="auto"
      aria-describedby="wrong-${field}"
      ${problems.has(field) && html`aria-invalid="true"`}
    />
    ${problem(field, problems)}
  </p>`
}

function emails({ emails }: Typed, problems: Problems): Html {
  return area('emails', 'Email addresses, one or several', emails, problems)
}

function note({ note }: Typed, problems: Problems): Html {
  return area('note', 'Personal note in the mail, at most 500 characters', note, problems)
}

/** A field with several lines. */
function area(field: 'emails' | 'note', label: string, typed: string, problems: Problems): Html {
  const isProse = field === 'note'
  return html`<p class="field">
    <label for="${field}">${label}</label>
    <textarea
      id="${field}"
      name="${field}"
      rows="${isProse ? 3 : 2}"
      ${isProse ? html`dir="auto"` : html`autocomplete="off" spellcheck="false"`}
      aria-describedby="wrong-${field}"
      ${problems.has(field) && html`aria-invalid="true"`}
    >
${asTyped(typed)}</textarea>
    ${problem(field, problems)}
  </p>`
}

function choice(
  field: string,
  label: string,
  chosen: string,
  all: readonly (readonly [string, string])[],
  problems: Problems,
): Html {
  return html`<p class="field">
    <label for="${field}">${label}</label>
    <select id="${field}" name="${field}">
      ${all.map(([value, name]) => html`<option value="${asTyped(value)}" ${value === chosen && html`selected`}>${name}</option>`)}
    </select>
    ${problem(field, problems)}
  </p>`
}

function radio(field: string, value: string, label: string, isChosen: boolean): Html {
  return html`<label class="check"
    ><input type="radio" name="${field}" value="${asTyped(value)}" ${isChosen && html`checked`} /> ${label}</label
  >`
}
