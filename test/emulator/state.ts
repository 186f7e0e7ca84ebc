import type { Action, Binding } from './actions/action.ts'
import type { ActionRuns } from './actions/action-runs.ts'
import type { AuthorizationCode, Grant, RefreshToken, Session, Transaction } from './authentication/grant.ts'
import type { MailedCode, PasswordReset, PasswordTicket, VerificationTicket } from './authentication/ticket.ts'
import type { CustomDomains } from './management/custom-domain.ts'
import type { RequestEntry } from './http/request-entry.ts'
import type { Job } from './jobs/job.ts'
import type { Json } from './json.ts'
import type { LogEntry } from './logs/log-entry.ts'
import type { EmailProvider, Mail } from './mail/mail.ts'
import type { Client, ClientCredential, ClientGrant } from './management/client.ts'
import type { Connection, ConnectionKeys } from './management/connection.ts'
import type { Organization } from './management/organization.ts'
import type { Permission, ResourceServer } from './management/resource-server.ts'
import type { Role } from './management/role.ts'
import type { AuthenticationMethod, WrongPasswords } from './management/user.ts'
import type { Bucket, Limits } from './plans/buckets.ts'
import type { SearchIndex } from './search-index.ts'
import type { UserDirectory } from './user-directory.ts'

/** Everything that the tenant remembers, in one place. `POST /_local/reset` replaces it with a new one. */
export interface State {
  /** Settings of the whole tenant. `name` is the tenant's own and never changes. */
  tenant: {
    name: string
    friendly_name?: string
    support_email?: string
    enabled_locales: string[]
    [field: string]: unknown
  }
  branding: Json
  /** The page template of Universal Login. */
  pageTemplate: string | undefined
  promptSettings: Json
  botDetection: Json
  rules: Json[]
  customDomains: CustomDomains
  /** Keyed by prompt. */
  partials: Map<string, Json>
  /** How screens are rendered, keyed by `prompt/screen`. */
  rendering: Map<string, Json>
  themes: Map<string, Json>
  users: UserDirectory
  /** Keyed by user id. There are no secrets of real people here, so they are stored as they are. */
  passwords: Map<string, string>
  /** Keyed by user id and IP address. */
  wrongPasswords: Map<string, WrongPasswords>
  clients: Map<string, Client>
  clientGrants: Map<string, ClientGrant>
  /** Keyed by client id, newest last. */
  clientCredentials: Map<string, ClientCredential[]>
  /** PEM, keyed by the credential's id; never returned. */
  credentialKeys: Map<string, string>
  /** Applications' assertions that were used, so that each works once: `<client id> <jti>`. */
  usedAssertions: Set<string>
  organizations: Map<string, Organization>
  /** Who is a member, as lists of members see it; keyed by organization and user id. */
  membershipIndex: SearchIndex<true>
  connections: Map<string, Connection>
  /** Keyed by the connection's id. */
  connectionKeys: Map<string, ConnectionKeys>
  resourceServers: Map<string, ResourceServer>
  roles: Map<string, Role>
  /** Permissions given to a user directly, keyed by user id. */
  userPermissions: Map<string, Permission[]>
  emailProvider: EmailProvider | undefined
  emailTemplates: Map<string, Json>
  actions: Map<string, Action>
  /** Keyed by trigger id, in order. */
  bindings: Map<string, Binding[]>
  actionRuns: ActionRuns
  /** Keyed by `prompt/language`. */
  customText: Map<string, Json>
  tickets: Map<string, PasswordTicket>
  /** The newest ticket of each user, keyed by user id. */
  newestTicket: Map<string, string>
  verificationTickets: Map<string, VerificationTicket>
  mailedCodes: Map<string, MailedCode>
  /** Rate limits that were used, keyed by what they limit. */
  buckets: Map<string, Bucket>
  limits: Limits
  transactions: Map<string, Transaction>
  passwordResets: Map<string, PasswordReset>
  sessions: Map<string, Session>
  codes: Map<string, AuthorizationCode>
  refreshTokens: Map<string, RefreshToken>
  /** Opaque access tokens, for /userinfo. */
  accessTokens: Map<string, { grant: Grant; expiresAt: Date }>
  /** Keyed by user id. */
  authenticationMethods: Map<string, AuthenticationMethod[]>
  jobs: Map<string, Job>
  /** Set by POST /_local/jobs; jobs then do not continue. */
  areJobsPaused: boolean
  outbox: Mail[]
  /** What the mail server does with mails that it accepted: they are lost, or arrive late. */
  mailServer: { isLosing: boolean; lateSec: number }
  /** Oldest first. */
  logs: LogEntry[]
  /** How many events there have been, including those that the log no longer has. */
  eventsSoFar: number
  requests: RequestEntry[]
}
