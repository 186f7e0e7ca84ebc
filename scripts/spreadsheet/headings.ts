import type { LanguageTag } from '../../actions/invitation/languages.ts'

/** The possible meanings of a column, besides `context.<name>`. */
export type NamedField = keyof typeof headings

type Words = Readonly<Record<LanguageTag, readonly string[]>>

/** What people and spreadsheets call the columns. Case, spaces, punctuation and accents do not matter. */
export const headings = {
  email: {
    ar: ['البريد الإلكتروني', 'بريد إلكتروني', 'عنوان البريد الإلكتروني', 'الإيميل'],
    de: ['E-Mail', 'E-Mail-Adresse', 'Mailadresse'],
    en: ['email', 'mail', 'email address', 'mail address'],
    es: ['correo', 'correo electrónico', 'dirección de correo'],
    fr: ['courriel', 'adresse e-mail', 'adresse mail', 'adresse courriel'],
    ja: ['メール', 'メールアドレス', 'Eメール', '電子メール'],
    'pt-BR': ['e-mail', 'endereço de e-mail', 'correio eletrônico'],
  },
  name: {
    ar: ['الاسم', 'الاسم الكامل'],
    de: ['Name', 'Vollständiger Name', 'Vor- und Nachname'],
    en: ['name', 'full name', 'display name'],
    es: ['nombre', 'nombre completo', 'nombre y apellidos'],
    fr: ['nom', 'nom complet', 'nom et prénom', 'prénom et nom'],
    ja: ['名前', 'お名前', '氏名'],
    'pt-BR': ['nome', 'nome completo'],
  },
  first_name: {
    ar: ['الاسم الأول'],
    de: ['Vorname'],
    en: ['first name', 'given name', 'forename'],
    es: ['nombre de pila', 'primer nombre'],
    fr: ['prénom'],
    ja: ['名'],
    'pt-BR': ['primeiro nome', 'prenome'],
  },
  last_name: {
    ar: ['اسم العائلة', 'الاسم الأخير', 'اللقب'],
    de: ['Nachname', 'Familienname'],
    en: ['last name', 'surname', 'family name'],
    es: ['apellido', 'apellidos'],
    fr: ['nom de famille'],
    ja: ['姓', '苗字', '名字'],
    'pt-BR': ['sobrenome', 'último nome'],
  },
  username: {
    ar: ['اسم المستخدم'],
    de: ['Benutzername'],
    en: ['username', 'login'],
    es: ['nombre de usuario', 'usuario'],
    fr: ['nom d’utilisateur', 'identifiant'],
    ja: ['ユーザー名', 'ユーザ名'],
    'pt-BR': ['nome de usuário', 'usuário'],
  },
  invited_by: {
    ar: ['الداعي', 'دعوة من'],
    de: ['Eingeladen von', 'Einladende Person'],
    en: ['invited by', 'inviter', 'invited from'],
    es: ['invitado por', 'invitada por'],
    fr: ['invité par', 'invitée par'],
    ja: ['招待者'],
    'pt-BR': ['convidado por', 'convidada por'],
  },
  note: {
    ar: ['رسالة', 'رسالة شخصية'],
    de: ['Nachricht', 'Persönliche Nachricht'],
    en: ['note', 'message', 'personal message'],
    es: ['mensaje', 'mensaje personal'],
    fr: ['message', 'message personnel'],
    ja: ['メッセージ'],
    'pt-BR': ['mensagem', 'mensagem pessoal'],
  },
  locale: {
    ar: ['اللغة'],
    de: ['Sprache'],
    en: ['locale', 'language', 'lang'],
    es: ['idioma', 'lengua'],
    fr: ['langue'],
    ja: ['言語'],
    'pt-BR': ['idioma', 'língua'],
  },
  time_zone: {
    ar: ['المنطقة الزمنية'],
    de: ['Zeitzone'],
    en: ['time zone', 'tz'],
    es: ['zona horaria'],
    fr: ['fuseau horaire'],
    ja: ['タイムゾーン'],
    'pt-BR': ['fuso horário'],
  },
  roles: {
    ar: ['الدور', 'الأدوار'],
    de: ['Rolle', 'Rollen'],
    en: ['roles', 'role'],
    es: ['rol', 'roles'],
    fr: ['rôle', 'rôles'],
    ja: ['ロール'],
    'pt-BR': ['papel', 'papéis'],
  },
  ttl: {
    ar: ['مدة الصلاحية'],
    de: ['Gültig', 'Gültigkeit'],
    en: ['ttl', 'valid for', 'lifetime'],
    es: ['validez', 'válido por'],
    fr: ['validité', 'durée de validité'],
    ja: ['有効期間'],
    'pt-BR': ['validade', 'válido por'],
  },
  redirect_to: {
    ar: ['إعادة التوجيه'],
    de: ['Weiterleitung'],
    en: ['redirect to', 'redirect url', 'redirect'],
    es: ['redirección', 'redirigir a'],
    fr: ['redirection', 'rediriger vers'],
    ja: ['リダイレクト', 'リダイレクト先'],
    'pt-BR': ['redirecionamento', 'redirecionar para'],
  },
  accept_with: {
    ar: ['القبول عبر', 'القبول بواسطة'],
    de: ['Annehmen mit', 'Annahme mit'],
    en: ['accept with', 'way to accept'],
    es: ['aceptar con'],
    fr: ['accepter avec'],
    ja: ['承諾方法'],
    'pt-BR': ['aceitar com'],
  },
} as const satisfies Readonly<Record<string, Words>>

/** Columns with words about an invitee that are not meant for them. They are never mailed. */
export const privateRemarks: Words = {
  ar: ['تعليق', 'تعليقات', 'ملاحظة', 'ملاحظات'],
  de: [
    ...['Kommentar', 'Kommentare', 'Bemerkung', 'Bemerkungen', 'Anmerkung', 'Anmerkungen'],
    ...['Notiz', 'Notizen', 'Vermerk'],
  ],
  en: ['comment', 'comments', 'remark', 'remarks', 'notes', 'internal note', 'internal notes', 'memo'],
  es: ['comentario', 'comentarios', 'observación', 'observaciones', 'nota', 'notas', 'apunte', 'apuntes'],
  fr: ['commentaire', 'commentaires', 'remarque', 'remarques', 'observation', 'observations', 'annotation'],
  ja: ['コメント', '備考', 'メモ', '注記'],
  'pt-BR': ['comentário', 'comentários', 'observação', 'observações', 'obs', 'anotação', 'anotações'],
}

/** A heading in a form that ignores how it is written. */
export function plainHeading(title: string): string {
  return title
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
}

const fieldsByHeading = new Map(
  (Object.entries(headings) as [NamedField, Words][]).flatMap(([field, words]) =>
    [field, ...Object.values(words).flat()].map((word) => [plainHeading(word), field] as const),
  ),
)
const remarkHeadings = new Set(Object.values(privateRemarks).flat().map(plainHeading))

/** The field that the heading is a name for, if any. */
export function fieldCalled(title: string): NamedField | undefined {
  return fieldsByHeading.get(plainHeading(title))
}

export function isPrivateRemark(title: string): boolean {
  return remarkHeadings.has(plainHeading(title))
}

/** The words for a field in every language, without duplicates, English first. */
export function wordsFor({ en, ...others }: Words): string[] {
  const all = [...en, ...Object.values(others).flat()]
  return all.filter((word, index) => all.findIndex((one) => plainHeading(one) === plainHeading(word)) === index)
}

/** Every known heading, for people who look up theirs. */
export function describeHeadings(): string[] {
  const context = 'context.<field>'
  const width = Math.max(...[context, ...Object.keys(headings)].map(({ length }) => length))
  return [
    'Headings that the first row may have. Case, spaces and accents do not matter.',
    ...Object.entries(headings).map(([field, words]) => `  ${field.padEnd(width)}  ${wordsFor(words).join(', ')}`),
    `  ${context.padEnd(width)}  what your app wants to know`,
    `Never mailed, because people keep private remarks there: ${wordsFor(privateRemarks).join(', ')}`,
  ]
}
