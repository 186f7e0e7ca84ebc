import { own } from '../../actions/invitation/read.ts'
import { isHint, isStep, stepIn, worded, type Hint, type NextStep } from './next-step.ts'
import { hideTokens } from './secrets.ts'

/** Exit codes of every command (docs/inviting.md, "Every command"). */
export const exitCodes = { done: 0, notDone: 1, usage: 2, changesPending: 3, interrupted: 130 } as const
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

/**
 * Every error code of the program and the exit code that it leads to. 2: what was typed or configured is wrong, and
 * nothing was changed. 1: it could not be done. 130: Ctrl-C.
 */
export const errorCodes = {
  usage: exitCodes.usage,
  confirmation_needed: exitCodes.usage,
  cancelled: exitCodes.notDone,
  settings_incomplete: exitCodes.usage,
  allow_delete_refused: exitCodes.usage,
  deploy_tools_missing: exitCodes.usage,
  unreadable_file: exitCodes.usage,
  invalid_rows: exitCodes.notDone,
  invalid_email: exitCodes.usage,
  invalid_ttl: exitCodes.usage,
  invalid_name: exitCodes.usage,
  invalid_invited_by: exitCodes.usage,
  note_too_long: exitCodes.usage,
  invalid_locale: exitCodes.usage,
  invalid_time_zone: exitCodes.usage,
  invalid_redirect_to: exitCodes.usage,
  invalid_context: exitCodes.usage,
  context_too_large: exitCodes.usage,
  record_too_large: exitCodes.usage,
  invalid_link_param: exitCodes.usage,
  unknown_role: exitCodes.usage,
  role_not_allowed: exitCodes.usage,
  wrong_credentials: exitCodes.usage,
  missing_scope: exitCodes.usage,
  wrong_domain: exitCodes.usage,
  custom_domain_needed: exitCodes.usage,
  unknown_connection: exitCodes.usage,
  wrong_app: exitCodes.usage,
  passwords_off: exitCodes.usage,
  username_needed: exitCodes.usage,
  invalid_username: exitCodes.usage,
  tenant_unreachable: exitCodes.notDone,
  tls_not_trusted: exitCodes.notDone,
  proxy_failed: exitCodes.notDone,
  rate_limited: exitCodes.notDone,
  tenant_refused: exitCodes.notDone,
  account_vanished: exitCodes.notDone,
  several_accounts: exitCodes.notDone,
  account_not_verified: exitCodes.notDone,
  account_changed: exitCodes.notDone,
  account_blocked: exitCodes.notDone,
  account_not_proven: exitCodes.notDone,
  invitation_replaced: exitCodes.notDone,
  app_url_needed: exitCodes.notDone,
  already_accepted: exitCodes.notDone,
  not_invited: exitCodes.notDone,
  invitation_expired: exitCodes.notDone,
  invitation_revoked: exitCodes.notDone,
  invitation_malformed: exitCodes.notDone,
  resend_too_soon: exitCodes.notDone,
  resend_too_often: exitCodes.notDone,
  password_was_set: exitCodes.notDone,
  no_mail_to_account: exitCodes.notDone,
  email_not_sent: exitCodes.notDone,
  link_not_made: exitCodes.notDone,
  link_not_possible: exitCodes.notDone,
  roles_not_given: exitCodes.notDone,
  already_running: exitCodes.notDone,
  journal_failed: exitCodes.notDone,
  audit_failed: exitCodes.notDone,
  not_found: exitCodes.notDone,
  browser_failed: exitCodes.notDone,
  mailbox_failed: exitCodes.notDone,
  mail_not_received: exitCodes.notDone,
  tenant_in_use: exitCodes.notDone,
  action_name_taken: exitCodes.notDone,
  draft_edited: exitCodes.notDone,
  trigger_full: exitCodes.notDone,
  placeholder_unresolved: exitCodes.notDone,
  reset_mail_not_kept: exitCodes.notDone,
  plan_outdated: exitCodes.notDone,
  saved_state_unusable: exitCodes.notDone,
  nothing_to_roll_back: exitCodes.notDone,
  deploy_failed: exitCodes.notDone,
  deploy_incomplete: exitCodes.notDone,
  output_failed: exitCodes.notDone,
  interrupted: exitCodes.interrupted,
  internal: exitCodes.notDone,
} as const

export type ErrorCode = keyof typeof errorCodes

/**
 * What a failure with one of many invitations means for the others. `stops_all`: the next one would fail too.
 * `unanswered`: there was no answer, or not from Auth0; many in a row stop an import. `too_much`: Auth0 may be
 * overloaded, so fewer are tried at once. `stops_when_alike`: if Auth0 refuses several in a row in the same way, the
 * cause is not these invitations. `this_one_only`: the others are still tried, even when they are done one after
 * another.
 */
type OfOthers = 'stops_all' | 'unanswered' | 'too_much' | 'stops_when_alike' | 'this_one_only'

/** The one table of these meanings. A code that is not listed says nothing about the others. */
const ofOthers: { readonly [code in ErrorCode]?: readonly OfOthers[] } = {
  wrong_credentials: ['stops_all'],
  missing_scope: ['stops_all'],
  wrong_domain: ['stops_all'],
  custom_domain_needed: ['stops_all'],
  unknown_connection: ['stops_all'],
  settings_incomplete: ['stops_all'],
  tls_not_trusted: ['stops_all'],
  journal_failed: ['stops_all'],
  tenant_unreachable: ['unanswered', 'too_much'],
  proxy_failed: ['unanswered', 'too_much'],
  rate_limited: ['too_much'],
  tenant_refused: ['too_much', 'stops_when_alike', 'this_one_only'],
  email_not_sent: ['too_much', 'stops_when_alike'],
  link_not_made: ['stops_when_alike'],
  roles_not_given: ['stops_when_alike'],
  unknown_role: ['stops_when_alike', 'this_one_only'],
  role_not_allowed: ['this_one_only'],
  not_found: ['this_one_only'],
  account_vanished: ['this_one_only'],
  invitation_malformed: ['this_one_only'],
}

export function says(code: ErrorCode, what: OfOthers): boolean {
  return ofOthers[code]?.includes(what) === true
}

/** What an error says in addition to its code and its first line. */
export interface ErrorParts {
  /** What to do next. Commands in it are data. */
  hint: Hint
  /** What can be done next, if the hint is only a sentence. */
  next?: NextStep | undefined
  /** Further lines, each with one thing that is wrong. */
  details?: readonly string[]
  cause?: unknown
}

/**
 * What went wrong, for people and programs: a stable code, what was tried, what came back, and the next step. Anything
 * that looks like a token or a ticket is hidden. What was sent to Auth0 never gets here
 * (auth0/fetch/discreet-fetch.ts).
 * @see docs/troubleshooting.md (every code, its exit code and what to do)
 */
export class InvitationsError extends Error {
  /** Stable, unlike the sentences. */
  readonly code: ErrorCode
  /** The first line of the message. */
  readonly summary: string
  /** The other lines of the message, one per text. */
  readonly details: readonly string[]
  /** What to do next, as a sentence; it contains a command to copy if there is one. May be empty. */
  readonly hint: string
  /** What can be done next, as data; undefined if the hint is only a sentence. */
  readonly next: NextStep | undefined

  /**
   * Total: callers also throw it to refuse, and untyped code may leave anything out.
   * @param code an unknown one becomes `internal`
   * @param summary what happened and why, in a sentence
   * @param next what to do next; default: no hint and no details
   */
  constructor(code: ErrorCode, summary: string, next: ErrorParts) {
    const told = hideTokens(textOr('No reason was given.', summary))
    const given = own(next, 'details')
    const details = (Array.isArray(given) ? given : []).map((line) => hideTokens(textOr('', line)))
    super([told, ...details].join('\n'), { cause: own(next, 'cause') })
    this.name = 'InvitationsError'
    this.summary = told
    this.details = details
    this.code = isErrorCode(code) ? code : 'internal'
    const hint = own(next, 'hint')
    this.hint = isHint(hint) ? hideTokens(worded(hint)) : ''
    const step = own(next, 'next')
    this.next = (isHint(hint) ? stepIn(hint) : undefined) ?? (isStep(step) ? step : undefined)
  }

  /** Recognized by name, because the program's two bundles each have their own class. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof Error && value.name === 'InvitationsError'
  }

  /** What the program ends with: 1 not done, 2 wrong usage or settings, 130 interrupted. */
  get exitCode(): ExitCode {
    return errorCodes[this.code]
  }

  /** The same error with another hint. If that is only a sentence, the next step stays. */
  withHint(hint: Hint): InvitationsError {
    const { code, summary, details, next, cause } = this
    return new InvitationsError(code, summary, { hint, details, next, cause })
  }
}

function isErrorCode(code: unknown): code is ErrorCode {
  return typeof code === 'string' && Object.hasOwn(errorCodes, code)
}

function textOr(otherwise: string, text: unknown): string {
  return typeof text === 'string' ? text : otherwise
}

/** The error for Ctrl-C: what is done, and how to go on. */
export function interrupted(message: string, hint: Hint): InvitationsError {
  return new InvitationsError('interrupted', message, { hint })
}
