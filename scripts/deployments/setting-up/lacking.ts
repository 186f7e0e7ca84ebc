import { endpoints } from '../../auth0/endpoints.ts'
import { look } from '../../auth0/look.ts'
import { connectionChecks } from '../doctor/connection.ts'
import { patientOf } from '../doctor/diagnose.ts'
import type { Observed } from '../doctor/observed.ts'
import type { Finding } from '../doctor/finding.ts'
import { mailChecks } from '../doctor/mail.ts'
import { notLookedAt } from '../doctor/not-looked-at.ts'
import type { Tenant } from '../tenant.ts'
import { withLink } from './dashboard.ts'

/** Findings of the doctor that a deploy fixes. */
const deployed = [
  ...['template_not_deployed', 'template_disabled', 'button_leads_anywhere', 'landings_not_deployed'],
  ...['link_lives_shorter', 'connection_not_enabled'],
]

/**
 * What only a person can do in the dashboard, before or after the first deploy: the doctor's findings about mails, the app
 * and the connection, each with the page's address. What the token may not read is a finding too (`not_looked_at`).
 */
export async function lackingIn({ settings, api }: Tenant): Promise<Finding[]> {
  const patient = patientOf(settings)
  const seen = await look(api, {
    provider: endpoints.emailProvider('name', 'enabled', 'default_from_address'),
    reset_email: endpoints.emailTemplate('reset_email'),
    welcome_email: endpoints.emailTemplate('welcome_email'),
    connections: endpoints.database(patient.connection),
    app: endpoints.app(patient.clientId, 'client_id', 'app_type', 'initiate_login_uri', 'organization_usage'),
  })
  const observed: Observed = { ...patient, look: seen, scopes: [], machineAheadMs: 0, auth0Now: undefined }
  const found = [...mailChecks, ...connectionChecks].flatMap((check) => check(observed) ?? [])
  const toDo = found.filter(({ code }) => !deployed.includes(code))
  return [...toDo.map((finding) => ({ ...finding, fix: withLink(finding.fix) })), ...notLookedAt(observed)]
}
