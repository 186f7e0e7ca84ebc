import { machineApp } from '../auth0/clients.ts'
import { endpoints } from '../auth0/endpoints.ts'
import { isRequired } from '../auth0/required-attributes.ts'
import { takesPasswords } from '../auth0/takes-passwords.ts'
import { look, type Look } from '../auth0/look.ts'
import { clientIdOfToken, scopesOfToken } from '../auth0/token.ts'
import { InvitationsError } from '../ground/errors.ts'
import { at, listAt } from '../ground/unknown.ts'
import { knowsInvitations } from '../mail/reset-mail.ts'
import type { Tenant } from './tenant.ts'
import { worded } from '../ground/next-step.ts'

/** What would go wrong with every invitation, as far as the token may read. */
export interface Readiness {
  /** Why no invitation can work. If set, nobody should be invited. */
  stops: InvitationsError | undefined
  /** Set if invitations work but arrive as ordinary password resets. */
  warning: string | undefined
  /** What could not be read, and why. */
  unseen: { what: string; why: string }[]
  /** Whether every account of the connection needs a user name. */
  needsUsername: boolean
}

/** What is read, with the scope that it takes. */
const lookedAt = {
  app: { scope: 'read:clients', what: 'the app that invitees sign in to' },
  connections: { scope: 'read:connections', what: 'whether that app may use the connection' },
  template: { scope: 'read:email_templates', what: 'whether the mail of invitations is deployed' },
} as const

/**
 * Checks, before anybody is invited, whether invitations can work here. Three calls, and a fourth for the apps of the
 * connection. Makes no call that the token's scopes do not allow.
 * @throws InvitationsError if the tenant does not answer or refuses the credentials
 */
export async function readiness(tenant: Tenant): Promise<Readiness> {
  const { settings, api } = tenant
  const { clientId, connection: name } = settings
  const isOwn = clientId === (await clientIdOfToken(api))
  if (isOwn) return { stops: machineApp(clientId), warning: undefined, unseen: [], needsUsername: false }
  const scopes = await scopesOfToken(api)
  const may = (key: keyof typeof lookedAt) => scopes?.includes(lookedAt[key].scope) ?? true
  const places = {
    app: endpoints.app(clientId, 'client_id', 'app_type'),
    connections: endpoints.database(name),
    template: endpoints.emailTemplate('reset_email'),
  }
  const allowed = Object.entries(places).filter(([key]) => may(key as keyof typeof places))
  const found: Partial<Record<keyof typeof places, Look>> = await look(api, Object.fromEntries(allowed))
  const [database] = listAt(found.connections, 'found')
  const id = at(database, 'id')
  const clients =
    typeof id === 'string' ? (await look(api, { clients: endpoints.appsOfConnection(id) }))['clients'] : undefined
  return {
    stops: whatStops({ found, clients, database }, tenant),
    warning: isDeployed(found.template) ? undefined : notDeployed(settings.domain),
    unseen: Object.entries(lookedAt).flatMap(([key, { scope, what }]) => {
      const one = found[key as keyof typeof places]
      if (one !== undefined && !('unseen' in one)) return []
      return [{ what, why: one === undefined ? `The app that invites lacks the scope ${scope}.` : one.unseen }]
    }),
    needsUsername: isRequired(at(database, 'options'), 'username'),
  }
}

interface Found {
  found: { app?: Look; connections?: Look }
  clients: Look | undefined
  database: unknown
}

function whatStops(
  { found: { app, connections }, clients, database }: Found,
  { settings: { domain, clientId, connection } }: Tenant,
): InvitationsError | undefined {
  if (app !== undefined && 'missing' in app) {
    return new InvitationsError('wrong_app', `${domain} has no app with the client id ${clientId}. ${NOBODY}`, {
      hint: 'Set INVITATIONS_CLIENT_ID to the client id of the app that invitees sign in to: Applications > the app > Settings.',
    })
  }
  if (at(app, 'found', 'app_type') === 'non_interactive') return machineApp(clientId)
  if (connections !== undefined && 'found' in connections && database === undefined) {
    return new InvitationsError(
      'unknown_connection',
      `${domain} has no database connection "${connection}". ${NOBODY}`,
      { hint: 'Set INVITATIONS_CONNECTION to its name: Authentication > Database.' },
    )
  }
  if (!takesPasswords(at(database, 'options'))) {
    return new InvitationsError(
      'passwords_off',
      `The connection ${connection} accepts passkeys only, but an invitation begins with a password. ${NOBODY}`,
      {
        hint: `Authentication > Database > ${connection} > Authentication Methods > Password: on. Passkeys can stay on beside it.`,
      },
    )
  }
  const list = at(clients, 'found', 'clients')
  const isWhole = Array.isArray(list) && typeof at(clients, 'found', 'next') !== 'string'
  if (!isWhole || list.some((one: unknown) => at(one, 'client_id') === clientId)) return undefined
  return new InvitationsError(
    'wrong_app',
    `The app ${clientId} may not use the connection ${connection}, so Auth0 would not send the mail. ${NOBODY}`,
    { hint: [{ do: 'deploy apply' }, ` switches it on, or Authentication > Database > ${connection} > Applications.`] },
  )
}

const NOBODY = 'Nobody was invited.'

function isDeployed(template: Look | undefined): boolean {
  if (template === undefined || 'unseen' in template) return true // the report says so
  return knowsInvitations(at(template, 'found', 'body'))
}

function notDeployed(domain: string): string {
  return worded([
    `nothing is deployed into ${domain}: invitations arrive as ordinary password resets, and are never accepted. `,
    'To deploy: ',
    { do: 'deploy apply' },
  ])
}
