import { InvitationsError } from '../../ground/errors.ts'
import { onOneLine, whomIn } from '../../mail/landings.ts'
import { isOurResetMail } from '../../mail/reset-mail.ts'
import type { EmailTemplate } from '../../auth0/reset-email.ts'

/**
 * Ours only for invitations, and the mail that the tenant has now for everybody else: what users know stays as it is.
 * In the tenant, the kept mail stands between two comments, so that the next deploy finds it again.
 * @param present what the tenant has; ours with a kept mail inside, or theirs
 * @param before the mail that ours replaced at an earlier deploy, if that is known
 * @returns ours unchanged where there is nothing to keep
 * @throws InvitationsError `reset_mail_not_kept` where an ordinary user would not get exactly the same
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

/** The tenant's own mail for ordinary resets; undefined where it has none, or has switched it off. */
function theirMail(present: EmailTemplate | undefined, before: EmailTemplate | undefined): EmailTemplate | undefined {
  if (present === undefined) return undefined
  const theirs = keptMailIn(present) ?? (isOurResetMail(present) ? before : present)
  return theirs?.enabled === false ? undefined : theirs
}

/** The tenant's own mail inside of ours; undefined where none is kept there. */
export function keptMailIn(template: EmailTemplate): EmailTemplate | undefined {
  const [subject, body] = [keptIn(template.subject), keptIn(template.body)]
  return subject === undefined || body === undefined ? undefined : { ...template, subject, body }
}

const BEGIN = '{% comment %}the reset mail that was there before auth0-invitations{% endcomment %}'
const END = '{% comment %}its end{% endcomment %}'

/**
 * Asks ours whom an invitation is mailed to. On one line and in variables that no other template uses, so that it leaves
 * no trace in the mail.
 */
function inOne(theirs: string, ours: string): string {
  return `${onOneLine(whomIn(ours))}{% if invitations_ordinary %}${BEGIN}${theirs}${END}{% else %}${ours}{% endif %}`
}

function keptIn(text: string): string | undefined {
  const start = text.indexOf(BEGIN)
  const end = text.indexOf(END, start)
  return start < 0 || end < 0 ? undefined : text.slice(start + BEGIN.length, end)
}

/** Variables of the mail (docs: customize/email/email-templates), for people who get an ordinary reset. */
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
  const { Liquid } = await import('liquidjs') // only this needs it
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
        throw notKept(`its ${part} cannot be rendered beside ours: ${said}`)
      }
      if (before !== after) throw notKept(`an ordinary user would get another ${part}`)
    }
  }
}

function notKept(why: string): InvitationsError {
  return new InvitationsError(
    'reset_mail_not_kept',
    `The tenant’s own reset mail cannot be kept inside ours: ${why}. Nothing was changed.`,
    {
      hint: 'Fix the template under Branding > Email Templates > Change Password, or deploy without --keep-reset-body: it is saved before it is replaced.',
    },
  )
}
