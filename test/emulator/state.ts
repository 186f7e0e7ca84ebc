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

/** Everything that the tenant remembers, in one place; `POST /_local/reset` makes it anew. */
export interface State {
  /** Settings of the tenant as a whole; `name` is the tenant's own and is never changed. */
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
  /** By prompt. */
  partials: Map<string, Json>
  /** How screens are rendered, by `prompt/screen`. */
  rendering: Map<string, Json>
  themes: Map<string, Json>
  users: UserDirectory
  /** By user id. No secrets of real people are here, so they are kept as they are. */
  passwords: Map<string, string>
  /** By user id and address. */
  wrongPasswords: Map<string, WrongPasswords>
  clients: Map<string, Client>
  clientGrants: Map<string, ClientGrant>
  /** By client id, the newest last. */
  clientCredentials: Map<string, ClientCredential[]>
  /** PEM by the credential's id; never answered. */
  credentialKeys: Map<string, string>
  /** What tells assertions of applications apart, each taken once: `<client id> <jti>`. */
  usedAssertions: Set<string>
  organizations: Map<string, Organization>
  /** Who is a member, as lists of members see it; by organization and user id. */
  membershipIndex: SearchIndex<true>
  connections: Map<string, Connection>
  /** By the connection's id. */
  connectionKeys: Map<string, ConnectionKeys>
  resourceServers: Map<string, ResourceServer>
  roles: Map<string, Role>
  /** Permissions given to a user directly, by user id. */
  userPermissions: Map<string, Permission[]>
  emailProvider: EmailProvider | undefined
  emailTemplates: Map<string, Json>
  actions: Map<string, Action>
  /** By trigger id, in order. */
  bindings: Map<string, Binding[]>
  actionRuns: ActionRuns
  /** By `prompt/language`. */
  customText: Map<string, Json>
  tickets: Map<string, PasswordTicket>
  /** User id to the ticket that is the newest. */
  newestTicket: Map<string, string>
  verificationTickets: Map<string, VerificationTicket>
  mailedCodes: Map<string, MailedCode>
  /** Rate limits that were drawn from, by what they limit. */
  buckets: Map<string, Bucket>
  limits: Limits
  transactions: Map<string, Transaction>
  passwordResets: Map<string, PasswordReset>
  sessions: Map<string, Session>
  codes: Map<string, AuthorizationCode>
  refreshTokens: Map<string, RefreshToken>
  /** Opaque access tokens, for /userinfo. */
  accessTokens: Map<string, { grant: Grant; expiresAt: Date }>
  /** By user id. */
  authenticationMethods: Map<string, AuthenticationMethod[]>
  jobs: Map<string, Job>
  /** Set by POST /_local/jobs: jobs do not go on. */
  areJobsPaused: boolean
  outbox: Mail[]
  /** What the mail server does with mails that it took: they are lost, or arrive late. */
  mailServer: { isLosing: boolean; lateSec: number }
  /** Oldest first. */
  logs: LogEntry[]
  /** How many events there were, those that the log no longer holds included. */
  eventsSoFar: number
  requests: RequestEntry[]
}
