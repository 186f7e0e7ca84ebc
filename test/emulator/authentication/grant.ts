import type { Json } from '../json.ts'

/** What an app asks /authorize for. */
export interface AuthorizationRequest {
  client_id: string
  redirect_uri: string
  /** `code`, `id_token`, `token`: those that response_type named. */
  responseTypes: string[]
  responseMode: 'query' | 'fragment' | 'form_post' | 'web_message'
  scope: string
  /** The name of the connection to sign in with: the one asked for, else the app's database. */
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

/** A sign-in that is under way at the login page. */
export interface Transaction {
  id: string
  request: AuthorizationRequest
  /** Set once a code for a new password was mailed from the page. */
  passwordTicket?: string
  /** The address that a code to sign in with was mailed to from the page. */
  mailbox?: string
}

/** How somebody showed who they are. */
export interface Proof {
  /** The name of the connection that they signed in with. */
  connection: string
  /** As event.authentication.methods names it (docs: actions/reference/post-login/post-login-event-object). */
  method: 'pwd' | 'federated' | 'email' | 'passkey'
}

/** A browser that is signed in; instants in ISO 8601. */
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

/** What a user let an app have. */
export interface Grant {
  user_id: string
  client_id: string
  proof: Proof
  /** As granted, not as asked for. */
  scope: string
  /** The identifier of an API; absent for /userinfo alone. */
  audience?: string
  sessionId?: string
  /** Seconds since 1970; only when the request had max_age (OpenID Connect Core, section 2). */
  authTime?: number
  /** The claim `gty` of access tokens; absent for the flows that begin at /authorize. */
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

/** All refresh tokens that came out of one sign-in by rotation. */
export interface RefreshTokenFamily {
  id: string
  createdAt: Date
  lastUsedAt: Date
  isRevoked: boolean
}

export interface RefreshToken extends Grant {
  family: RefreshTokenFamily
  /** When the token that follows was handed out. */
  rotatedAt?: Date
}
