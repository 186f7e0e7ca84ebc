import { Liquid, type Template } from 'liquidjs'

/** The parts of a tenant's template that a mail is made from. */
export interface MailTemplate {
  subject: string
  body: string
}

/** The values that Auth0 fills into a mail (docs: customize/email/email-templates/supported-liquid-syntax). */
export type MailVariables = Readonly<Record<string, unknown>>

export interface Mail {
  subject: string
  html: string
}

/** Auth0 names LiquidJS as its reference. Nothing is escaped unless the template asks for it. */
function liquid(now = new Date(0)): Liquid {
  const engine = new Liquid({ ownPropertyOnly: true, locale: 'en-US', timezoneOffset: 0 })
  const date = engine.filters['date'] as (this: unknown, ...args: unknown[]) => unknown
  engine.registerFilter('date', function (value: unknown, ...args: unknown[]) {
    return date.call(this, value === 'now' ? now : value, ...args)
  })
  return engine
}

/**
 * Parses a template once, for many mails.
 * @param now when they are sent
 * @throws Error with the engine's words if the template cannot be parsed
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

/** Variables that a template reads without setting them, like `user.name`. */
export function variablesIn(source: string): string[] {
  return liquid().globalFullVariablesSync(source)
}
