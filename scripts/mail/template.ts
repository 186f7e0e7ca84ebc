import { noLandings } from '../../actions/invitation/landings.ts'
import type { MailTexts } from '../../actions/invitation/languages/language.ts'
import { landingBlock, onOneLine } from './landings.ts'

/** The parts of the mail as people write them (scripts/mail/): Liquid with tags such as `{% include 'kind' %}`. */
export interface MailSource {
  /** Finds out which mail it is, and in which language. */
  kind: string
  subject: string
  body: string
}

/**
 * The template that Auth0 gets, as a single file, because Auth0 cannot store files to include. Only the texts of the
 * mail's own language are assigned, so a mail is as large as one language.
 * @param mails by language tag
 */
export function mailTemplate(source: MailSource, mails: Readonly<Record<string, MailTexts>>): MailSource {
  const kind = filled(source.kind, {
    languages: languageCases(Object.keys(mails)),
    landings: landingBlock(noLandings), // a deploy adds the tenant's own
  })
  const subject = filled(source.subject, { kind, texts: textCases(mails, source.subject) })
  return {
    kind,
    subject: onOneLine(subject),
    body: filled(source.body, { kind, texts: textCases(mails, source.body) }),
  }
}

function filled(source: string, parts: Readonly<Record<string, string>>): string {
  return source.replace(/\{% include '(\w+)' %\}\n?/g, (whole, name: string) => parts[name] ?? whole)
}

/** Chooses by the whole tag if we have it, else by language: `languageOf` (actions/invitation/locale.ts) in Liquid. */
function languageCases(tags: readonly string[]): string {
  const byPrimary = new Map<string, string>()
  for (const tag of tags) {
    const primary = primaryOf(tag)
    if (!byPrimary.has(primary)) byPrimary.set(primary, tag)
  }
  const regional = tags.filter((tag) => byPrimary.get(primaryOf(tag)) !== tag)
  return [
    cases('primary', [...byPrimary]),
    ...(regional.length > 0
      ? [
          cases(
            'locale',
            regional.map((tag) => [tag.toLowerCase(), tag]),
          ),
        ]
      : []),
  ].join('')
}

function primaryOf(tag: string): string {
  return tag.split('-')[0] ?? tag
}

function cases(variable: string, whens: readonly (readonly [string, string])[]): string {
  const lines = whens.map(([value, tag]) => `{% when '${value}' %}{% assign language = '${tag}' %}\n`)
  return `{% case ${variable} %}\n${lines.join('')}{% endcase %}\n`
}

/** Assigns `text_<key>` in the mail's language for every key that the part uses. */
function textCases(mails: Readonly<Record<string, MailTexts>>, part: string): string {
  const used = new Set([...part.matchAll(/\btext_(\w+)/g)].map(([, key]) => key))
  const usesDirection = /\bdirection\b/.test(part)
  const blocks = Object.entries(mails).map(([tag, { direction, ...texts }]) =>
    [
      `{% when '${tag}' %}`,
      ...(usesDirection ? [`{% assign direction = '${direction}' %}`] : []),
      ...Object.entries(texts)
        .filter(([key]) => used.has(key))
        .map(([key, text]) => assignment(key, text)),
      '',
    ].join('\n'),
  )
  return `{% case language %}\n${blocks.join('')}{% endcase %}\n`
}

/** Texts are escaped when they are printed. Trusted values come first, because they may contain braces. */
const order = ['app', 'email', 'expires_on', 'support', 'inviter', 'name']

function assignment(key: string, text: string): string {
  const filters = order.filter((name) => text.includes(`{${name}}`)).map((name) => ` | replace: '{${name}}', ${name}`)
  return `{% assign text_${key} = '${text}'${filters.join('')} %}`
}
