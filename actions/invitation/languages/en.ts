import type { MailTexts, PageTexts, Refusals } from './language.ts'

export const mail: MailTexts = {
  direction: 'ltr',
  invitation: 'You are invited to {app}',
  reminder: 'Reminder: you are invited to {app}',
  last_reminder: 'Your invitation to {app} expires soon',
  reset: 'Choose a new password for {app}',
  greeting: 'Hello {name},',
  invited_by: '{inviter} has invited you to {app}.',
  invited: 'You have been invited to {app}.',
  choose_password: 'Choose a password to start using your account {email}.',
  sign_in: 'You already have an account. Sign in as {email} to accept.',
  accept: 'Accept the invitation',
  other_way: 'Or sign in with an account you already have',
  valid_until: 'The invitation is valid until {expires_on}.',
  reset_heading: 'Choose a new password',
  reset_asked: 'Someone, hopefully you, asked for a new password for your {app} account {email}.',
  reset_button: 'Choose a new password',
  reset_asked_too: 'Did you ask for a new password?',
  link: 'If the button does not work, copy this address into your browser:',
  newest_counts: 'Only the link in the most recent email works.',
  unexpected_invitation:
    'If you did not expect this invitation, you can ignore it. Nobody can use it without this email.',
  unexpected_to_account: 'If you did not expect this, you can ignore it. Your account stays as it is.',
  unexpected_reset: 'If you did not ask for this, you can ignore it. Your password stays as it is.',
  questions: 'Questions: {support}.',
}

export const pages: PageTexts = {
  'reset-password': {
    'reset-password': {
      pageTitle: 'Choose your password | ${clientName}',
      title: 'Choose your password',
      description: 'Choose the password you will sign in with.',
      buttonText: 'Save password',
      passwordPlaceholder: 'Password',
      reEnterpasswordPlaceholder: 'Repeat the password',
    },
    'reset-password-success': {
      pageTitle: 'Your password is saved | ${clientName}',
      eventTitle: 'Your password is saved',
      description: 'You can sign in with it now.',
    },
    'reset-password-error': {
      eventTitleExpired: 'This link has expired',
      descriptionExpired:
        'Ask for a new email with “Forgot password?” on the sign-in page. If you were invited, you can also ask the person who invited you.',
      eventTitleUsed: 'This link can no longer be used',
      descriptionUsed:
        'It has been used already, or a newer email has replaced it. Use the most recent email, or ask for another one with “Forgot password?” on the sign-in page.',
      eventTitleGeneric: 'This link does not work',
      descriptionGeneric:
        'Ask for a new email with “Forgot password?” on the sign-in page. If you were invited, you can also ask the person who invited you.',
    },
  },
  login: {
    login: {
      'wrong-credentials':
        'The email address or the password is wrong. If you were invited and have not chosen a password yet, open the link in your email first.',
    },
  },
}

export const refusals: Refusals = {
  expired: 'This invitation expired on {expires_on}. Ask the person who invited you for a new one.',
  expired_undated: 'This invitation expired. Ask the person who invited you for a new one.',
  revoked: 'This invitation has been revoked. Ask the person who invited you for a new one.',
  not_your_address: 'This invitation was sent to another address. Ask for one to the address that you sign in with.',
  address_not_verified:
    'Please confirm your email address first: open the link in the email that we sent you, then sign in again.',
  not_signed_in: 'You have an invitation. Please sign in again to accept it.',
  not_invited: 'You need an invitation. Ask somebody who has access to invite the address that you sign in with.',
  try_again: 'Your invitation could not be accepted just now. Please sign in again in a minute.',
  not_this_way:
    'This invitation is for an account that you already have. Open the link in your email and sign in with that account.',
  malformed: 'This invitation cannot be read. Ask the person who invited you for a new one.',
}
