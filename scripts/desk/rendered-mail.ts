import { own } from '../../actions/invitation/read.ts'
import { variablesFor } from '../preview/variables.ts'
import { escaped } from '../ground/text-for/html.ts'
import type { Invitations } from '../invitations/index.ts'
import type { Whose } from './deeds.ts'
import { bare } from './pages/layout.ts'
import type { Html } from './html.ts'

/** The mail that somebody would get now, by the tenant's template and settings: a document of its own, or why there is none. */
export async function mailDocument({ email, user_id }: Whose, invitations: Invitations): Promise<string | Html> {
  const { facts, now } = await invitations.mailFacts(email)
  const { template, provider, tenant, app, accounts } = facts
  const none = (why: string) => bare('No mail to show', why)
  const user = usersIn(foundIn(accounts)).find((one) => own(one, 'user_id') === user_id)
  if (user === undefined) return none('The account could not be looked up.')
  if (provider !== undefined && 'missing' in provider) {
    return none('The tenant has no email provider of its own, and Auth0’s built-in one ignores templates.')
  }
  if (template !== undefined && 'unseen' in template) return none(`Not checked: the email template. ${template.unseen}`)
  const [subject, body] = [textAt(foundIn(template), 'subject'), textAt(foundIn(template), 'body')]
  if (subject === undefined || body === undefined || own(foundIn(template), 'enabled') === false) {
    return none(
      'The tenant has no reset template that is switched on, so Auth0 sends its own text. Deploy to change that.',
    )
  }
  const variables = variablesFor({ tenant: objectIn(tenant), app: objectIn(app), user }, invitations.place())
  const { make } = await import('../preview/index.ts')
  const sample = { name: 'now', title: email, language: 'en', variables } as const
  const [mail] = make({ subject, body }, [sample], now).made
  if (mail === undefined) return none('The tenant’s template is not Liquid that can be rendered.')
  return withSubject(mail.html, mail.subject)
}

/** Shown as mail programs do: above the mail. */
function withSubject(mail: string, subject: string): string {
  const line = `<div style="padding:12px 16px;background:#fff;color:#1c2330;font:600 15px/1.4 system-ui,sans-serif">Subject: <span dir="auto">${escaped(subject)}</span></div>`
  return /<body[^>]*>/i.test(mail) ? mail.replace(/<body[^>]*>/i, (body) => body + line) : line + mail
}

type Fact = Awaited<ReturnType<Invitations['mailFacts']>>['facts']['app']

function foundIn(fact: Fact): unknown {
  return fact !== undefined && 'found' in fact ? fact.found : undefined
}

function objectIn(fact: Fact): object {
  const found = foundIn(fact)
  return typeof found === 'object' && found !== null ? found : {}
}

function usersIn(found: unknown): object[] {
  return Array.isArray(found) ? found.filter((one): one is object => typeof one === 'object' && one !== null) : []
}

function textAt(found: unknown, field: string): string | undefined {
  const value = own(found, field)
  return typeof value === 'string' ? value : undefined
}
