import { createPrivateKey } from 'node:crypto'
import type { SecureContext } from 'node:tls'
import { changePassword } from './authentication/change-password.ts'
import { authorize } from './authentication/authorize.ts'
import { continueLogin } from './authentication/continue.ts'
import { discovery } from './authentication/discovery.ts'
import { logout } from './authentication/logout.ts'
import { signup } from './authentication/signup.ts'
import { token } from './authentication/token.ts'
import { userInfo } from './authentication/user-info.ts'
import { ActionProcesses } from './actions/processes.ts'
import { certificateFor, keyMaterial } from './certificate.ts'
import { watched, type Assumed } from './assumptions.ts'
import { Clock } from './clock.ts'
import { readyDomain } from './seen-from-domain.ts'
import { signManagementToken } from './http/management-token.ts'
import type { Endpoint } from './http/endpoint.ts'
import { application, listen, scopesOf } from './http/server.ts'
import { control } from './local/control.ts'
import { Faults } from './local/faults.ts'
import { pages } from './local/pages.ts'
import { actionVersions } from './management/action-versions.ts'
import { actionExecutions } from './management/action-executions.ts'
import { actions } from './management/actions.ts'
import { customDomains } from './management/custom-domains.ts'
import { connectionProvisioning } from './management/connection-provisioning.ts'
import { connectionKeys } from './management/connection-keys.ts'
import { connections } from './management/connections.ts'
import { authenticationMethods } from './management/authentication-methods.ts'
import { attackProtection } from './management/attack-protection.ts'
import { branding } from './management/branding.ts'
import { clients } from './management/clients.ts'
import { clientCredentials } from './management/client-credentials.ts'
import { clientGrants } from './management/client-grants.ts'
import { deviceCredentials } from './management/device-credentials.ts'
import { emailProvider } from './management/email-provider.ts'
import { emailTemplates } from './management/email-templates.ts'
import { jobs } from './management/jobs.ts'
import { logs } from './management/logs.ts'
import { organizationClients } from './management/organization-clients.ts'
import { organizationConnections } from './management/organization-connections.ts'
import { organizationDiscoveryDomains } from './management/organization-discovery-domains.ts'
import { organizationInvitations } from './management/organization-invitations.ts'
import { organizationMembers } from './management/organization-members.ts'
import { organizations } from './management/organizations.ts'
import { partials } from './management/partials.ts'
import { phone } from './management/phone.ts'
import { rendering } from './management/rendering.ts'
import { themes } from './management/themes.ts'
import { prompts } from './management/prompts.ts'
import { resourceServers } from './management/resource-servers.ts'
import { roles } from './management/roles.ts'
import { rules } from './management/rules.ts'
import { stats } from './management/stats.ts'
import { tenantSettings } from './management/tenant-settings.ts'
import { tickets } from './management/tickets.ts'
import { triggers } from './management/triggers.ts'
import { userBlocks } from './management/user-blocks.ts'
import { userChanges } from './management/user-changes.ts'
import { userIdentities } from './management/user-identities.ts'
import { userSearch } from './management/user-search.ts'
import { userRoles } from './management/user-roles.ts'
import { userSessions } from './management/user-sessions.ts'
import { users } from './management/users.ts'
import { usersExports } from './management/users-exports.ts'
import { usersImports } from './management/users-imports.ts'
import { DATABASE_CONNECTION, seededState, type Seed } from './seed.ts'
import { identityProvider } from './sign-in/identity-provider/page.ts'
import { passkeys } from './sign-in/passkey/page.ts'
import { passwordless } from './sign-in/passwordless/endpoints.ts'
import { passwordlessPages } from './sign-in/passwordless/page.ts'
import { signingCertificate } from './signing-certificate.ts'
import { identifier } from './identifier.ts'
import type { Plan, Tenant } from './tenant.ts'
import { emailVerification } from './universal-login/email-verification.ts'
import { forgotPassword } from './universal-login/forgot-password.ts'
import { login } from './universal-login/login.ts'
import { resetPassword } from './universal-login/reset-password.ts'
import { signupPage } from './universal-login/signup.ts'

export interface TenantOptions {
  /** 0 picks a free one. */
  port: number
  emailProvider: 'smtp' | 'builtin'
  plan: Plan
  assumed: Assumed
  /** Seconds that user searches and lists of members are behind. */
  searchDelaySeconds: number
  /** Notes answers that contradict Auth0's OpenAPI document, at GET /_local/problems. */
  checksAnswers: boolean
}

/** What one needs to talk to a started tenant; the JSON line of `npm run tenant -- --json`. */
export interface TenantDescription {
  domain: string
  issuer: string
  ca_file: string
  management_token: string
  inbox_url: string
  clients: {
    deploy: { client_id: string; client_secret: string }
    app: { client_id: string; client_secret: string; callback: string }
  }
  connection: string
}

type Answer = (request: Request, bindings: object) => Response | Promise<Response>

/** Everything that the local tenant implements. */
export const endpoints: Endpoint[] = [
  ...[
    ...users,
    ...emailTemplates,
    ...emailProvider,
    ...actions,
    ...actionVersions,
    ...actionExecutions,
    ...triggers,
    ...prompts,
    ...clientCredentials,
    ...clientGrants,
  ],
  ...[...partials, ...rendering, ...themes, ...phone, ...connectionProvisioning, ...connectionKeys, ...customDomains],
  ...[
    ...branding,
    ...attackProtection,
    ...rules,
    ...clients,
    ...tenantSettings,
    ...connections,
    ...resourceServers,
    ...roles,
    ...tickets,
    ...userRoles,
    ...userSearch,
    ...userBlocks,
    ...userIdentities,
    ...jobs,
    ...usersImports,
    ...usersExports,
    ...logs,
    ...stats,
    ...userChanges,
    ...userSessions,
    ...authenticationMethods,
    ...deviceCredentials,
  ],
  ...continueLogin,
  ...[...authorize, ...token, ...userInfo, ...logout, ...discovery, ...changePassword, ...signup, ...passwordless],
  ...[...identityProvider, ...passwordlessPages, ...passkeys],
  ...[...login, ...signupPage, ...forgotPassword, ...resetPassword, ...emailVerification],
  ...[
    ...organizations,
    ...organizationMembers,
    ...organizationConnections,
    ...organizationInvitations,
    ...organizationDiscoveryDomains,
    ...organizationClients,
  ],
  ...[...control, ...pages],
]

/** The same in every local tenant: what is deployed into one may name its app, and another takes it over. */
const APP_CLIENT_ID = 'AnalyticalEngineLocalTenantApp01'

/** Starts a tenant on the loopback interface. It imports nothing of the product and keeps everything in memory. */
export async function startLocalTenant(
  options: TenantOptions,
): Promise<{ description: TenantDescription; close(): Promise<void> }> {
  const keys = await keyMaterial()
  const clock = new Clock()
  const managementScopes = [...new Set(endpoints.flatMap(scopesOf))].sort()
  const seed: Omit<Seed, 'origin'> = {
    deployClient: { client_id: identifier('', 32), client_secret: identifier('', 64) },
    appClient: { client_id: APP_CLIENT_ID, client_secret: identifier('', 64) },
    managementScopes,
    emailProvider: options.emailProvider,
    clock,
    searchDelaySeconds: options.searchDelaySeconds,
  }
  let answer: Answer = () => new Response(null, { status: 503 })
  const certificates = new Map<string, Promise<SecureContext>>()
  const contextFor = async (name: string): Promise<SecureContext | undefined> => {
    if (readyDomain(tenant, name) === undefined) return undefined
    const made = certificates.get(name) ?? certificateFor(name, keys)
    certificates.set(name, made)
    return made
  }
  const answerNow: Answer = (request, bindings) => answer(request, bindings)
  const { server, port } = await listen(answerNow, keys, options.port, contextFor)
  const domain = `localhost:${port}`
  const origin = `https://${domain}`
  const consulted = new Set<string>()
  const tenant: Tenant = {
    domain,
    origin,
    issuer: `${origin}/`,
    customDomain: undefined,
    clock,
    signingKey: createPrivateKey(keys.signingKey),
    signingCertificate: signingCertificate(keys.signingCertificate),
    actions: new ActionProcesses(),
    faults: new Faults(),
    plan: options.plan,
    assumed: watched(options.assumed, consulted),
    consulted,
    checksAnswers: options.checksAnswers,
    problems: [],
    managementScopes,
    state: seededState({ ...seed, origin }),
    reset() {
      tenant.clock.reset()
      tenant.faults.replace([])
      tenant.state = seededState({ ...seed, origin })
    },
  }
  const app = application(tenant, endpoints)
  answer = (request, bindings) => app.fetch(request, bindings)
  return {
    description: {
      domain,
      issuer: tenant.issuer,
      ca_file: keys.caFile,
      management_token: await signManagementToken(tenant, {
        clientId: seed.deployClient.client_id,
        scope: managementScopes,
      }),
      inbox_url: `${origin}/_local/`,
      clients: { deploy: seed.deployClient, app: { ...seed.appClient, callback: `${origin}/_local/callback` } },
      connection: DATABASE_CONNECTION,
    },
    close: () =>
      new Promise((resolve) => {
        tenant.actions.stop()
        server.close(() => resolve())
        if ('closeAllConnections' in server) server.closeAllConnections()
      }),
  }
}
