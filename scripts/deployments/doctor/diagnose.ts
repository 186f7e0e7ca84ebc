import { join } from 'node:path'
import { entries } from '../../../actions/invitation/settings.ts'
import { endpoints } from '../../auth0/endpoints.ts'
import type { TenantApi } from '../../auth0/tenant-api.ts'
import { look } from '../../auth0/look.ts'
import { scopesOfToken } from '../../auth0/token.ts'
import { InvitationsError } from '../../ground/errors.ts'
import type { DeploySettings } from '../../ground/settings/deploy-settings.ts'
import { audienceOf } from '../../ground/settings/tenant-settings.ts'
import { at, listAt, textAt } from '../../ground/unknown.ts'
import { readProgramCredentials } from '../credentials.ts'
import { readNames } from '../declared/desired.ts'
import { projectFolder } from '../declared/project.ts'
import type { Tenant } from '../tenant.ts'
import { acceptWithChecks } from './accept-with.ts'
import { actionChecks } from './actions.ts'
import { connectionChecks } from './connection.ts'
import { customDomainChecks } from './custom-domains.ts'
import { seen, type Observed } from './observed.ts'
import type { Finding } from './finding.ts'
import { mailChecks } from './mail.ts'
import { notLookedAt } from './not-looked-at.ts'
import { settingChecks } from './settings.ts'
import { tenantChecks } from './tenant.ts'

const severities: readonly Finding['severity'][] = ['error', 'warning', 'note']

/** What the doctor takes from the settings. */
type Patient = Omit<Observed, 'look' | 'scopes' | 'machineAheadMs' | 'auth0Now'>

/**
 * Every finding, the worst first. Changes nothing.
 * @throws InvitationsError if the tenant does not answer, or `settings_incomplete` if no app is set
 */
export async function diagnose({ settings, api }: Tenant): Promise<Finding[]> {
  const patient = patientOf(settings)
  const look = await lookAround(patient, api)
  const scopes = await scopesOfToken(api)
  return findingsIn({
    ...patient,
    look,
    scopes,
    machineAheadMs: -api.clock.correctedMs,
    auth0Now: api.clock.now(),
  })
}

/** Pure. */
export function findingsIn(observed: Observed): Finding[] {
  const ofTenant = [...tenantChecks, ...customDomainChecks]
  const checks = [
    ...mailChecks,
    ...connectionChecks,
    ...actionChecks,
    ...acceptWithChecks,
    ...settingChecks,
    ...ofTenant,
    notLookedAt,
  ]
  const findings = checks.flatMap((check) => check(observed) ?? [])
  return findings.sort((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity))
}

/** What the tenant should be like with these settings. */
export function patientOf(settings: DeploySettings): Patient {
  const { clientId, connection, customDomain, appUrl, requiresInvitation, acceptWith, secrets: values } = settings
  if (clientId === undefined) {
    throw new InvitationsError('settings_incomplete', 'One setting is missing: INVITATIONS_CLIENT_ID.', {
      hint: 'Set it to the client id of the app that invitees sign in to.',
    })
  }
  const tenantFolder = join(projectFolder(), 'tenant')
  const { bound: wanted, secrets } = readNames(tenantFolder, settings)
  const declared = readProgramCredentials(tenantFolder, audienceOf(settings))
  const { doubts, linkLifetimeSec, pageLanguages } = settings
  return {
    ...{ clientId, connection, customDomain, requiresInvitation, acceptWith, doubts, linkLifetimeSec, pageLanguages },
    named: { allowedOrigins: entries(values['INVITATIONS_ALLOWED_REDIRECT_ORIGINS']), appUrl },
    linkingClientId: (acceptWith.length > 0 && values['INVITATIONS_LINKING_CLIENT_ID']) || undefined,
    requiredSince: requiresInvitation ? values['INVITATIONS_REQUIRED_SINCE'] : undefined,
    wanted,
    secrets,
    apps: Object.fromEntries(declared.map(({ name, scopes }) => [name, scopes])),
  }
}

/** Auth0's log names a call by the summary of its operation (OpenAPI document). */
const BINDINGS_CHANGED = 'type:sapi AND description:"Update trigger bindings"'

/** How many changes of bindings are read, and how many users' metadata is measured. */
const CHANGES_LOOKED_AT = 50
const USERS_LOOKED_AT = 100

/** The fields that are read of the app that invitees sign in to. */
const APP_FIELDS = ['client_id', 'app_type', 'callbacks', 'grant_types', 'initiate_login_uri', 'organization_usage']

async function lookAround(patient: Patient, api: TenantApi): Promise<Observed['look']> {
  const q = 'app_metadata.invitation.state:"open" OR app_metadata.invitation.state:"revoked"'
  const bindings = Object.keys(patient.wanted).map(
    (trigger) => [`bindings_${trigger}`, endpoints.bindings(trigger)] as const,
  )
  const first = await look(api, {
    provider: endpoints.emailProvider('name', 'enabled', 'default_from_address'),
    reset_email: endpoints.emailTemplate('reset_email'),
    welcome_email: endpoints.emailTemplate('welcome_email'),
    connections: endpoints.database(patient.connection),
    app: endpoints.app(patient.clientId, ...APP_FIELDS),
    tenant: endpoints.tenantSettings(),
    prompts: endpoints.prompts(),
    bot_detection: endpoints.botDetection(),
    rules: endpoints.rules(),
    actions: endpoints.actions(),
    bindings_changed: endpoints.newestEvents(BINDINGS_CHANGED, CHANGES_LOOKED_AT),
    custom_domains: endpoints.customDomains(),
    oldest_event: endpoints.oldestEvent(),
    invited: endpoints.users(q, USERS_LOOKED_AT),
    ...Object.fromEntries(patient.acceptWith.map((name) => [`accept_with_${name}`, endpoints.connection(name)])),
    ...(patient.linkingClientId !== undefined && { linking_app: endpoints.app(patient.linkingClientId, 'client_id') }),
    ...Object.fromEntries(bindings),
  })
  const observed = { ...patient, look: first, scopes: undefined, machineAheadMs: 0, auth0Now: undefined }
  const connectionId = at(seen(observed, 'connections'), 0, 'id')
  const versions = listAt(seen(observed, 'actions'), 'actions').flatMap((action) => {
    const [name, id] = [textAt(action, 'name'), textAt(action, 'id')]
    const isOurs = Object.values(patient.wanted).flat().includes(name)
    return isOurs ? [[`versions_${name}`, endpoints.newestVersion(id)] as const] : []
  })
  const second = await look(api, {
    ...(typeof connectionId === 'string' && { connection_clients: endpoints.appsOfConnection(connectionId) }),
    ...Object.fromEntries(versions),
  })
  return { ...first, ...second }
}
