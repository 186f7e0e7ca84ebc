import { mailTemplate, type MailSource } from './template.ts'
import type { MailTexts, PageTexts } from '../../actions/invitation/languages/language.ts'

/**
 * The content of actions/invitation/languages.ts, which lists the languages. Each part is exported separately, so that
 * the Actions contain none of the mail.
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

/** The files in tenant/ that contain texts, by path. @param declared the current tenant/emails/reset_email.json */
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

/** Auth0's custom texts, where one of our texts may appear in several places. */
function customText({ login, ...pages }: PageTexts): object {
  const wrong = login.login['wrong-credentials']
  const keys = { 'wrong-credentials': wrong, 'wrong-email-credentials': wrong }
  return { ...pages, login: { login: keys }, 'login-password': { 'login-password': keys } }
}

function asJson(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`
}
