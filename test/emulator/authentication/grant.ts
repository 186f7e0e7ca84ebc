import type { Json } from '../json.ts'

/** What an app asks of /authorize. */
export interface AuthorizationRequest {
  client_id: string
  redirect_uri: string
  /** `code`, `id_token`, `token`: those that response_type names. */
  responseTypes: string[]
  responseMode: 'query' | 'fragment' | 'form_post' | 'web_message'
  scope: string
  /** Name of the connection to sign in with: the one asked for, or the app's database. */
  connection: string
  state?: string
  nonce?: string
  audience?: string
  code_challenge?: string
  code_challenge_method?: string
  login_hint?: string
  /** Everything that was sent, for event.request.query. */
  query: Record<string, string>
}

/** A sign-in in progress at the login page. */
export interface Transaction {
  id: string
  request: AuthorizationRequest
  /** Set once the page has mailed a code for a new password. */
  passwordTicket?: string
  /** The address to which the page has mailed a sign-in code. */
  mailbox?: string
}

/** How somebody proved who they are. */
export interface Proof {
  /** Name of the connection that they signed in with. */
  connection: string
  /** In the terms of event.authentication.methods (docs: actions/reference/post-login/post-login-event-object). */
  method: 'pwd' | 'federated' | 'email' | 'passkey'
}

/** A browser that is signed in. Instants are in ISO 8601. */
export interface Session {
  id: string
  user_id: string
  proof: Proof
  created_at: string
  /** When the user last proved who they are. */
  authenticated_at: string
  /** When it was last used. */
  updated_at: string
  client_ids: Set<string>
}

/** What a user has granted to an app. */
export interface Grant {
  user_id: string
  client_id: string
  proof: Proof
  /** As granted, not as asked for. */
  scope: string
  /** The identifier of an API; absent for only /userinfo. */
  audience?: string
  sessionId?: string
  /** In seconds since 1970; only if the request had max_age (OpenID Connect Core, section 2). */
  authTime?: number
  /** The claim `gty` of access tokens; absent for flows that begin at /authorize. */
  gty?: string
  idTokenClaims: Json
  accessTokenClaims: Json
}

export interface AuthorizationCode {
  code: string
  request: AuthorizationRequest
  grant: Grant
  expiresAt: Date
}

/** All refresh tokens that rotation has made from one sign-in. */
export interface RefreshTokenFamily {
  id: string
  createdAt: Date
  lastUsedAt: Date
  isRevoked: boolean
}

export interface RefreshToken extends Grant {
  family: RefreshTokenFamily
  /** When the next token was issued. */
  rotatedAt?: Date
}
