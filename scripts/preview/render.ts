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
function liquid(now = new Date(0)): Liquid {
  const engine = new Liquid({ ownPropertyOnly: true, locale: 'en-US', timezoneOffset: 0 })
  const date = engine.filters['date'] as (this: unknown, ...args: unknown[]) => unknown
  engine.registerFilter('date', function (value: unknown, ...args: unknown[]) {
    return date.call(this, value === 'now' ? now : value, ...args)
  })
  return engine
}

/**
 * Parsed once, for many mails.
 * @param now when they are sent
 * @throws an Error with the engine's words when the template cannot be parsed
 */
export function mailsOf({ subject, body }: MailTemplate, now: Date): (variables: MailVariables) => Mail {
  const engine = liquid(now)
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
  return liquid().globalFullVariablesSync(source)
}
