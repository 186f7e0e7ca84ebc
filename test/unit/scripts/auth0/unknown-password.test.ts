import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { unknownPassword, withUnknownPassword } from '../../../../scripts/auth0/unknown-password.ts'
import { AnswerError } from '../../../../scripts/auth0/failures.ts'
import { ownWords, weaknessOf } from '../../../emulator/authentication/password-policy.ts'
import { newConnection } from '../../../emulator/management/connections.ts'

const part = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.string({ unit: fc.constantFrom('a', 'B', '3', '@', '^', '!', '%', '.', ' '), maxLength: 6 }),
)
const profiles = fc.record({
  email: fc.emailAddress(),
  ...{ name: part, nickname: part, username: part },
  user_metadata: fc.record({ name: part, first: part, last: part }),
})

/** Every combination of the newer policy (Auth0's OpenAPI document: ConnectionPasswordOptions). */
function* newerPolicies(): Generator<object> {
  const types = ['uppercase', 'lowercase', 'number', 'special']
  for (const min_length of [1, 8, 15, 71, 72])
    for (const max_length_exceeded of ['error', 'truncate'])
      for (const character_type_rule of ['all', 'three_of_four'])
        for (const identical_characters of ['allow', 'block'])
          for (const sequential_characters of ['allow', 'block'])
            for (let chosen = 0; chosen < 16; chosen++) {
              const character_types = types.filter((_, index) => chosen & (1 << index))
              const rules = { character_type_rule, character_types, identical_characters, sequential_characters }
              yield { complexity: { min_length, max_length_exceeded, ...rules }, ...otherRules }
            }
}

const otherRules = {
  history: { active: true, size: 24 },
  dictionary: { active: true, default: 'en_100k', custom: ['password', 'a'] },
  profile_data: {
    active: true,
    blocked_fields: [
      ...['name', 'username', 'nickname', 'email', 'phone_number'],
      ...['user_metadata.name', 'user_metadata.first', 'user_metadata.last'],
    ],
  },
}

/** Every combination of the older options, up to what bcrypt reads. */
function* olderPolicies(): Generator<object> {
  for (const passwordPolicy of ['none', 'low', 'fair', 'good', 'excellent', null])
    for (const min_length of [undefined, 1, 15, 72])
      for (const enable of [false, true])
        yield {
          ...{ passwordPolicy, password_no_personal_info: { enable } },
          ...(min_length !== undefined && { password_complexity_options: { min_length } }),
          password_dictionary: { enable, dictionary: ['password'] },
          password_history: { enable, size: 24 },
        }
}

const connections = [
  ...Array.from(newerPolicies(), (password_options) => ({ password_options })),
  ...olderPolicies(),
].map((options) => ({ ...newConnection('db', 'auth0'), options: { ...options } }))

describe('a password that nobody knows', () => {
  it('passes every policy that a connection can have, whatever is in the profile', () => {
    fc.assert(
      fc.property(profiles, (profile) => {
        const { email, name, nickname, username, user_metadata } = profile
        const about = [email, name, nickname, username, ...Object.values(user_metadata)]
        const password = unknownPassword(about)
        const weaknessAt = (connection: (typeof connections)[number]) =>
          weaknessOf(password, connection, ownWords(profile, connection))
        const refusing = connections.filter((connection) => weaknessAt(connection) !== undefined)
        expect(refusing.map((connection) => [password, connection.options, weaknessAt(connection)])).toEqual([])
      }),
      { numRuns: 20 },
    )
  })

  it('is 72 bytes of four kinds; no two letters or digits stand together, and no three characters are alike', () => {
    fc.assert(
      fc.property(fc.array(part, { maxLength: 5 }), (about) => {
        const password = unknownPassword(about)
        expect(Buffer.byteLength(password)).toBe(72)
        for (const kind of [/[a-z]/, /[A-Z]/, /\d/, /[@^!%]/]) expect(password).toMatch(kind)
        expect(password).not.toMatch(/[a-zA-Z\d]{2}/)
        expect(password.toLowerCase()).not.toMatch(/(.)\1\1/)
      }),
    )
  })

  it('holds nothing from the profile, not even a name of one letter', () => {
    for (let round = 0; round < 200; round++) {
      expect(unknownPassword(['x@example.com', 'Jo A. B', '7'])).not.toMatch(/[xab7]/i)
    }
  })

  it('can be made even if a profile leaves no character', () => {
    expect(unknownPassword(['a b c d e f g h i j k l m n o p q r s t u v w x y z', '@', '^', '!', '%'])).toHaveLength(
      72,
    )
  })

  it('is different each time', () => {
    expect(new Set(Array.from({ length: 1000 }, () => unknownPassword([]))).size).toBe(1000)
  })

  it('is sent again, longer, if the older policy requires more than 72 characters', async () => {
    const options = { passwordPolicy: 'excellent', password_complexity_options: { min_length: 128 } }
    const connection = { ...newConnection('db', 'auth0'), options }
    const sent: number[] = []
    const set = async (password: string) => {
      sent.push(password.length)
      const weakness = weaknessOf(password, connection, [])
      if (weakness) throw new AnswerError(400, { message: `${weakness.name}: ${weakness.message}` })
      return Promise.resolve('set')
    }
    expect(await withUnknownPassword(['ada@example.com'], set)).toBe('set')
    expect(sent).toEqual([72, 128])
  })

  it('is sent once if Auth0 refuses something else', async () => {
    let calls = 0
    const refused = async () => {
      calls++
      return Promise.reject(new AnswerError(409, { message: 'The user already exists.' }))
    }
    await expect(withUnknownPassword([], refused)).rejects.toThrow('The user already exists.')
    expect(calls).toBe(1)
  })
})
