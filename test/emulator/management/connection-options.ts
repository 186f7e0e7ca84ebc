import { randomBytes } from 'node:crypto'
import { managementError } from '../http/answers.ts'
import type { Call } from '../http/endpoint.ts'
import { isObject, ownValue, type Json } from '../json.ts'
import type { Connection } from './connection.ts'
import { certificateOptions } from './connection-certificate.ts'

/** Strategies with which the tenant itself lets users in. By default, only these are protected against guessing. */
const ownStrategies = ['auth0', 'email', 'sms']

/** What Auth0 asks Google for: by default the address and the profile, plus whatever is switched on (recorded traffic). */
function googleOptions(given: Json): Json {
  const asked: Json = { email: true, profile: true, ...given }
  const scopes = Object.keys(asked).filter((name) => asked[name] === true && name in googleScopes)
  return { email: true, profile: true, scope: scopes.map((name) => googleScopes[name]) }
}

const googleScopes: Readonly<Record<string, string>> = {
  email: 'email',
  profile: 'profile',
  calendar: 'https://www.googleapis.com/auth/calendar',
  gmail: 'https://mail.google.com/mail/feed/atom',
  youtube: 'https://gdata.youtube.com',
}

/**
 * The options of a new connection: what Auth0 adds, and what was given, which wins (recorded traffic). Since August 2026, a
 * database has password_options even if it is made with older password settings.
 */
export function newOptions(strategy: string, given: unknown): Json {
  const options: Json = isObject(given) ? given : {}
  const isDatabase = strategy === 'auth0'
  return {
    ...(isDatabase && {
      mfa: { active: true, return_enroll_settings: true },
      password_options: passwordOptions,
      strategy_version: 2,
    }),
    ...(ownStrategies.includes(strategy) && { brute_force_protection: true }),
    ...(strategy === 'google-oauth2' && googleOptions(options)),
    ...storedOptions(options),
    ...certificateOptions(strategy, options),
    ...(isDatabase && systemOptions(options)),
  }
}

/** The options after a PATCH, which replaces all of them except those that a database always has (recorded traffic). */
export function replacedOptions({ strategy, options: before }: Connection, given: unknown): Json {
  const options: Json = isObject(given) ? given : {}
  const protection = strategy === 'auth0' ? before['brute_force_protection'] : undefined
  // Defaults are filled into what is given, whatever was there before (recorded traffic of 2026).
  const kept = Object.entries(systemOptions(options)).flatMap(([name, standing]) =>
    isObject(before[name]) ? [[name, options[name] === undefined ? before[name] : standing] as const] : [],
  )
  return {
    ...(protection !== undefined && { brute_force_protection: protection }),
    ...storedOptions(options),
    ...certificateOptions(strategy, options),
    ...Object.fromEntries(kept),
  }
}

/** Lists leave out the one-time-password methods that are shown for a single connection (recorded traffic). */
export function listedOptions(options: Json): Json {
  const { authentication_methods } = options
  if (!isObject(authentication_methods)) return options
  const { email_otp: _, phone_otp: __, ...methods } = { email_otp: null, phone_otp: null, ...authentication_methods }
  return { ...options, authentication_methods: methods }
}

/** How people prove who they are: for each way, what was given instead of the default. */
function systemOptions(given: Json): Json {
  const methods: Json = {
    password: { enabled: true, api_behavior: 'required', signup_behavior: 'allow' },
    passkey: { enabled: false },
    email_otp: { enabled: false },
    phone_otp: { enabled: false },
  }
  const passkey = { challenge_ui: 'both', progressive_enrollment_enabled: true, local_enrollment_enabled: true }
  return {
    authentication_methods: filledIn(given['authentication_methods'], methods),
    passkey_options: filledIn(given['passkey_options'], passkey),
  }
}

/** docs: authenticate/database-connections/password-strength; defaults: recorded traffic. */
const passwordOptions: Json = {
  complexity: {
    character_type_rule: 'all',
    identical_characters: 'allow',
    sequential_characters: 'allow',
    max_length_exceeded: 'error',
    min_length: 15,
    character_types: [],
  },
  profile_data: {
    active: false,
    blocked_fields: [
      ...['name', 'username', 'nickname', 'email', 'phone_number'],
      ...['user_metadata.name', 'user_metadata.first', 'user_metadata.last'],
    ],
  },
  history: { active: false, size: 3 },
  dictionary: { active: false, custom: [], default: 'en_100k' },
}

/** Options as they are stored. Secrets of custom scripts are not shown again, and missing fields get their defaults. */
function storedOptions(options: Json): Json {
  const { configuration, attributes, password_options } = options
  const email = ownValue(attributes, 'email')
  return {
    ...options,
    ...(isObject(configuration) && { configuration: encrypted(configuration) }),
    ...(isObject(attributes) &&
      isObject(email) && {
        attributes: { ...attributes, email: { verification_method: 'link', unique: true, ...email } },
      }),
    ...(isObject(password_options) && { password_options: filledIn(password_options, passwordOptions) }),
  }
}

function encrypted(configuration: Json): Json {
  return Object.fromEntries(Object.keys(configuration).map((key) => [key, randomBytes(96).toString('base64')]))
}

/** The defaults, overridden with what was given, two levels deep. */
function filledIn(given: unknown, defaults: Json): Json {
  if (!isObject(given)) return defaults
  const filled = Object.entries({ ...defaults, ...given }).map(([key, value]): [string, unknown] => {
    const standard = defaults[key]
    return [key, isObject(standard) && isObject(value) ? { ...standard, ...value } : value]
  })
  return Object.fromEntries(filled)
}

/** What a database's attributes must be like, and what they rule out (docs: flexible-identifiers; recorded 400 answers). */
export function requireSoundAttributes({ body }: Call): void {
  const options = body['options']
  const attributes = ownValue(options, 'attributes')
  if (!isObject(attributes)) return
  for (const other of ['requires_username', 'validation']) {
    // Not requiring a user name does not count as setting it (recorded traffic of 2026).
    const isSet = ownValue(options, other) !== undefined && ownValue(options, other) !== false
    if (isSet) refuse(`Cannot set both options.attributes and options.${other}`)
  }
  const isActive = (attribute: unknown) => ownValue(ownValue(attribute, 'identifier'), 'active') === true
  if (!Object.values(attributes).some(isActive)) refuse('attributes must contain one active identifier')
  for (const [name, attribute] of Object.entries(attributes)) {
    const signup = ownValue(ownValue(attribute, 'signup'), 'status')
    if (ownValue(attribute, 'profile_required') === true && signup !== undefined && signup !== 'required') {
      refuse(`attribute ${name} must also be required on signup`)
    }
  }
}

/** A connection with unique addresses cannot be changed to allow several users with one address (recorded 400 answer). */
export function rejectNonUniqueEmail(before: Json, { body }: Call): void {
  const isUnique = (options: unknown) =>
    ownValue(ownValue(ownValue(options, 'attributes'), 'email'), 'unique') !== false
  if (isUnique(before) && !isUnique(body['options'])) refuse('cannot add non-unique email attribute')
}

/** Databases hold users. Only enterprise connections pass on tokens of other apps (recorded 400 answer). */
export function rejectCrossAppAccess({ body }: Call, strategy: string): void {
  if (strategy === 'auth0' && ownValue(body['cross_app_access_requesting_app'], 'active') === true) {
    throw managementError(
      400,
      'Cross App Access Requesting App is not supported for this connection.',
      'operation_not_supported',
    )
  }
}

function refuse(message: string): never {
  throw managementError(400, message, 'invalid_body')
}
