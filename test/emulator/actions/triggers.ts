import documented from './documented.json' with { type: 'json' }

/** A trigger that the local tenant runs. */
export interface Trigger {
  version: string
  /** The function that the Action exports. */
  handler: string
  /** The one that runs when the user comes back from a redirect. */
  continueHandler?: string
  /** At the most so many Actions can be bound. */
  mostActions: number
  /** Every documented method of `api`, by its path below `api`. */
  documentedMethods: string[]
  /** Those that work; the others are there, and calling one fails the Action and names it. */
  methods: string[]
  /** Parts of the documented `event` that are never there, with the reason. */
  absent: Readonly<Record<string, string>>
}

const NO_SUCH_FEATURE = {
  'event.request.geoip.': 'the visitor sits at this machine, which has no place on the map',
  'event.request.asn': 'the visitor sits at this machine, which belongs to no network',
  'event.security_context': 'TLS fingerprints are not taken',
  'event.authentication.riskAssessment': 'risk is not assessed',
  'event.transaction.correlation_id': 'correlation ids are not taken',
}

const absentFromSession = Object.fromEntries(
  [
    ...['actor', 'cookie', 'device', 'expires_at', 'idle_expires_at', 'last_interacted_at', 'metadata'],
    'session_transfer',
  ].map((name) => [`event.session.${name}`, 'only Enterprise tenants have it']),
)

const NO_PHONES = {
  'event.user.phone_number': 'users have no phone numbers',
  'event.user.phone_verified': 'users have no phone numbers',
}

const cache = ['cache.delete', 'cache.get', 'cache.set']
const redirect = ['redirect.encodeToken', 'redirect.sendUserTo', 'redirect.validateToken']

// docs: actions/reference/<trigger>; 20 Actions a trigger: troubleshoot/…/entity-limit-policy
export const triggers: Readonly<Record<string, Trigger>> = {
  'post-login': {
    version: 'v3',
    handler: 'onExecutePostLogin',
    continueHandler: 'onContinuePostLogin',
    mostActions: 20,
    documentedMethods: methodsOf('post-login v3'),
    methods: [
      ...['access.deny', 'accessToken.addScope', 'accessToken.removeScope', 'accessToken.setCustomClaim'],
      ...['idToken.setCustomClaim', 'rules.wasExecuted', 'session.revoke', 'transaction.setMetadata'],
      ...['user.setAppMetadata', 'user.setUserMetadata', 'validation.error', 'redirect.canRedirect'],
      ...[...cache, ...redirect],
    ],
    absent: {
      ...NO_SUCH_FEATURE,
      ...NO_PHONES,
      'event.agent': 'there are no agents',
      'event.client.refresh_token': 'there are no refresh-token policies',
      'event.organization': 'signing in to an organization is refused',
      'event.prompt': 'there are no Forms',
      'event.refresh_token': 'only Enterprise tenants have it',
      ...absentFromSession,
      'event.session_transfer_token': 'there is no session transfer',
      'event.transaction.actor': 'there is no token exchange',
      'event.transaction.actor_token_type': 'there is no token exchange',
      'event.transaction.linking_id': 'there is no account linking on sign-in',
      'event.transaction.requested_authorization_details': 'there are no rich authorization requests',
      'event.transaction.subject_token_type': 'there is no token exchange',
      'event.user.enrolledFactors[].': 'there is no MFA, so nobody enrolled a factor',
      'event.user.multifactor': 'there is no MFA',
    },
  },
  'password-reset-post-challenge': {
    version: 'v1',
    handler: 'onExecutePostChallenge',
    continueHandler: 'onContinuePostChallenge',
    mostActions: 4, // docs: customize/actions/explore-triggers/password-reset-post-challenge
    documentedMethods: methodsOf('password-reset-post-challenge v1'),
    methods: ['access.deny', 'transaction.setResultUrl', ...cache, ...redirect],
    absent: {
      ...NO_SUCH_FEATURE,
      ...NO_PHONES,
      'event.organization': 'organizations have no part in a password reset here',
      'event.prompt': 'there are no Forms',
      'event.transaction.login_hint': 'a reset by link starts without a sign-in',
      'event.user.enrolledFactors[].': 'there is no MFA, so nobody enrolled a factor',
    },
  },
  'pre-user-registration': {
    version: 'v2',
    handler: 'onExecutePreUserRegistration',
    mostActions: 20,
    documentedMethods: methodsOf('pre-user-registration v2'),
    methods: ['access.deny', 'user.setAppMetadata', 'user.setUserMetadata', 'validation.error', ...cache],
    absent: { ...NO_SUCH_FEATURE, ...NO_PHONES, 'event.authentication': 'risk is not assessed' },
  },
  'post-user-registration': {
    version: 'v2',
    handler: 'onExecutePostUserRegistration',
    mostActions: 20,
    documentedMethods: methodsOf('post-user-registration v2'),
    methods: cache,
    absent: {
      ...NO_SUCH_FEATURE,
      ...NO_PHONES,
      'event.authentication': 'risk is not assessed',
      'event.user.last_password_reset': 'a new user has not changed the password yet',
    },
  },
  'post-change-password': {
    version: 'v2',
    handler: 'onExecutePostChangePassword',
    mostActions: 20,
    documentedMethods: methodsOf('post-change-password v2'),
    methods: cache,
    absent: { ...NO_SUCH_FEATURE, ...NO_PHONES, 'event.authentication': 'risk is not assessed' },
  },
}

/** Every trigger that Auth0 knows, with its newest version (OpenAPI document; docs: customize/actions/actions-npm). */
export const versionsOfTriggers: Readonly<Record<string, string>> = {
  'post-login': 'v3',
  'credentials-exchange': 'v2',
  'pre-user-registration': 'v2',
  'post-user-registration': 'v2',
  'post-change-password': 'v2',
  'send-phone-message': 'v2',
  'custom-phone-provider': 'v1',
  'custom-email-provider': 'v1',
  'password-reset-post-challenge': 'v1',
  'custom-token-exchange': 'v1',
  'event-stream': 'v1',
  'password-hash-migration': 'v1',
  'login-post-identifier': 'v1',
  'signup-post-identifier': 'v1',
}

function methodsOf(trigger: string): string[] {
  const facts: Readonly<Record<string, Readonly<Record<string, string>>>> = documented
  return Object.keys(facts[trigger] ?? {})
    .filter((name) => name.startsWith('api.'))
    .map((name) => name.slice('api.'.length))
}
