import { ownValue, type Connection, type Json } from '../state.ts'

interface Rule extends Json {
  message: string
  code: string
  verified: boolean
}

/** What a connection says about a password that it does not take; `undefined` when it takes it. */
export interface WeakPassword {
  name: 'PasswordStrengthError' | 'PasswordDictionaryError' | 'PasswordNoUserInfoError'
  code: string
  message: string
  /** The rules and which of them hold; a sentence where there are none. */
  description: { rules: Rule[]; verified: false } | string
  /** The rules as text. */
  policy?: string
}

const kinds = [
  { message: 'lower case letters (a-z)', code: 'lowerCase', pattern: /[a-z]/ },
  { message: 'upper case letters (A-Z)', code: 'upperCase', pattern: /[A-Z]/ },
  { message: 'numbers (i.e. 0-9)', code: 'numbers', pattern: /\d/ },
  { message: 'special characters (e.g. !@#$%^&*)', code: 'specialCharacters', pattern: /[^a-zA-Z\d]/ },
]

/** Shortest passwords by policy (docs: authenticate/database-connections/password-strength). */
const shortest: Readonly<Record<string, number>> = { none: 1, low: 6, fair: 8, good: 8, excellent: 10 }

/**
 * Judges a password by the connection's policy, its dictionary and the user's own data.
 * @param about words that must not be in the password, when the connection says so
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
  const words = ownValue(options['password_dictionary'], 'dictionary')
  if (
    isEnabled(options, 'password_dictionary') &&
    Array.isArray(words) &&
    words.some((word) => String(word).toLowerCase() === folded)
  ) {
    return {
      name: 'PasswordDictionaryError',
      code: 'password_dictionary_error',
      message: 'Password is too common',
      description: 'Password is not allowed, it might be too common.',
    }
  }
  const own = about.flatMap((word) => [word, ...word.split('@')]).filter((word) => word.length > 2)
  if (isEnabled(options, 'password_no_personal_info') && own.some((word) => folded.includes(word.toLowerCase()))) {
    return {
      name: 'PasswordNoUserInfoError',
      code: 'password_no_user_info_error',
      message: 'Password contains user information',
      description: 'Password contains user information',
    }
  }
  return undefined
}

function rulesFor(password: string, options: Json): Rule[] {
  const named = options['passwordPolicy']
  const policy = typeof named === 'string' && named in shortest ? named : 'none'
  const least = ownValue(options['password_complexity_options'], 'min_length')
  const length = typeof least === 'number' ? least : (shortest[policy] ?? 1)
  const items = kinds.map(({ message, code, pattern }) => ({ message, code, verified: pattern.test(password) }))
  const atLeast: Rule =
    length === 1
      ? { message: 'Non-empty password required', code: 'nonEmpty', verified: password.length > 0 }
      : {
          message: 'At least %d characters in length',
          format: [length],
          code: 'lengthAtLeast',
          verified: password.length >= length,
        }
  if (policy === 'fair') {
    const all = items.slice(0, 3)
    const verified = all.every((item) => item.verified)
    return [atLeast, { message: 'Should contain:', code: 'shouldContain', items: all, verified }]
  }
  if (policy !== 'good' && policy !== 'excellent') return [atLeast]
  const three: Rule = {
    message: 'Contain at least %d of the following %d types of characters:',
    code: 'containsAtLeast',
    format: [3, 4],
    items,
    verified: items.filter((item) => item.verified).length >= 3,
  }
  const repeats: Rule = {
    message: 'No more than %d identical characters in a row (e.g., "%s" not allowed)',
    code: 'identicalChars',
    format: [2, 'aaa'],
    verified: !/(.)\1\1/.test(password),
  }
  return policy === 'excellent' ? [atLeast, three, repeats] : [atLeast, three]
}

function asText(rule: Rule): string {
  const values = Array.isArray(rule['format']) ? rule['format'].map(String) : []
  const line = `* ${rule.message.replace(/%[ds]/g, () => values.shift() ?? '')}`
  const items = Array.isArray(rule['items'])
    ? rule['items'].map((item) => ` * ${String(ownValue(item, 'message'))}`)
    : []
  return [line, ...items].join('\n')
}

function isEnabled(options: Json, name: string): boolean {
  return ownValue(options[name], 'enable') === true
}
