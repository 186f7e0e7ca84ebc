// The parts of each trigger's event and api that our Actions use, in Auth0's own words.

/** @see https://auth0.com/docs/actions/reference/post-login/post-login-event-object */
export interface PostLoginEvent {
  user: {
    email?: string
    email_verified: boolean
    identities: readonly unknown[]
    app_metadata: Readonly<Record<string, unknown>>
    user_metadata?: Readonly<Record<string, unknown>>
  }
  /** Says which flow it is: `oauth2-refresh-token` renews tokens, and nobody signs in. */
  transaction?: { protocol?: string }
}

/** @see https://auth0.com/docs/actions/reference/password-reset-post-challenge/password-reset-post-challenge-event-object */
export interface PostChallengeEvent {
  user: PostLoginEvent['user']
}

/** @see https://auth0.com/docs/actions/reference/password-reset-post-challenge/password-reset-post-challenge-api-object */
export interface PostChallengeAPI {
  access: { deny(reason: string): unknown }
}

/** @see https://auth0.com/docs/actions/reference/post-login/post-login-api-object */
export interface PostLoginAPI {
  access: { deny(reason: string): unknown }
  user: { setAppMetadata(key: string, value: unknown): unknown }
  idToken: { setCustomClaim(key: string, value: unknown): unknown }
  accessToken: { setCustomClaim(key: string, value: unknown): unknown }
}
