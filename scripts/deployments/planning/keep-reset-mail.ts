import { InvitationsError } from '../../ground/errors.ts'
import { onOneLine, whomIn } from '../../mail/landings.ts'
import { isOurResetMail } from '../../mail/reset-mail.ts'
import type { EmailTemplate } from '../../auth0/reset-email.ts'

/**
 * Puts two mails into one template: ours for invitations, and the tenant's present mail for everybody else, who sees no
 * change. In the tenant, the kept mail is between two comments, so that the next deploy finds it again.
 * @param present the tenant's template: theirs, or ours with a kept mail inside
 * @param before the mail that ours replaced at an earlier deploy, if that is known
 * @returns ours unchanged if there is nothing to keep
 * @throws InvitationsError `reset_mail_not_kept` if an ordinary user would not get exactly the same mail
 */
export async function keepResetMail(
  ours: EmailTemplate,
  present: EmailTemplate | undefined,
  before?: EmailTemplate,
): Promise<EmailTemplate> {
  const theirs = theirMail(present, before)
  if (theirs === undefined) return ours
  if (theirs.syntax !== 'liquid') {
    throw notKept(`its syntax is ${String(theirs.syntax)}, and ours is Liquid: both cannot be in one template`)
  }
  const together = { ...ours, subject: inOne(theirs.subject, ours.subject), body: inOne(theirs.body, ours.body) }
  await checkTheSame(theirs, together)
  return together
}

/** The tenant's own mail for ordinary resets; undefined if it has none or has switched it off. */
function theirMail(present: EmailTemplate | undefined, before: EmailTemplate | undefined): EmailTemplate | undefined {
  if (present === undefined) return undefined
  const theirs = keptMailIn(present) ?? (isOurResetMail(present) ? before : present)
  return theirs?.enabled === false ? undefined : theirs
}

/** The tenant's own mail inside ours; undefined if none is kept there. */
export function keptMailIn(template: EmailTemplate): EmailTemplate | undefined {
  const [subject, body] = [keptIn(template.subject), keptIn(template.body)]
  return subject === undefined || body === undefined ? undefined : { ...template, subject, body }
}

const BEGIN = '{% comment %}the reset mail that was there before auth0-invitations{% endcomment %}'
const END = '{% comment %}its end{% endcomment %}'

/**
 * Uses the test in our template that finds out whom an invitation is for. It is on one line, in variables that no other
 * template uses, so it leaves no trace in the mail.
 */
function inOne(theirs: string, ours: string): string {
  return `${onOneLine(whomIn(ours))}{% if invitations_ordinary %}${BEGIN}${theirs}${END}{% else %}${ours}{% endif %}`
}

function keptIn(text: string): string | undefined {
  const start = text.indexOf(BEGIN)
  const end = text.indexOf(END, start)
  return start < 0 || end < 0 ? undefined : text.slice(start + BEGIN.length, end)
}

/** Variables of the mail (docs: customize/email/email-templates) for people who get an ordinary reset. */
const common = {
  application: { name: 'Acme', clientID: 'client', client_metadata: {} },
  connection: { name: 'Users' },
  tenant: 'acme',
  friendly_name: 'Acme Inc.',
  support_email: 'help@acme.example',
  support_url: 'https://acme.example/help',
  url: 'https://acme.eu.auth0.com/u/reset-verify?ticket=T#',
}
const ada = {
  user_id: 'auth0|1',
  email: 'ada@acme.example',
  name: 'Ada Lovelace',
  given_name: 'Ada',
  nickname: 'ada',
  user_metadata: { lang: 'en' },
}
const invitation = { version: 1, id: 'inv_1', state: 'open', created_user: true }
const ordinaryUsers = [
  {},
  { invitation, invitation_acceptance: { id: 'inv_1' } },
  { invitation: { ...invitation, state: 'revoked' } },
].map((app_metadata) => ({ ...ada, app_metadata }))

async function checkTheSame(theirs: EmailTemplate, together: EmailTemplate): Promise<void> {
  const { Liquid } = await import('liquidjs') // loaded only if it is needed
  const engine = new Liquid()
  for (const part of ['subject', 'body'] as const) {
    for (const user of ordinaryUsers) {
      let before: string
      let after: string
      try {
        before = String(engine.parseAndRenderSync(theirs[part], { ...common, user }))
        after = String(engine.parseAndRenderSync(together[part], { ...common, user }))
      } catch (failure) {
        const said = failure instanceof Error ? failure.message : String(failure)
        throw notKept(`its ${part} cannot be rendered inside ours: ${said}`)
      }
      if (before !== after) throw notKept(`an ordinary user would get a different ${part}`)
    }
  }
}

function notKept(why: string): InvitationsError {
  return new InvitationsError(
    'reset_mail_not_kept',
    `The tenant’s own reset mail cannot be kept inside ours: ${why}. Nothing was changed.`,
    {
      hint: 'Fix the template under Branding > Email Templates > Change Password, or deploy without --keep-reset-body. A deploy saves it before replacing it.',
    },
  )
}
