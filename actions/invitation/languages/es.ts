import type { MailTexts, PageTexts, Refusals } from './language.ts'

export const mail: MailTexts = {
  direction: 'ltr',
  invitation: 'Tiene una invitación a {app}',
  reminder: 'Recordatorio: tiene una invitación a {app}',
  last_reminder: 'Su invitación a {app} caduca pronto',
  reset: 'Elija una nueva contraseña para {app}',
  greeting: 'Hola, {name}:',
  invited_by: '{inviter} le ha invitado a {app}.',
  invited: 'Tiene una invitación a {app}.',
  choose_password: 'Elija una contraseña para empezar a usar su cuenta {email}.',
  sign_in: 'Ya tiene una cuenta. Inicie sesión como {email} para aceptar.',
  accept: 'Aceptar la invitación',
  other_way: 'O inicie sesión con una cuenta que ya tenga',
  valid_until: 'La invitación es válida hasta el {expires_on}.',
  reset_heading: 'Elija una nueva contraseña',
  reset_asked: 'Alguien, esperamos que usted, ha pedido una nueva contraseña para su cuenta {email} de {app}.',
  reset_button: 'Elegir una nueva contraseña',
  reset_asked_too: '¿Ha pedido una nueva contraseña?',
  link: 'Si el botón no funciona, copie esta dirección en su navegador:',
  newest_counts: 'Solo funciona el enlace del mensaje más reciente.',
  unexpected_invitation: 'Si no esperaba esta invitación, puede ignorarla. Nadie puede usarla sin este mensaje.',
  unexpected_to_account: 'Si no esperaba este mensaje, puede ignorarlo. Su cuenta queda como está.',
  unexpected_reset: 'Si no lo ha pedido, puede ignorarlo. Su contraseña queda como está.',
  questions: 'Preguntas: {support}.',
}

export const pages: PageTexts = {
  'reset-password': {
    'reset-password': {
      pageTitle: 'Elija su contraseña | ${clientName}',
      title: 'Elija su contraseña',
      description: 'Elija la contraseña con la que iniciará sesión.',
      buttonText: 'Guardar la contraseña',
      passwordPlaceholder: 'Contraseña',
      reEnterpasswordPlaceholder: 'Repita la contraseña',
    },
    'reset-password-success': {
      pageTitle: 'Su contraseña está guardada | ${clientName}',
      eventTitle: 'Su contraseña está guardada',
      description: 'Ya puede iniciar sesión con ella.',
    },
    'reset-password-error': {
      eventTitleExpired: 'Este enlace ha caducado',
      descriptionExpired:
        'Pida un nuevo mensaje con «¿Ha olvidado la contraseña?» en la página de inicio de sesión. Si tenía una invitación, también puede preguntar a quien le invitó.',
      eventTitleUsed: 'Este enlace ya no se puede usar',
      descriptionUsed:
        'Ya se usó, o un mensaje más reciente lo ha sustituido. Use el mensaje más reciente, o pida otro con «¿Ha olvidado la contraseña?» en la página de inicio de sesión.',
      eventTitleGeneric: 'Este enlace no funciona',
      descriptionGeneric:
        'Pida un nuevo mensaje con «¿Ha olvidado la contraseña?» en la página de inicio de sesión. Si tenía una invitación, también puede preguntar a quien le invitó.',
    },
  },
  login: {
    login: {
      'wrong-credentials':
        'La dirección de correo o la contraseña no es correcta. Si tiene una invitación y aún no tiene contraseña, abra primero el enlace de su mensaje.',
    },
  },
}

export const refusals: Refusals = {
  expired: 'Esta invitación caducó el {expires_on}. Pida una nueva a quien le invitó.',
  expired_undated: 'Esta invitación ha caducado. Pida una nueva a quien le invitó.',
  revoked: 'Esta invitación ha sido revocada. Pida una nueva a quien le invitó.',
  not_your_address: 'Esta invitación se envió a otra dirección. Pida una para la dirección con la que inicia sesión.',
  address_not_verified:
    'Confirme primero su dirección de correo: abra el enlace del mensaje que le enviamos y vuelva a iniciar sesión.',
  not_signed_in: 'Tiene una invitación. Vuelva a iniciar sesión para aceptarla.',
  not_invited:
    'Necesita una invitación. Pida a alguien que tenga acceso que invite a la dirección con la que inicia sesión.',
  try_again: 'Su invitación no se ha podido aceptar en este momento. Vuelva a iniciar sesión dentro de un minuto.',
  not_this_way:
    'Esta invitación es para una cuenta que ya tiene. Abra el enlace del mensaje e inicie sesión con esa cuenta.',
  malformed: 'Esta invitación no se puede leer. Pida una nueva a quien le invitó.',
}
