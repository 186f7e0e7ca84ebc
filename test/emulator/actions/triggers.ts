/** What a trigger's Action may be called with; methods by their path below `api`. */
export interface Trigger {
  version: string
  /** The function that the Action exports. */
  handler: string
  /** Implemented methods of `api`; calling another one fails the Action and names it. */
  methods: string[]
}

// docs: actions/reference/<trigger>/<trigger>-api-object
export const triggers: Readonly<Record<string, Trigger>> = {
  'post-login': {
    version: 'v3',
    handler: 'onExecutePostLogin',
    methods: [
      'access.deny',
      'accessToken.setCustomClaim',
      'idToken.setCustomClaim',
      'user.setAppMetadata',
      'user.setUserMetadata',
    ],
  },
  'password-reset-post-challenge': {
    version: 'v1',
    handler: 'onExecutePostChallenge',
    methods: ['access.deny', 'transaction.setResultUrl'],
  },
}
