import type { MailTexts, PageTexts, Refusals } from './language.ts'

export const mail: MailTexts = {
  direction: 'ltr',
  invitation: 'You are invited to {app}',
  reminder: 'Reminder: you are invited to {app}',
  last_reminder: 'Your invitation to {app} expires soon',
  reset: 'Choose a new password for {app}',
  greeting: 'Hello {name},',
  invited_by: '{inviter} invites you to {app}.',
  invited: 'You are invited to {app}.',
  choose_password: 'Choose a password, and your account {email} is yours.',
  sign_in: 'You have an account already: sign in as {email} to accept.',
  accept: 'Accept the invitation',
  other_way: 'Or sign in with an account you already have',
  valid_until: 'The invitation is valid until {expires_on}.',
  reset_heading: 'Choose a new password',
  reset_asked: 'Somebody, hopefully you, asked for a new password for your {app} account {email}.',
  reset_button: 'Choose a new password',
  reset_asked_too: 'Did you ask for a new password?',
  link: 'If the button does not work, open this address:',
  newest_counts: 'Only the link in the newest mail works.',
  unexpected_invitation: 'If you did not expect this invitation, do nothing: nobody can use it without this mail.',
  unexpected_to_account: 'If you did not expect this, do nothing: your account stays as it is.',
  unexpected_reset: 'If you did not ask for this, do nothing: your password stays as it is.',
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
      reEnterpasswordPlaceholder: 'The same password again',
    },
    'reset-password-success': {
      pageTitle: 'Your password is saved | ${clientName}',
      eventTitle: 'Your password is saved',
      description: 'You can sign in with it now.',
    },
    'reset-password-error': {
      eventTitleExpired: 'This link has expired',
      descriptionExpired:
        'Ask for a new mail with “Forgot password?” on the sign-in page. If you were invited, you can also ask the person who invited you.',
      eventTitleUsed: 'This link cannot be used any more',
      descriptionUsed:
        'It was used already, or a newer mail replaced it. Use the newest mail, or ask for another one with “Forgot password?” on the sign-in page.',
      eventTitleGeneric: 'This link does not work',
      descriptionGeneric:
        'Ask for a new mail with “Forgot password?” on the sign-in page. If you were invited, you can also ask the person who invited you.',
    },
  },
  login: {
    login: {
      'wrong-credentials':
        'The email address or the password is wrong. If you were invited and have no password yet, open the link in your mail first.',
    },
  },
}

export const refusals: Refusals = {
  expired: 'This invitation expired on {expires_on}. Ask the person who invited you for a new one.',
  expired_undated: 'This invitation expired. Ask the person who invited you for a new one.',
  revoked: 'This invitation was withdrawn. Ask the person who invited you for a new one.',
  not_your_address: 'This invitation was sent to another address. Ask for one to the address you sign in with.',
  address_not_verified:
    'Please confirm your email address first: open the link in the mail we sent you, then sign in again.',
  not_signed_in: 'You are invited: please sign in again to accept.',
  not_invited: 'You need an invitation. Ask somebody who has access to invite the address you sign in with.',
  try_again: 'Your invitation could not be accepted just now. Please sign in again in a minute.',
  not_this_way:
    'This invitation is for an account that you have already. Open the link in your mail and sign in with that account.',
  malformed: 'This invitation cannot be read. Ask the person who invited you for a new one.',
}
