import { readFileSync } from 'node:fs'
import { render } from '../../emulator/mail/liquid.ts'
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

/** The mail that the template makes for ada@example.com. @param user what is other about her */
export function mailTo(user: object, variables: object = common) {
  const all = { ...variables, user: { ...ada, ...user } }
  const html = render(body, all)
  return { subject: render(subject, all).trim(), html, text: readableText(html), links: linksIn(html) }
}

export const invited = (fields = {}) => ({
  app_metadata: { invitation: invitationWith({ invited_by: 'Grace', ...fields }) },
})

/** An open invitation of an account that was there before. */
export const attached = (fields = {}) =>
  invited({ created_user: false, redirect_to: 'https://app.example.com/', ...fields })
