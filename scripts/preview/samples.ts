import { languageTags, type LanguageTag } from '../../actions/invitation/languages.ts'
import { createInvitation } from '../../actions/invitation/create.ts'
import { landingsOf } from '../../actions/invitation/landings.ts'
import type { Invitation } from '../../actions/invitation/invitation.ts'
import type { MailVariables } from './render.ts'

/** A mail to look at: its recipient and its language. */
export interface Sample {
  /** Used in a file name. */
  name: string
  title: string
  language: LanguageTag
  variables: MailVariables
}

/** Invented. Notes are in the inviter's own words, so the catalogues do not contain them. */
const people: Record<string, { name: string; inviter: string; note: string }> = {
  ar: { name: 'ليلى حداد', inviter: 'سامي', note: 'أهلًا بك معنا في الفريق.\nنلتقي يوم الاثنين!' },
  de: { name: 'Käthe Groß', inviter: 'Jürgen', note: 'Schön, dass du dabei bist.\nBis Montag!' },
  en: { name: 'Ada Lovelace', inviter: 'Grace', note: 'Good to have you on board.\nSee you on Monday!' },
  es: { name: 'Inés Peña', inviter: 'Íñigo', note: 'Nos alegra que se una al equipo.\n¡Hasta el lunes!' },
  fr: { name: 'Zoé Lefèvre', inviter: 'François', note: 'Ravis de vous compter parmi nous.\nÀ lundi\u00a0!' },
  ja: { name: '山田 花子', inviter: '佐藤', note: 'チームへようこそ。\n月曜日にお会いしましょう。' },
  'pt-BR': { name: 'João Conceição', inviter: 'Graça', note: 'Que bom ter você conosco.\nAté segunda!' },
}

/** When the examples are made and sent. */
export const samplesAt = new Date('2026-01-01T09:00:00Z')

/** Where the examples may lead, as if a deploy had set it for their app. */
export const exampleLandings = landingsOf({ appUrl: 'https://app.example.com/login', clientId: 'app' })

function invitationFor(locale: string, changes: Partial<Invitation> & { expires_on?: string } = {}): Invitation {
  const { inviter, note } = people[locale] ?? people['en'] ?? { inviter: '', note: '' }
  const request = { email: 'ada@example.com', invited_by: inviter, note, locale, client_id: 'app', created_user: true }
  const made = createInvitation({
    ...request,
    ...{ id: 'inv_0123456789abcdef0123456789abcdef', now: samplesAt, ttl_sec: 7 * 86_400, default_time_zone: 'UTC' },
  })
  if ('problems' in made) throw new Error(made.problems.map(({ message }) => message).join('\n'))
  return { ...made, ...changes }
}

const common = {
  application: { name: 'Analytical Engine', client_metadata: {} },
  tenant: 'acme',
  friendly_name: 'Acme',
  support_email: 'help@acme.example',
  url: 'https://acme.eu.auth0.com/u/reset-verify?ticket=Rb7Xw2qLkzN4vJ8sT1mYc5HdGfPa0EuQ#',
}

function sample(name: string, title: string, language: LanguageTag, user: object, variables: object = {}): Sample {
  const person = { email: 'ada@example.com', name: people[language]?.name }
  return { name, title, language, variables: { ...common, ...variables, user: { ...person, ...user } } }
}

/** The five mails in the requested languages. */
export function samples(languages: readonly LanguageTag[] = languageTags): Sample[] {
  return languages.flatMap((language) => {
    const mailTo = (changes: Partial<Invitation>) => ({
      app_metadata: { invitation: invitationFor(language, changes) },
    })
    return [
      sample('invitation', 'Invitation', language, mailTo({})),
      sample('reminder', 'Reminder', language, mailTo({ sends: 2 })),
      sample('last-reminder', 'Last reminder', language, mailTo({ sends: 3, expires_soon: true })),
      sample(
        ...(['existing-account', 'Existing account', language] as const),
        mailTo({ created_user: false, redirect_to: 'https://app.example.com/login' }),
      ),
      sample('reset', 'Ordinary reset', language, {
        app_metadata: {
          ...mailTo({}).app_metadata,
          invitation_acceptance: { id: 'inv_0', at: '2026-01-01T10:00:00Z' },
        },
      }),
    ]
  })
}

const HOSTILE = '"><img src=x onerror=alert(1)><b>{{ user.email }} www.evil.example \u202Etxt.exe'

/** What others may write or leave out. The mail has to stay complete and readable. */
export function oddSamples(): Sample[] {
  const odd = (name: string, title: string, user: object, changes: Partial<Invitation> = {}, variables: object = {}) =>
    sample(name, title, 'en', { app_metadata: { invitation: invitationFor('en', changes) }, ...user }, variables)
  const withLogo = (logo_url: string) => ({ application: { ...common.application, client_metadata: { logo_url } } })
  return [
    odd(
      'odd-markup',
      'HTML, Liquid and addresses in every field',
      { name: HOSTILE },
      { note: HOSTILE, invited_by: HOSTILE },
    ),
    odd('odd-long-names', 'Names of 300 letters', { name: 'Ada'.repeat(100) }, { invited_by: 'Grace '.repeat(50) }),
    odd('odd-long-word', 'A note that is one word', {}, { note: 'n'.repeat(500) }),
    odd(
      'odd-long-note',
      'A note of 100 lines',
      {},
      { note: Array.from({ length: 100 }, (_, at) => `${at + 1}.`).join('\n') },
    ),
    odd(
      'odd-emoji',
      'Emoji and marks of direction',
      { name: '👩🏽‍💻 \u200FAda' },
      { note: '🎉 \u2067hello\u2069 \u202Dworld', invited_by: '🦄' },
    ),
    odd(
      'odd-nothing',
      'No name, no inviter, no note, no expiry',
      { name: 'ada@example.com' },
      { note: '', invited_by: '', expires_on: '' },
      { support_email: '' },
    ),
    odd('odd-locale', 'A language without texts', {}, { locale: 'tlh' }),
    odd('odd-broken-logo', 'A logo that is not there', {}, {}, withLogo('https://logo.invalid/logo.png')),
    odd('odd-unsafe-logo', 'A logo that is not at an https address', {}, {}, withLogo('javascript:alert(1)')),
  ]
}
