// What a language has to provide: one file each (<tag>.ts) with the three exports below. `npm run languages` puts them
// into the mail, the page texts and the Actions. Placeholders such as `{app}` are filled in; every language uses the
// same ones.
import type { RefusalReason } from '../accept.ts'

/** Texts of the one mail template. No straight apostrophes: Liquid strings cannot contain them. */
export interface MailTexts {
  /** Direction of the script. In `rtl`, placeholders such as `{name}` are between U+2068 and U+2069 (isolates). */
  direction: 'ltr' | 'rtl'

  /** Subjects and headings. */
  invitation: string
  reminder: string
  /** A reminder in the last two days before the expiry. */
  last_reminder: string
  reset: string

  greeting: string
  invited_by: string
  invited: string
  choose_password: string
  sign_in: string
  accept: string
  /** A link below the button. It leads to the app, where they sign in with an account of another provider. */
  other_way: string
  valid_until: string

  reset_heading: string
  reset_asked: string
  reset_button: string
  /** In a mail that leads to the app: the link to a new password, which "Forgot password?" promised. */
  reset_asked_too: string

  link: string
  newest_counts: string
  unexpected_invitation: string
  unexpected_to_account: string
  unexpected_reset: string
  questions: string
}

/**
 * Texts of Auth0's own pages, by prompt, screen and key. Invitations and ordinary resets share them.
 * @see https://auth0.com/docs/customize/login-pages/universal-login/customize-text-elements
 */
export interface PageTexts {
  'reset-password': {
    'reset-password': Record<
      'pageTitle' | 'title' | 'description' | 'buttonText' | 'passwordPlaceholder' | 'reEnterpasswordPlaceholder',
      string
    >
    'reset-password-success': Record<'pageTitle' | 'eventTitle' | 'description', string>
    'reset-password-error': Record<
      | 'eventTitleExpired'
      | 'descriptionExpired'
      | 'eventTitleUsed'
      | 'descriptionUsed'
      | 'eventTitleGeneric'
      | 'descriptionGeneric',
      string
    >
  }
  /** `npm run languages` also writes it for each identifier, and for the page that asks only for the password. */
  login: { login: Record<'wrong-credentials', string> }
}

/** What an invitee reads when a sign-in is refused: what is wrong and what to do next, without addresses or names. */
export type Refusals = Record<RefusalReason | 'expired_undated', string>
