import type { MailTexts, PageTexts, Refusals } from './language.ts'

export const mail: MailTexts = {
  direction: 'ltr',
  invitation: '{app} への招待が届いています',
  reminder: '再送：{app} への招待が届いています',
  last_reminder: '{app} への招待の期限が近づいています',
  reset: '{app} の新しいパスワードの設定',
  greeting: '{name} 様',
  invited_by: '{inviter} さんから {app} への招待が届いています。',
  invited: '{app} への招待が届いています。',
  choose_password: 'パスワードを設定すると、アカウント {email} をご利用いただけます。',
  sign_in: 'すでにアカウントをお持ちです。{email} でログインすると招待が承諾されます。',
  accept: '招待を承諾する',
  other_way: 'または、すでにお持ちのアカウントでログインする',
  valid_until: 'この招待の有効期限は {expires_on} です。',
  reset_heading: '新しいパスワードの設定',
  reset_asked: '{app} のアカウント {email} について、新しいパスワードの設定が申し込まれました。',
  reset_button: '新しいパスワードを設定する',
  reset_asked_too: 'パスワードの再設定を申し込まれた方：',
  link: 'ボタンを押せない場合は、次のアドレスをブラウザーにコピーしてください。',
  newest_counts: '有効なのは最新のメールのリンクだけです。',
  unexpected_invitation:
    'お心当たりがない場合は、何もなさらなくて結構です。このメールがなければ、誰もこの招待を使えません。',
  unexpected_to_account: 'お心当たりがない場合は、何もなさらなくて結構です。アカウントは変わりません。',
  unexpected_reset: 'お心当たりがない場合は、何もなさらなくて結構です。パスワードは変わりません。',
  questions: 'お問い合わせ：{support}',
}

export const pages: PageTexts = {
  'reset-password': {
    'reset-password': {
      pageTitle: 'パスワードの設定 | ${clientName}',
      title: 'パスワードの設定',
      description: 'ログインに使うパスワードを設定してください。',
      buttonText: 'パスワードを保存する',
      passwordPlaceholder: 'パスワード',
      reEnterpasswordPlaceholder: '同じパスワードをもう一度',
    },
    'reset-password-success': {
      pageTitle: 'パスワードを保存しました | ${clientName}',
      eventTitle: 'パスワードを保存しました',
      description: 'このパスワードでログインできます。',
    },
    'reset-password-error': {
      eventTitleExpired: 'リンクの有効期限が切れています',
      descriptionExpired:
        'ログイン画面の「パスワードをお忘れですか？」から新しいメールを受け取ってください。招待された方は、招待した人に頼むこともできます。',
      eventTitleUsed: 'このリンクはもう使えません',
      descriptionUsed:
        'すでに使われたか、新しいメールに置き換えられました。最新のメールをご利用になるか、ログイン画面の「パスワードをお忘れですか？」から受け取ってください。',
      eventTitleGeneric: 'このリンクは使えません',
      descriptionGeneric:
        'ログイン画面の「パスワードをお忘れですか？」から新しいメールを受け取ってください。招待された方は、招待した人に頼むこともできます。',
    },
  },
  login: {
    login: {
      'wrong-credentials':
        'メールアドレスまたはパスワードが正しくありません。招待された方でパスワードが未設定の場合は、先にメールのリンクを開いてください。',
    },
  },
}

export const refusals: Refusals = {
  expired: 'この招待の有効期限（{expires_on}）が切れています。招待した人に、もう一度招待するよう頼んでください。',
  expired_undated: 'この招待の有効期限が切れています。招待した人に、もう一度招待するよう頼んでください。',
  revoked: 'この招待は取り消されました。招待した人に、もう一度招待するよう頼んでください。',
  not_your_address: 'この招待は別のアドレスに送られました。ログインに使うアドレスへの招待を頼んでください。',
  address_not_verified:
    '先にメールアドレスを確認してください。お送りしたメールのリンクを開き、もう一度ログインしてください。',
  not_signed_in: '招待が届いています。もう一度ログインして承諾してください。',
  not_invited: '招待が必要です。利用中の方に、ログインに使うアドレスを招待するよう頼んでください。',
  try_again: 'ただいま招待を承諾できませんでした。1分ほどしてから、もう一度ログインしてください。',
  not_this_way:
    'この招待は、すでにお持ちのアカウント用です。メールのリンクを開き、そのアカウントでログインしてください。',
  malformed: 'この招待は読み取れません。招待した人に、もう一度招待するよう頼んでください。',
}
