import { ownValue } from '../json.ts'
import type { Call } from '../http/endpoint.ts'
import { languageOf } from './language.ts'

/** Our own plain texts, by prompt, screen and key, for texts that the tenant has not customised. */
const plain: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, string>>>>>> = {
  login: {
    login: {
      pageTitle: 'Sign in | ${clientName}',
      title: 'Sign in to ${clientName}',
      buttonText: 'Sign in',
      usernamePlaceholder: 'Email address',
      passwordPlaceholder: 'Password',
      forgotPasswordText: 'Forgot password?',
      signupActionLinkText: 'Sign up',
      passkeyButtonText: 'Continue with a passkey',
      federatedConnectionButtonText: 'Continue with ${connectionName}',
      'wrong-credentials': 'The address or the password is wrong.',
    },
  },
  'login-passwordless': {
    'login-passwordless-email-code': {
      pageTitle: 'Code | ${clientName}',
      title: 'Type the code',
      description: 'A mail with a code is on its way to ${email}.',
      placeholder: 'Code',
      buttonText: 'Sign in',
      'invalid-verification-code': 'The code is wrong.',
      'passwordless-unknown-error': 'Something went wrong. Try again later.',
    },
  },
  signup: {
    signup: {
      pageTitle: 'Sign up | ${clientName}',
      title: 'Sign up for ${clientName}',
      buttonText: 'Sign up',
      emailPlaceholder: 'Email address',
      usernamePlaceholder: 'User name',
      passwordPlaceholder: 'Password',
      loginActionLinkText: 'Sign in',
      'custom-script-error-code': 'Something went wrong. Try again later.',
      'email-already-exists': 'You cannot sign up with this address.',
      'invalid-email-format': 'This is not an email address.',
      'invalid-username': 'This user name is not valid.',
      'no-username': 'A user name is needed.',
      'password-contains-user-information': 'The password contains your own data.',
      'password-policy-not-conformant': 'The password is too weak.',
      'password-too-common': 'The password is too common.',
      'signup-disabled': 'Signing up is not possible here.',
    },
  },
  'email-verification': {
    'email-verification-result': {
      pageTitle: 'Address verification | ${clientName}',
      verifiedTitle: 'Address verified',
      verifiedDescription: 'The address is yours.',
      errorTitle: 'Not verified',
      alreadyVerifiedDescription: 'The address was verified before.',
      invalidAccountOrCodeDescription: 'There is no such account or link.',
      'auth0-users-used-ticket': 'The link was used before.',
      'auth0-users-expired-ticket': 'The link is too old.',
    },
  },
  'email-otp-challenge': {
    'email-otp-challenge': {
      pageTitle: 'Code | ${clientName}',
      title: 'Type the code',
      placeholder: 'Code',
      buttonText: 'Continue',
      'invalid-otp-code-format': 'A code has six digits.',
      'invalid-code': 'The code is wrong.',
    },
  },
  'reset-password': {
    'reset-password-request': {
      pageTitle: 'Forgot password | ${clientName}',
      title: 'Forgot password?',
      descriptionEmail: 'We send a link to your address.',
      placeholderEmail: 'Email address',
      buttonText: 'Send',
      'too-many-email': 'Too many mails. Wait some minutes and try again.',
    },
    'reset-password-email': {
      pageTitle: 'Check your mail | ${clientName}',
      title: 'Check your mail',
      emailDescription: 'If there is an account for ${email}, a link is on its way.',
    },
    'reset-password': {
      pageTitle: 'Change password | ${clientName}',
      title: 'Change password',
      description: 'Type a new password.',
      buttonText: 'Change',
      passwordPlaceholder: 'New password',
      reEnterpasswordPlaceholder: 'New password again',
      'password-mismatch': 'The two passwords differ.',
      'auth0-users-validation': 'The password is too weak.',
      'password-contains-user-information': 'The password contains your own data.',
    },
    'reset-password-success': {
      pageTitle: 'Password changed | ${clientName}',
      eventTitle: 'Password changed',
      description: 'The new password is in use.',
      buttonText: 'Go to ${clientName}',
    },
    'reset-password-error': {
      pageTitle: 'Link error | ${clientName}',
      eventTitleExpired: 'Expired link',
      descriptionExpired: 'Ask for another one.',
      eventTitleUsed: 'Used link',
      descriptionUsed: 'Ask for another one.',
      eventTitleGeneric: 'Please try again',
      descriptionGeneric: 'Ask for another link.',
    },
  },
}

/**
 * A text of a screen: the tenant's custom text in the page's language, if there is one, with its variables filled in. Texts
 * that nobody customised are plain and in English.
 * @see https://auth0.com/docs/customize/login-pages/universal-login/customize-text-elements
 */
export function textOf(
  call: Call,
  prompt: string,
  screen: string,
  key: string,
  variables: Record<string, string> = {},
): string {
  const { state } = call.tenant
  const own = ownValue(state.customText.get(`${prompt}/${languageOf(call)}`)?.[screen], key)
  const text = typeof own === 'string' ? own : (plain[prompt]?.[screen]?.[key] ?? key)
  const values: Record<string, string> = {
    companyName: state.tenant.friendly_name ?? state.tenant.name,
    clientName: 'All Applications',
    ...variables,
  }
  return text.replace(/\$\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole)
}
