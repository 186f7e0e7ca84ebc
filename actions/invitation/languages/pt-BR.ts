import type { MailTexts, PageTexts, Refusals } from './language.ts'

export const mail: MailTexts = {
  direction: 'ltr',
  invitation: 'Você recebeu um convite para {app}',
  reminder: 'Lembrete: você recebeu um convite para {app}',
  last_reminder: 'Seu convite para {app} expira em breve',
  reset: 'Escolha uma nova senha para {app}',
  greeting: 'Olá, {name}!',
  invited_by: '{inviter} convidou você para {app}.',
  invited: 'Você recebeu um convite para {app}.',
  choose_password: 'Escolha uma senha para começar a usar sua conta {email}.',
  sign_in: 'Você já tem uma conta. Entre como {email} para aceitar.',
  accept: 'Aceitar o convite',
  other_way: 'Ou entre com uma conta que você já tem',
  valid_until: 'O convite é válido até {expires_on}.',
  reset_heading: 'Escolha uma nova senha',
  reset_asked: 'Alguém, esperamos que você, pediu uma nova senha para a sua conta {email} em {app}.',
  reset_button: 'Escolher uma nova senha',
  reset_asked_too: 'Você pediu uma nova senha?',
  link: 'Se o botão não funcionar, copie este endereço para o seu navegador:',
  newest_counts: 'Só o link do e-mail mais recente funciona.',
  unexpected_invitation: 'Se você não esperava este convite, pode ignorá-lo. Ninguém pode usá-lo sem este e-mail.',
  unexpected_to_account: 'Se você não esperava esta mensagem, pode ignorá-la. Sua conta continua como está.',
  unexpected_reset: 'Se você não pediu isso, pode ignorar esta mensagem. Sua senha continua como está.',
  questions: 'Dúvidas: {support}.',
}

export const pages: PageTexts = {
  'reset-password': {
    'reset-password': {
      pageTitle: 'Escolha sua senha | ${clientName}',
      title: 'Escolha sua senha',
      description: 'Escolha a senha com que você vai entrar.',
      buttonText: 'Salvar a senha',
      passwordPlaceholder: 'Senha',
      reEnterpasswordPlaceholder: 'Repita a senha',
    },
    'reset-password-success': {
      pageTitle: 'Sua senha foi salva | ${clientName}',
      eventTitle: 'Sua senha foi salva',
      description: 'Agora você pode entrar com ela.',
    },
    'reset-password-error': {
      eventTitleExpired: 'Este link expirou',
      descriptionExpired:
        'Peça um novo e-mail com “Esqueceu a senha?” na página de entrada. Se você recebeu um convite, também pode falar com quem convidou você.',
      eventTitleUsed: 'Este link não pode mais ser usado',
      descriptionUsed:
        'Ele já foi usado, ou um e-mail mais recente o substituiu. Use o e-mail mais recente, ou peça outro com “Esqueceu a senha?” na página de entrada.',
      eventTitleGeneric: 'Este link não funciona',
      descriptionGeneric:
        'Peça um novo e-mail com “Esqueceu a senha?” na página de entrada. Se você recebeu um convite, também pode falar com quem convidou você.',
    },
  },
  login: {
    login: {
      'wrong-credentials':
        'O endereço de e-mail ou a senha está incorreto. Se você recebeu um convite e ainda não tem senha, abra primeiro o link do e-mail.',
    },
  },
}

export const refusals: Refusals = {
  expired: 'Este convite expirou em {expires_on}. Peça um novo a quem convidou você.',
  expired_undated: 'Este convite expirou. Peça um novo a quem convidou você.',
  revoked: 'Este convite foi revogado. Peça um novo a quem convidou você.',
  not_your_address: 'Este convite foi enviado a outro endereço. Peça um para o endereço com que você entra.',
  address_not_verified:
    'Primeiro confirme seu endereço de e-mail: abra o link da mensagem que enviamos e entre outra vez.',
  not_signed_in: 'Você recebeu um convite. Entre outra vez para aceitá-lo.',
  not_invited: 'Você precisa de um convite. Peça a quem tem acesso que convide o endereço com que você entra.',
  try_again: 'Não foi possível aceitar seu convite agora. Entre outra vez em um minuto.',
  not_this_way: 'Este convite é para uma conta que você já tem. Abra o link da mensagem e entre com essa conta.',
  malformed: 'Não é possível ler este convite. Peça um novo a quem convidou você.',
}
