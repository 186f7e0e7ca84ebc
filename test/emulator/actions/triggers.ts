import documented from './documented.json' with { type: 'json' }

/** A trigger that the local tenant runs. */
export interface Trigger {
  version: string
  /** Name of the function that the Action exports. */
  handler: string
  /** Name of the function that runs when the user comes back from a redirect. */
  continueHandler?: string
  /** How many Actions can be bound at most. */
  mostActions: number
  /** Every documented method of `api`, by its path below `api`. */
  documentedMethods: string[]
  /** The methods that work. Calling any other one fails the Action and names the method. */
  methods: string[]
  /** Parts of the documented `event` that are never there, each with the reason. */
  absent: Readonly<Record<string, string>>
}

const NO_SUCH_FEATURE = {
  'event.request.geoip.': 'the visitor is on this machine, which has no location',
  'event.request.asn': 'the visitor is on this machine, which is not in a public network',
  'event.security_context': 'TLS fingerprints are not recorded',
  'event.authentication.riskAssessment': 'risk is not assessed',
  'event.transaction.correlation_id': 'correlation ids are not recorded',
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
      ...[
        'authentication.setPrimaryUser',
        'idToken.setCustomClaim',
        'rules.wasExecuted',
        'session.revoke',
        'transaction.setMetadata',
      ],
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

/** One version of a trigger, as GET /actions/triggers lists it. */
interface TriggerVersion {
  version: string
  isCurrent: boolean
  /** Whether its Actions belong to one connection, stream or tool, or run for the whole tenant. */
  binding: 'trigger-bound' | 'entity-bound'
  runtimes: string[]
  defaultRuntime: string
  /** Actions of these versions keep working with it. */
  compatibleWith: string[]
}

const runtimesOfCurrent = ['node18-actions', 'node22']

function current(version: string, more: Partial<TriggerVersion> = {}): TriggerVersion {
  const standard = {
    isCurrent: true,
    binding: 'trigger-bound',
    runtimes: runtimesOfCurrent,
    defaultRuntime: 'node22',
  } as const
  return { version, ...standard, compatibleWith: [], ...more }
}

function deprecated(version: string, runtimes = ['node22'], defaultRuntime = 'node12'): TriggerVersion {
  return { ...current(version), isCurrent: false, runtimes, defaultRuntime }
}

const entityBound = { binding: 'entity-bound', runtimes: ['node22'] } satisfies Partial<TriggerVersion>

/** Every trigger of Auth0's, deprecated versions too (recorded traffic of August 2026; docs: customize/actions/actions-npm). */
export const versionsOfTriggers: Readonly<Record<string, readonly TriggerVersion[]>> = {
  'post-login': [
    current('v3', { compatibleWith: ['v2'] }),
    deprecated('v1'),
    deprecated('v2', ['node18', 'node22'], 'node16'),
  ],
  'credentials-exchange': [current('v2'), deprecated('v1')],
  'pre-user-registration': [current('v2'), deprecated('v1')],
  'post-user-registration': [deprecated('v1'), current('v2')],
  'post-change-password': [deprecated('v1'), current('v2')],
  'send-phone-message': [current('v2'), deprecated('v1')],
  'password-reset-post-challenge': [current('v1')],
  'custom-phone-provider': [current('v1')],
  'custom-email-provider': [current('v1')],
  'custom-token-exchange': [current('v1', { binding: 'entity-bound', runtimes: ['node18', 'node22'] })],
  'event-stream': [current('v1', entityBound)],
  'password-hash-migration': [current('v1', entityBound)],
  'mcp-tool': [current('v1', entityBound)],
  'login-post-identifier': [current('v1')],
  'signup-post-identifier': [current('v1')],
}

function methodsOf(trigger: string): string[] {
  const facts: Readonly<Record<string, Readonly<Record<string, string>>>> = documented
  return Object.keys(facts[trigger] ?? {})
    .filter((name) => name.startsWith('api.'))
    .map((name) => name.slice('api.'.length))
}
