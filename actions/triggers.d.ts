// The parts of each trigger's event and api that our Actions use, in Auth0's own words.

/** @see https://auth0.com/docs/actions/reference/post-login/post-login-event-object */
export interface PostLoginEvent {
  user: {
    email?: string
    email_verified: boolean
    created_at: string
    identities: readonly unknown[]
    last_password_reset?: string
    app_metadata: Readonly<Record<string, unknown>>
    user_metadata?: Readonly<Record<string, unknown>>
  }
  /** Says which flow it is. With `oauth2-refresh-token`, tokens are renewed and nobody signs in. */
  transaction?: { protocol?: string; locale?: string; metadata?: Readonly<Record<string, unknown>> }
  /** What they sign in with: `auth0` is a database, `email` and `sms` are passwordless. */
  connection?: { name?: string; strategy: string }
  /** The parameters of /authorize, including those that start with `ext-`. */
  request?: { query?: Readonly<Record<string, unknown>> }
  /** How they proved who they are, like `pwd`, `passkey`, `federated` or `email`. */
  authentication?: { methods: readonly unknown[] }
  secrets: Readonly<Record<string, string>>
}

/** @see https://auth0.com/docs/actions/reference/password-reset-post-challenge/password-reset-post-challenge-event-object */
export interface PostChallengeEvent {
  user: PostLoginEvent['user']
  /** The language of the pages, one of those that the tenant has. */
  transaction?: { locale?: string }
  secrets: Readonly<Record<string, string>>
}

/** @see https://auth0.com/docs/actions/reference/password-reset-post-challenge/password-reset-post-challenge-api-object */
export interface PostChallengeAPI {
  access: { deny(reason: string): unknown }
  transaction: { setResultUrl(url: string): unknown }
  /** Ends the Action's part in the flow. Once the person is back at /continue?state=…, onContinuePostChallenge runs. */
  redirect: { sendUserTo(url: string, options: { query: Readonly<Record<string, string>> }): unknown }
}

/** @see https://auth0.com/docs/actions/reference/pre-user-registration/pre-user-registration-event-object */
export interface PreUserRegistrationEvent {
  user: { email?: string; app_metadata?: Readonly<Record<string, unknown>> }
  transaction?: { locale?: string }
  secrets: Readonly<Record<string, string>>
}

/** @see https://auth0.com/docs/actions/reference/pre-user-registration/pre-user-registration-api-object */
export interface PreUserRegistrationAPI {
  access: { deny(reason: string, userMessage: string): unknown }
}

/** @see https://auth0.com/docs/actions/reference/post-login/post-login-api-object */
export interface PostLoginAPI {
  access: { deny(reason: string): unknown }
  user: { setAppMetadata(key: string, value: unknown): unknown }
  idToken: { setCustomClaim(key: string, value: unknown): unknown }
  accessToken: { setCustomClaim(key: string, value: unknown): unknown }
  transaction: { setMetadata(key: string, value: string | number | boolean): unknown }
  /** The sign-in continues as that user. It fails unless the identity is linked to them once the Actions have run. */
  authentication: { setPrimaryUser(user_id: string): unknown }
  cache: ActionCache
}

/** What Actions of a trigger keep from one sign-in to the next. @see https://auth0.com/docs/customize/actions/cache */
export interface ActionCache {
  get(key: string): { value: string } | undefined
  /** @param options ttl in ms */
  set(key: string, value: string, options: { ttl: number }): unknown
  delete(key: string): unknown
}
