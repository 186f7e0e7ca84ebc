import type { MailTexts, PageTexts, Refusals } from './language.ts'

export const mail: MailTexts = {
  direction: 'ltr',
  invitation: 'Sie sind zu {app} eingeladen',
  reminder: 'Zur Erinnerung: Sie sind zu {app} eingeladen',
  last_reminder: 'Ihre Einladung zu {app} läuft bald ab',
  reset: 'Neues Passwort für {app} wählen',
  greeting: 'Guten Tag {name},',
  invited_by: '{inviter} hat Sie zu {app} eingeladen.',
  invited: 'Sie sind zu {app} eingeladen.',
  choose_password: 'Wählen Sie ein Passwort, um Ihr Konto {email} zu nutzen.',
  sign_in: 'Sie haben bereits ein Konto. Melden Sie sich als {email} an, um anzunehmen.',
  accept: 'Einladung annehmen',
  other_way: 'Oder mit einem Konto anmelden, das Sie schon haben',
  valid_until: 'Die Einladung gilt bis {expires_on}.',
  reset_heading: 'Neues Passwort wählen',
  reset_asked: 'Jemand, hoffentlich Sie, möchte ein neues Passwort für Ihr Konto {email} bei {app}.',
  reset_button: 'Neues Passwort wählen',
  reset_asked_too: 'Wollten Sie ein neues Passwort?',
  link: 'Falls die Schaltfläche nicht funktioniert, kopieren Sie diese Adresse in Ihren Browser:',
  newest_counts: 'Nur der Link in der neuesten E-Mail funktioniert.',
  unexpected_invitation:
    'Wenn Sie diese Einladung nicht erwartet haben, können Sie sie ignorieren. Ohne diese E-Mail kann niemand sie nutzen.',
  unexpected_to_account: 'Wenn Sie das nicht erwartet haben, können Sie es ignorieren. Ihr Konto bleibt, wie es ist.',
  unexpected_reset: 'Wenn Sie das nicht angefordert haben, können Sie es ignorieren. Ihr Passwort bleibt, wie es ist.',
  questions: 'Fragen: {support}.',
}

export const pages: PageTexts = {
  'reset-password': {
    'reset-password': {
      pageTitle: 'Passwort wählen | ${clientName}',
      title: 'Wählen Sie Ihr Passwort',
      description: 'Wählen Sie das Passwort, mit dem Sie sich anmelden werden.',
      buttonText: 'Passwort speichern',
      passwordPlaceholder: 'Passwort',
      reEnterpasswordPlaceholder: 'Passwort wiederholen',
    },
    'reset-password-success': {
      pageTitle: 'Ihr Passwort ist gespeichert | ${clientName}',
      eventTitle: 'Ihr Passwort ist gespeichert',
      description: 'Sie können sich jetzt damit anmelden.',
    },
    'reset-password-error': {
      eventTitleExpired: 'Dieser Link ist abgelaufen',
      descriptionExpired:
        'Fordern Sie mit „Passwort vergessen?“ auf der Anmeldeseite eine neue E-Mail an. Wenn Sie eingeladen wurden, können Sie sich auch an die Person wenden, die Sie eingeladen hat.',
      eventTitleUsed: 'Dieser Link gilt nicht mehr',
      descriptionUsed:
        'Er wurde schon benutzt, oder eine neuere E-Mail hat ihn ersetzt. Nehmen Sie die neueste E-Mail, oder fordern Sie mit „Passwort vergessen?“ auf der Anmeldeseite eine an.',
      eventTitleGeneric: 'Dieser Link funktioniert nicht',
      descriptionGeneric:
        'Fordern Sie mit „Passwort vergessen?“ auf der Anmeldeseite eine neue E-Mail an. Wenn Sie eingeladen wurden, können Sie sich auch an die Person wenden, die Sie eingeladen hat.',
    },
  },
  login: {
    login: {
      'wrong-credentials':
        'Die E-Mail-Adresse oder das Passwort stimmt nicht. Wenn Sie eingeladen sind und noch kein Passwort haben, öffnen Sie zuerst den Link in Ihrer E-Mail.',
    },
  },
}

export const refusals: Refusals = {
  expired: 'Diese Einladung ist abgelaufen: {expires_on}. Bitten Sie die Person, die Sie eingeladen hat, um eine neue.',
  expired_undated: 'Diese Einladung ist abgelaufen. Bitten Sie die Person, die Sie eingeladen hat, um eine neue.',
  revoked: 'Diese Einladung wurde widerrufen. Bitten Sie die Person, die Sie eingeladen hat, um eine neue.',
  not_your_address:
    'Diese Einladung ging an eine andere Adresse. Bitten Sie um eine an die Adresse, mit der Sie sich anmelden.',
  address_not_verified:
    'Bitte bestätigen Sie zuerst Ihre E-Mail-Adresse: Öffnen Sie den Link in unserer E-Mail, und melden Sie sich dann noch einmal an.',
  not_signed_in: 'Sie haben eine Einladung. Bitte melden Sie sich noch einmal an, um sie anzunehmen.',
  not_invited:
    'Sie brauchen eine Einladung. Bitten Sie jemanden mit Zugang, die Adresse einzuladen, mit der Sie sich anmelden.',
  try_again:
    'Ihre Einladung konnte gerade nicht angenommen werden. Bitte melden Sie sich in einer Minute noch einmal an.',
  not_this_way:
    'Diese Einladung gilt für ein Konto, das Sie schon haben. Öffnen Sie den Link in Ihrer E-Mail, und melden Sie sich mit diesem Konto an.',
  malformed: 'Diese Einladung ist nicht lesbar. Bitten Sie die Person, die Sie eingeladen hat, um eine neue.',
}
