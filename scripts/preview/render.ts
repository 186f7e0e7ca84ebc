import { Liquid, type Template } from 'liquidjs'

/** A template of the tenant, as far as a mail is made of it. */
export interface MailTemplate {
  subject: string
  body: string
}

/** What Auth0 fills a mail in with (docs: customize/email/email-templates/supported-liquid-syntax). */
export type MailVariables = Readonly<Record<string, unknown>>

export interface Mail {
  subject: string
  html: string
}

/** Auth0 names LiquidJS as its reference; nothing is escaped unless the template says so. */
const engine = new Liquid({ ownPropertyOnly: true, locale: 'en-US', timezoneOffset: 0 })

/** Parsed once, for many mails. @throws an Error with the engine's words when the template cannot be parsed */
export function mailsOf({ subject, body }: MailTemplate): (variables: MailVariables) => Mail {
  const parsed: { subject: Template[]; body: Template[] } = { subject: engine.parse(subject), body: engine.parse(body) }
  const render = (template: Template[], variables: MailVariables): string =>
    String(engine.renderSync(template, { ...variables }))
  return (variables) => ({
    subject: render(parsed.subject, variables).trim(),
    html: render(parsed.body, variables)
      .replace(/\n\s*(?=\n)/g, '')
      .trimStart(),
  })
}

/** Variables that a template reads and does not set itself, like `user.name`. */
export function variablesIn(source: string): string[] {
  return engine.globalFullVariablesSync(source)
}
