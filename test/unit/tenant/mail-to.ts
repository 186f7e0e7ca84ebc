import { readFileSync } from 'node:fs'
import { landingsOf, type Landings } from '../../../actions/invitation/landings.ts'
import { withLandings } from '../../../scripts/mail/landings.ts'
import { render, type Circumstances } from '../../emulator/mail/liquid.ts'
import { linksIn, readableText } from '../../emulator/mail/readable.ts'
import { invitationWith } from '../actions/invitation/records.ts'

export const declared = JSON.parse(readFileSync('tenant/emails/reset_email.json', 'utf8')) as Record<string, unknown>
export const subject = String(declared['subject'])
export const body = readFileSync('tenant/emails/reset_email.html', 'utf8')
const url = 'https://acme.eu.auth0.com/u/reset-verify?ticket=T#'

const ada = { email: 'ada@example.com', name: 'Ada Lovelace', app_metadata: {} }
export const common = {
  application: { name: 'Acme' },
  friendly_name: 'Tenant',
  tenant: 'acme',
  url,
  support_email: 'help@acme.example',
}

/** The template after a deploy with only this origin. */
const toTheApp = landingsOf({ allowedOrigins: ['https://app.example.com'] })

/**
 * The mail that the template makes for ada@example.com.
 * @param user what is different about her
 * @param landings where the deploy lets invitations lead
 */
export function mailTo(
  user: object,
  variables: object = common,
  { landings = toTheApp, ...circumstances }: Circumstances & { landings?: Landings } = {},
) {
  const all = { ...variables, user: { ...ada, ...user } }
  const template = withLandings({ subject, body }, landings)
  const html = render(template.body, all, circumstances)
  return {
    subject: render(template.subject, all, circumstances).trim(),
    html,
    text: readableText(html),
    links: linksIn(html),
  }
}

export const invited = (fields = {}) => ({
  app_metadata: { invitation: invitationWith({ invited_by: 'Grace', ...fields }) },
})

/** An open invitation of an account that was there before. */
export const attached = (fields = {}) =>
  invited({ created_user: false, redirect_to: 'https://app.example.com/', ...fields })
