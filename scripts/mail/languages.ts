import { mailTemplate, type MailSource } from './template.ts'
import type { MailTexts, PageTexts } from '../../actions/invitation/languages/language.ts'

/**
 * actions/invitation/languages.ts: which languages there are. By part, so that an Action holds nothing of the mail.
 * @param tags sorted
 */
export function registry(tags: readonly string[]): string {
  const name = (tag: string): string => tag.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())
  const table = (part: string, type: string): string =>
    `export const ${part} = {\n${tags.map((tag) => `  ${/^\w+$/.test(tag) ? tag : `'${tag}'`}: ${name(tag)}.${part},\n`).join('')}} satisfies Record<LanguageTag, ${type}>\n`
  return [
    '// Made by `npm run languages` from the files in languages/: add one there.',
    ...tags.map((tag) => `import * as ${name(tag)} from './languages/${tag}.ts'`),
    "import type { MailTexts, PageTexts, Refusals } from './languages/language.ts'",
    '',
    `export const languageTags = [${tags.map((tag) => `'${tag}'`).join(', ')}] as const`,
    'export type LanguageTag = (typeof languageTags)[number]',
    '',
    table('mail', 'MailTexts').replace('const mail', 'const mails').trimEnd(),
    '',
    table('pages', 'PageTexts').trimEnd(),
    '',
    table('refusals', 'Refusals'),
  ].join('\n')
}

/** What tenant/ holds of the languages, by file. @param declared tenant/emails/reset_email.json as it is */
export function tenantFiles(
  source: MailSource,
  declared: object,
  { mails, pages }: { mails: Record<string, MailTexts>; pages: Record<string, PageTexts> },
): Record<string, string> {
  const { subject, body } = mailTemplate(source, mails)
  return {
    'tenant/emails/reset_email.html': body,
    'tenant/emails/reset_email.json': asJson({ ...declared, subject }),
    'tenant/prompts/custom-text.json': asJson(
      Object.fromEntries(Object.entries(pages).map(([tag, texts]) => [tag, customText(texts)])),
    ),
  }
}

/** Auth0's texts for one thing said in several places. */
function customText({ login, ...pages }: PageTexts): object {
  const wrong = login.login['wrong-credentials']
  const keys = { 'wrong-credentials': wrong, 'wrong-email-credentials': wrong }
  return { ...pages, login: { login: keys }, 'login-password': { 'login-password': keys } }
}

function asJson(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`
}
