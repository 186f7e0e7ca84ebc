import { randomBytes } from 'node:crypto'
import type { CustomDomains } from './custom-domains.ts'
import type { AuthorizationCode, Grant, RefreshToken, Session, Transaction } from './authentication/grant.ts'
import type { ActionRuns } from './actions/action-runs.ts'
import type { WrongPasswords } from './authentication/brute-force.ts'
import type { Job } from './jobs/job.ts'
import type { MailedCode } from './sign-in/passwordless/code.ts'
import type { LogEntry } from './logs/record.ts'
import type { SearchIndex } from './search-index.ts'
import type { UserDirectory } from './user-directory.ts'
import type { ConnectionKeys } from './management/connection-keys.ts'
import type { ClientCredential, ClientGrant } from './management/client-access.ts'
import type { Organization } from './management/organization.ts'
import type { VerificationTicket } from './authentication/verification.ts'
import type { Bucket, Limits } from './plans/buckets.ts'

export type * from './authentication/grant.ts'
export type * from './management/client-access.ts'

export type Json = Record<string, unknown>

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A property of what may be anything. */
export function ownValue(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? (value as Json)[key] : undefined
}

export interface Identity {
  connection: string
  user_id: string
  provider: string
  isSocial: boolean
  /** The profile that a linked account brought along. */
  profileData?: Json
}

/** A user as the Management API answers it; keys that are not set are absent, as in Auth0's answers. */
export interface User {
  user_id: string
  email: string
  email_verified: boolean
  name: string
  nickname: string
  picture: string
  identities: Identity[]
  created_at: string
  updated_at: string
  given_name?: string
  family_name?: string
  username?: string
  blocked?: boolean
  app_metadata?: Json
  user_metadata?: Json
  last_password_reset?: string
  last_login?: string
  last_ip?: string
  logins_count?: number
}

export interface Client {
  client_id: string
  client_secret: string
  name: string
  grant_types: string[]
  app_type?: string
  callbacks?: string[]
  allowed_logout_urls?: string[]
  client_metadata?: Record<string, string>
  [field: string]: unknown
}

/** An API; the identifier is the audience of its tokens. */
export interface ResourceServer {
  id: string
  identifier: string
  name?: string
  scopes?: { value: string; description?: string }[]
  [field: string]: unknown
}

export interface Permission {
  resource_server_identifier: string
  permission_name: string
}

export interface Role {
  id: string
  name: string
  description?: string
  /** Whether the whole tenant may use it or the organization that owns it. */
  type: 'tenant' | 'organization'
  owner_id?: string
  permissions: Permission[]
  /** Ids of the users who have it. */
  users: Set<string>
}

export interface Connection {
  id: string
  name: string
  strategy: string
  enabled_clients: string[]
  options: Json
  [field: string]: unknown
}

export interface ActionVersion {
  id: string
  number: number
  code: string
  runtime: string
  dependencies: Json[]
  secrets: Secret[]
  supported_triggers: TriggerRef[]
  created_at: string
}

export interface Secret {
  name: string
  value: string
  updated_at: string
}

export interface TriggerRef {
  id: string
  version: string
}

export interface Action {
  id: string
  name: string
  supported_triggers: TriggerRef[]
  code: string
  runtime: string
  dependencies: Json[]
  secrets: Secret[]
  created_at: string
  updated_at: string
  /** Elapsed time of the clock in ms at which the draft's build is done. */
  builtAtMs: number
  /** Whether npm has what the draft depends on. */
  packages: 'looked for' | 'there' | 'missing'
  /** The draft was changed since the last deploy. */
  hasChanges: boolean
  versions: ActionVersion[]
  deployedVersion?: ActionVersion
}

export type Binding = Record<'id' | 'trigger_id' | 'action_id' | 'display_name' | 'created_at' | 'updated_at', string>

/** A link, or a code, to set a password. Only the newest of a user works, and it works once. */
export interface PasswordTicket {
  ticket: string
  user_id: string
  client_id?: string
  expiresAt: Date
  isUsed: boolean
  marksEmailVerified: boolean
  /** What the mail holds instead of the link, where the connection verifies addresses by code. */
  code?: string
}

/** A password reset whose link was opened and that passed the post-challenge trigger. */
export interface PasswordReset {
  id: string
  ticket: PasswordTicket
  resultUrl?: string
}

export interface Mail {
  id: string
  to: string
  from: string
  subject: string
  html: string
  text: string
  template: string
  sent_at: string
  links: string[]
}

export interface RequestEntry extends Record<'method' | 'path' | 'query' | 'at', string> {
  status: number
  client_id: string | null
}

export interface EmailProvider {
  name: string
  enabled: boolean
  default_from_address?: string
  [field: string]: unknown
}

/** Settings of the tenant as a whole; `name` is the tenant's own and is never changed. */
interface TenantSettings {
  name: string
  friendly_name?: string
  support_email?: string
  enabled_locales: string[]
  [field: string]: unknown
}

/** A second factor or a passkey of a user, as it was enrolled. */
export interface AuthenticationMethod {
  id: string
  type: string
  created_at: string
  [field: string]: unknown
}

/** Everything that the tenant remembers, in one place; `POST /_local/reset` makes it anew. */
export interface State {
  tenant: TenantSettings
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
  /** Oldest first. */
  logs: LogEntry[]
  /** How many events there were, those that the log no longer holds included. */
  eventsSoFar: number
  requests: RequestEntry[]
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** A random identifier in Auth0's manner: a prefix and letters and digits. */
export function identifier(prefix: string, length: number): string {
  const characters = [...randomBytes(length)].map((byte) => LETTERS[byte % LETTERS.length])
  return prefix + characters.join('')
}
