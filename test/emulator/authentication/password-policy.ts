import { ownValue, type Json } from '../json.ts'
import type { Connection } from '../management/connection.ts'

interface Rule extends Json {
  message: string
  code: string
  verified: boolean
}

/** Why a connection refuses a password; `undefined` if it accepts it. */
export interface WeakPassword {
  name: 'PasswordStrengthError' | 'PasswordDictionaryError' | 'PasswordNoUserInfoError'
  /** The same whatever is wrong; apps distinguish by the name (support article on the password dictionary at sign-up). */
  code: 'invalid_password'
  message: string
  /** The rules and which of them are met; a sentence if there are no rules. */
  description: { rules: Rule[]; verified: false } | string
  /** The rules as text. */
  policy?: string
}

/** `type` is the word in password_options, `code` the word in the answer. */
const kinds = [
  { type: 'lowercase', message: 'lower case letters (a-z)', code: 'lowerCase', pattern: /[a-z]/ },
  { type: 'uppercase', message: 'upper case letters (A-Z)', code: 'upperCase', pattern: /[A-Z]/ },
  { type: 'number', message: 'numbers (i.e. 0-9)', code: 'numbers', pattern: /\d/ },
  { type: 'special', message: 'special characters (e.g. !@#$%^&*)', code: 'specialCharacters', pattern: /[^a-zA-Z\d]/ },
]

/**
 * Checks a password against the connection's policy, its dictionary and the user's own data.
 * @param about words that must not be in the password, if the connection says so
 * @see https://auth0.com/docs/authenticate/database-connections/password-strength and auth0/password-sheriff
 */
export function weaknessOf(password: string, { options }: Connection, about: string[]): WeakPassword | undefined {
  const rules = rulesFor(password, options)
  if (rules.some(({ verified }) => !verified)) {
    return {
      name: 'PasswordStrengthError',
      code: 'invalid_password',
      message: 'Password is too weak',
      description: { rules, verified: false },
      policy: rules.map(asText).join('\n'),
    }
  }
  const folded = password.toLowerCase()
  if (commonWords(options).includes(folded)) {
    return {
      name: 'PasswordDictionaryError',
      code: 'invalid_password',
      message: 'Password is too common',
      description: 'Password is not allowed, it might be too common.',
    }
  }
  const own = about.flatMap((word) => [word, ...word.split('@')]).filter((word) => word.length > 2)
  if (refusesOwnData(options) && own.some((word) => folded.includes(word.toLowerCase()))) {
    return {
      name: 'PasswordNoUserInfoError',
      code: 'invalid_password',
      message: 'Password contains user information',
      description: 'Password contains user information',
    }
  }
  return undefined
}

/**
 * The user's own data that must not be in the password: what `profile_data.blocked_fields` lists, or what the older option
 * blocks. The part of the address before the @ counts too.
 * @see https://auth0.com/docs/authenticate/database-connections/password-options and flexible-password-policy
 */
export function ownWords(profile: Json, { options }: Connection): string[] {
  const listed = ownValue(ownValue(options['password_options'], 'profile_data'), 'blocked_fields')
  const metadata = ['user_metadata.name', 'user_metadata.first', 'user_metadata.last']
  const older = ['email', 'username', 'name', 'nickname', 'given_name', 'family_name', ...metadata]
  return (Array.isArray(listed) ? listed : older)
    .map((path) => String(path).split('.').reduce<unknown>(ownValue, profile))
    .filter((word) => typeof word === 'string')
}

/** What a password must be like, however the connection expresses it. */
interface Strength {
  minLength: number
  /** The kinds of characters it must have. With `threeOfFour`, three of four are enough. */
  kinds: string[]
  threeOfFour: boolean
  blocksIdentical: boolean
  blocksSequential: boolean
  /** Whether a password with more bytes than bcrypt reads is refused. If not, the rest does not count. */
  refusesLong: boolean
}

/** bcrypt reads only this many bytes of a password. */
const MOST_BYTES = 72

const all = kinds.map(({ code }) => code)
const none: Strength = {
  ...{ minLength: 1, kinds: [], threeOfFour: false },
  ...{ blocksIdentical: false, blocksSequential: false, refusesLong: false },
}
const policies = new Map<unknown, Strength>([
  ['low', { ...none, minLength: 6 }],
  ['fair', { ...none, minLength: 8, kinds: all.slice(0, 3) }],
  ['good', { ...none, minLength: 8, kinds: all, threeOfFour: true }],
  ['excellent', { ...none, minLength: 10, kinds: all, threeOfFour: true, blocksIdentical: true }],
])

/** The newer `password_options` if a connection has them, otherwise its `passwordPolicy`. */
function strengthOf(options: Json): Strength {
  const complexity = ownValue(options['password_options'], 'complexity')
  if (complexity === undefined) {
    const policy = policies.get(options['passwordPolicy']) ?? none
    const least = ownValue(options['password_complexity_options'], 'min_length')
    return { ...policy, ...(typeof least === 'number' && { minLength: least }) }
  }
  const least = ownValue(complexity, 'min_length')
  const types = ownValue(complexity, 'character_types')
  const threeOfFour = ownValue(complexity, 'character_type_rule') === 'three_of_four'
  const named = Array.isArray(types) ? kinds.filter(({ type }) => types.includes(type)).map(({ code }) => code) : []
  return {
    minLength: typeof least === 'number' ? least : 1,
    kinds: named,
    threeOfFour: threeOfFour && named.length === 4,
    blocksIdentical: ownValue(complexity, 'identical_characters') === 'block',
    blocksSequential: ownValue(complexity, 'sequential_characters') === 'block',
    refusesLong: ownValue(complexity, 'max_length_exceeded') === 'error',
  }
}

function rulesFor(password: string, options: Json): Rule[] {
  const { minLength, threeOfFour, blocksIdentical, blocksSequential, refusesLong, ...strength } = strengthOf(options)
  const items = kinds
    .filter(({ code }) => strength.kinds.includes(code))
    .map(({ message, code, pattern }) => ({ message, code, verified: pattern.test(password) }))
  const present = items.filter(({ verified }) => verified).length
  const rules: (Rule | false)[] = [
    minLength === 1
      ? { message: 'Non-empty password required', code: 'nonEmpty', verified: password !== '' }
      : {
          ...{ message: 'At least %d characters in length', code: 'lengthAtLeast', format: [minLength] },
          verified: password.length >= minLength,
        },
    threeOfFour && {
      message: 'Contain at least %d of the following %d types of characters:',
      ...{ code: 'containsAtLeast', format: [3, 4], items, verified: present >= 3 },
    },
    !threeOfFour &&
      items.length > 0 && {
        message: 'Should contain:',
        code: 'shouldContain',
        items,
        verified: present === items.length,
      },
    blocksIdentical && {
      message: 'No more than %d identical characters in a row (e.g., "%s" not allowed)',
      ...{ code: 'identicalChars', format: [2, 'aaa'], verified: !/(.)\1\1/.test(password) },
    },
    blocksSequential && {
      message: 'No more than %d sequential alphanumeric characters (e.g., "%s" not allowed)',
      ...{ code: 'sequentialChars', format: [2, 'abc'], verified: !hasSequence(password) },
    },
    refusesLong && {
      message: 'Maximum password length exceeded',
      ...{ code: 'maxLength', format: [MOST_BYTES], verified: Buffer.byteLength(password) <= MOST_BYTES },
    },
  ]
  return rules.filter((rule) => rule !== false)
}

/** Counts up or down; other characters end a sequence (auth0/password-sheriff, lib/rules/sequentialChars). */
function hasSequence(password: string): boolean {
  const codes = Array.from(password, (character) => (/[a-zA-Z\d]/.test(character) ? character.charCodeAt(0) : NaN))
  const goesOn = (index: number, step: number) =>
    codes[index + 1] === (codes[index] ?? NaN) + step && codes[index + 2] === (codes[index] ?? NaN) + 2 * step
  return codes.some((_, index) => goesOn(index, 1) || goesOn(index, -1))
}

/** The connection's own list, in lower case. Auth0's list of the 10,000 most common passwords is not included. */
function commonWords(options: Json): string[] {
  const older = ownValue(options['password_dictionary'], 'enable') === true ? options['password_dictionary'] : undefined
  const newer = ownValue(options['password_options'], 'dictionary')
  const words = [
    ownValue(older, 'dictionary'),
    ownValue(newer, 'active') === true ? ownValue(newer, 'custom') : undefined,
  ]
  return words.flatMap((list) => (Array.isArray(list) ? list.map((word) => String(word).toLowerCase()) : []))
}

function refusesOwnData(options: Json): boolean {
  const newer = ownValue(options['password_options'], 'profile_data')
  return ownValue(options['password_no_personal_info'], 'enable') === true || ownValue(newer, 'active') === true
}

function asText(rule: Rule): string {
  const values = Array.isArray(rule['format']) ? rule['format'].map(String) : []
  const line = `* ${rule.message.replace(/%[ds]/g, () => values.shift() ?? '')}`
  const items = Array.isArray(rule['items'])
    ? rule['items'].map((item) => ` * ${String(ownValue(item, 'message'))}`)
    : []
  return [line, ...items].join('\n')
}
