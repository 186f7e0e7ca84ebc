import type { MailTexts, PageTexts, Refusals } from './language.ts'

export const mail: MailTexts = {
  direction: 'ltr',
  invitation: 'Vous êtes invité(e) sur {app}',
  reminder: 'Rappel\u00a0: vous êtes invité(e) sur {app}',
  last_reminder: 'Votre invitation sur {app} expire bientôt',
  reset: 'Choisissez un nouveau mot de passe pour {app}',
  greeting: 'Bonjour {name},',
  invited_by: '{inviter} vous a invité(e) sur {app}.',
  invited: 'Vous êtes invité(e) sur {app}.',
  choose_password: 'Choisissez un mot de passe pour utiliser votre compte {email}.',
  sign_in: 'Vous avez déjà un compte. Connectez-vous avec {email} pour accepter.',
  accept: 'Accepter l’invitation',
  other_way: 'Ou connectez-vous avec un compte que vous avez déjà',
  valid_until: 'L’invitation est valable jusqu’au {expires_on}.',
  reset_heading: 'Choisissez un nouveau mot de passe',
  reset_asked: 'Quelqu’un, vous sans doute, a demandé un nouveau mot de passe pour votre compte {email} sur {app}.',
  reset_button: 'Choisir un nouveau mot de passe',
  reset_asked_too: 'Vous avez demandé un nouveau mot de passe\u00a0?',
  link: 'Si le bouton ne fonctionne pas, copiez cette adresse dans votre navigateur\u00a0:',
  newest_counts: 'Seul le lien du message le plus récent fonctionne.',
  unexpected_invitation:
    'Si vous n’attendiez pas cette invitation, vous pouvez l’ignorer. Personne ne peut l’utiliser sans ce message.',
  unexpected_to_account: 'Si vous n’attendiez pas ce message, vous pouvez l’ignorer. Votre compte reste tel quel.',
  unexpected_reset: 'Si vous n’avez rien demandé, vous pouvez ignorer ce message. Votre mot de passe reste le même.',
  questions: 'Des questions\u00a0? {support}',
}

export const pages: PageTexts = {
  'reset-password': {
    'reset-password': {
      pageTitle: 'Choisissez votre mot de passe | ${clientName}',
      title: 'Choisissez votre mot de passe',
      description: 'Choisissez le mot de passe avec lequel vous vous connecterez.',
      buttonText: 'Enregistrer le mot de passe',
      passwordPlaceholder: 'Mot de passe',
      reEnterpasswordPlaceholder: 'Répétez le mot de passe',
    },
    'reset-password-success': {
      pageTitle: 'Votre mot de passe est enregistré | ${clientName}',
      eventTitle: 'Votre mot de passe est enregistré',
      description: 'Vous pouvez maintenant vous connecter avec.',
    },
    'reset-password-error': {
      eventTitleExpired: 'Ce lien a expiré',
      descriptionExpired:
        'Demandez un nouveau message avec «\u00a0Mot de passe oublié\u00a0?\u00a0» sur la page de connexion. Si vous étiez invité(e), vous pouvez aussi vous adresser à la personne qui vous a invité(e).',
      eventTitleUsed: 'Ce lien ne peut plus être utilisé',
      descriptionUsed:
        'Il a déjà été utilisé, ou un message plus récent l’a remplacé. Prenez le message le plus récent, ou demandez-en un autre avec «\u00a0Mot de passe oublié\u00a0?\u00a0» sur la page de connexion.',
      eventTitleGeneric: 'Ce lien ne fonctionne pas',
      descriptionGeneric:
        'Demandez un nouveau message avec «\u00a0Mot de passe oublié\u00a0?\u00a0» sur la page de connexion. Si vous étiez invité(e), vous pouvez aussi vous adresser à la personne qui vous a invité(e).',
    },
  },
  login: {
    login: {
      'wrong-credentials':
        'L’adresse e-mail ou le mot de passe est incorrect. Si vous êtes invité(e) et n’avez pas encore de mot de passe, ouvrez d’abord le lien de votre message.',
    },
  },
}

export const refusals: Refusals = {
  expired: 'Cette invitation a expiré le {expires_on}. Demandez-en une nouvelle à la personne qui vous a invité(e).',
  expired_undated: 'Cette invitation a expiré. Demandez-en une nouvelle à la personne qui vous a invité(e).',
  revoked: 'Cette invitation a été révoquée. Demandez-en une nouvelle à la personne qui vous a invité(e).',
  not_your_address:
    'Cette invitation a été envoyée à une autre adresse. Demandez-en une pour l’adresse avec laquelle vous vous connectez.',
  address_not_verified:
    'Confirmez d’abord votre adresse e-mail\u00a0: ouvrez le lien du message que nous vous avons envoyé, puis reconnectez-vous.',
  not_signed_in: 'Vous avez une invitation. Reconnectez-vous pour l’accepter.',
  not_invited:
    'Il vous faut une invitation. Demandez à quelqu’un qui a accès d’inviter l’adresse avec laquelle vous vous connectez.',
  try_again: 'Votre invitation n’a pas pu être acceptée pour l’instant. Reconnectez-vous dans une minute.',
  not_this_way:
    'Cette invitation est pour un compte que vous avez déjà. Ouvrez le lien du message et connectez-vous avec ce compte.',
  malformed: 'Cette invitation est illisible. Demandez-en une nouvelle à la personne qui vous a invité(e).',
}
