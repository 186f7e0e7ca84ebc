import { isAddress } from '../../actions/invitation/address.ts'
import { createInvitation } from '../../actions/invitation/create.ts'
import { own } from '../../actions/invitation/read.ts'
import { variablesFor } from '../preview/variables.ts'
import { escaped } from '../ground/text-for/html.ts'
import type { Invitations, InviteRequest } from '../invitations/index.ts'
import { DEFAULT_TTL_SEC } from '../ground/settings/link-lifetime.ts'
import type { Whose } from './deeds.ts'
import { requestsOf, type Typed } from './invite-form.ts'
import { bare } from './pages/layout.ts'
import type { Html } from './html.ts'

/** The mail that somebody would get now, from the tenant's template and settings, or a page that says why there is none. */
export async function mailDocument({ email, user_id }: Whose, invitations: Invitations): Promise<string | Html> {
  const { facts, now } = await invitations.mailFacts(email)
  const user = usersIn(foundIn(facts.accounts)).find((one) => own(one, 'user_id') === user_id)
  if (user === undefined) return none('The account could not be looked up.')
  return rendered(facts, user, { title: email, now, place: invitations.place() })
}

/** What the tenant has for a mail. It is read again after a minute, so typing makes no calls to Auth0. */
export class TenantFacts {
  readonly #invitations: Invitations
  #known: { found: ReturnType<Invitations['mailFacts']>; atMs: number } | undefined

  constructor(invitations: Invitations) {
    this.#invitations = invitations
  }

  async look() {
    const nowMs = performance.now()
    if (this.#known === undefined || nowMs - this.#known.atMs > KEPT_MS) {
      const found = this.#invitations.mailFacts()
      found.catch(() => (this.#known = undefined))
      this.#known = { found, atMs: nowMs }
    }
    const { facts } = await this.#known.found
    return { facts, place: this.#invitations.place() }
  }
}

const KEPT_MS = 60_000

/** The mail that a new person would get, as far as it has been typed. */
export async function typedMail(typed: Typed, tenant: TenantFacts): Promise<string | Html> {
  if (typed.isLink) return none('You hand over a link, so nothing is mailed.')
  const [request = { ...requestsOf({ ...typed, emails: EXAMPLE })[0], email: EXAMPLE }] = requestsOf(typed)
  return newMail(request, tenant)
}

const EXAMPLE = 'ada@example.com'

/** The mail that a new person would get. Invalid values are left out, since they are reported elsewhere. */
export async function newMail(request: InviteRequest, tenant: TenantFacts): Promise<string | Html> {
  const { facts, place } = await tenant.look()
  const { name, ttl_sec = DEFAULT_TTL_SEC } = request
  const email = isAddress(request.email) ? request.email : EXAMPLE
  const draft = ({ invited_by, note, locale, time_zone, accept_with }: Partial<InviteRequest>) => ({
    ...{ email, id: `inv_${'0'.repeat(32)}`, now: place.now, ttl_sec },
    ...{ created_user: true, client_id: place.clientId, default_time_zone: place.timeZone },
    ...{ invited_by, note, locale: locale ?? place.locale, time_zone, accept_with },
  })
  const whole = createInvitation(draft(request))
  const invitation = 'problems' in whole ? createInvitation(draft({ locale: request.locale })) : whole
  if ('problems' in invitation) return none('The mail is shown once the form can be sent.')
  const user = { email, name: name ?? email, app_metadata: { invitation } }
  return rendered(facts, user, { title: email, now: place.now, place })
}

function none(why: string): Html {
  return bare('No mail to show', why)
}

type Facts = Awaited<ReturnType<Invitations['mailFacts']>>['facts']

async function rendered(
  { template, provider, tenant, app }: Facts,
  user: object,
  { title, now, place }: { title: string; now: Date; place: ReturnType<Invitations['place']> },
): Promise<string | Html> {
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
  const variables = variablesFor({ tenant: objectIn(tenant), app: objectIn(app), user }, place)
  const { make } = await import('../preview/index.ts')
  const sample = { name: 'now', title, language: 'en', variables } as const
  const [mail] = make({ subject, body }, [sample], now).made
  if (mail === undefined) return none('The tenant’s template is not Liquid that can be rendered.')
  return withSubject(mail.html, mail.subject)
}

/** Shows the subject above the mail, as mail programs do. */
function withSubject(mail: string, subject: string): string {
  const line = `<div style="padding:12px 16px;background:#fff;color:#1c2330;font:600 15px/1.4 system-ui,sans-serif">Subject: <span dir="auto">${escaped(subject)}</span></div>`
  return /<body[^>]*>/i.test(mail) ? mail.replace(/<body[^>]*>/i, (body) => body + line) : line + mail
}

type Fact = Facts['app']

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
