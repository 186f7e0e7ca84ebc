import type { Endpoint } from './http/endpoint.ts'
import { authorize } from './authentication/authorize.ts'
import { changePassword } from './authentication/change-password.ts'
import { continueLogin } from './authentication/continue.ts'
import { discovery } from './authentication/discovery.ts'
import { logout } from './authentication/logout.ts'
import { signup } from './authentication/signup.ts'
import { token } from './authentication/token.ts'
import { userInfo } from './authentication/user-info.ts'
import { control } from './local/control.ts'
import { mailpit } from './local/mailpit.ts'
import { pages } from './local/pages.ts'
import { actionExecutions } from './management/action-executions.ts'
import { actionVersions } from './management/action-versions.ts'
import { actions } from './management/actions.ts'
import { attackProtection } from './management/attack-protection.ts'
import { authenticationMethods } from './management/authentication-methods.ts'
import { branding } from './management/branding.ts'
import { clientCredentials } from './management/client-credentials.ts'
import { clientGrants } from './management/client-grants.ts'
import { clients } from './management/clients.ts'
import { connectionKeys } from './management/connection-keys.ts'
import { connectionProvisioning } from './management/connection-provisioning.ts'
import { connections } from './management/connections.ts'
import { customDomains } from './management/custom-domains.ts'
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
import { prompts } from './management/prompts.ts'
import { rendering } from './management/rendering.ts'
import { resourceServers } from './management/resource-servers.ts'
import { roles } from './management/roles.ts'
import { rules } from './management/rules.ts'
import { stats } from './management/stats.ts'
import { tenantSettings } from './management/tenant-settings.ts'
import { themes } from './management/themes.ts'
import { tickets } from './management/tickets.ts'
import { triggers } from './management/triggers.ts'
import { userBlocks } from './management/user-blocks.ts'
import { userChanges } from './management/user-changes.ts'
import { userIdentities } from './management/user-identities.ts'
import { userRoles } from './management/user-roles.ts'
import { userSearch } from './management/user-search.ts'
import { userSessions } from './management/user-sessions.ts'
import { usersExports } from './management/users-exports.ts'
import { usersImports } from './management/users-imports.ts'
import { users } from './management/users.ts'
import { identityProvider } from './sign-in/identity-provider/page.ts'
import { passkeys } from './sign-in/passkey.ts'
import { passwordless } from './sign-in/passwordless/endpoints.ts'
import { passwordlessPages } from './sign-in/passwordless/page.ts'
import { emailVerification } from './universal-login/email-verification.ts'
import { forgotPassword } from './universal-login/forgot-password.ts'
import { login } from './universal-login/login.ts'
import { resetPassword } from './universal-login/reset-password.ts'
import { signupPage } from './universal-login/signup.ts'

const managementApi = [
  users,
  emailTemplates,
  emailProvider,
  actions,
  actionVersions,
  actionExecutions,
  triggers,
  prompts,
  clientCredentials,
  clientGrants,
  partials,
  rendering,
  themes,
  phone,
  connectionProvisioning,
  connectionKeys,
  customDomains,
  branding,
  attackProtection,
  rules,
  clients,
  tenantSettings,
  connections,
  resourceServers,
  roles,
  tickets,
  userRoles,
  userSearch,
  userBlocks,
  userIdentities,
  jobs,
  usersImports,
  usersExports,
  logs,
  stats,
  userChanges,
  userSessions,
  authenticationMethods,
  deviceCredentials,
  organizations,
  organizationMembers,
  organizationConnections,
  organizationInvitations,
  organizationDiscoveryDomains,
  organizationClients,
]

const authenticationApi = [
  continueLogin,
  authorize,
  token,
  userInfo,
  logout,
  discovery,
  changePassword,
  signup,
  passwordless,
]

const universalLogin = [
  identityProvider,
  passwordlessPages,
  passkeys,
  login,
  signupPage,
  forgotPassword,
  resetPassword,
  emailVerification,
]

const controls = [control, pages, mailpit]

/** Everything that the local tenant implements. If several match a call, the first one answers. */
export const endpoints: Endpoint[] = [managementApi, authenticationApi, universalLogin, controls].flat(2)
