import { describe, expect, it } from 'vitest'
import { ownWords, weaknessOf } from '../../../emulator/authentication/password-policy.ts'
import { newConnection } from '../../../emulator/management/connections.ts'

function weakness(password: string, options: object, about: string[] = []) {
  return weaknessOf(password, { ...newConnection('db', 'auth0'), options: { ...options } }, about)
}

describe('a password', () => {
  it.each([
    ['none', 'a'],
    ['low', 'aaaaaa'],
    ['fair', 'aaaaaaA1'],
    ['good', 'aaaaaaA1'],
    ['good', 'aaaaaa1!'],
    ['excellent', 'aabbaabbA1'],
  ])('is strong enough for the policy %s: %s', (passwordPolicy, password) => {
    expect(weakness(password, { passwordPolicy })).toBeUndefined()
  })

  it.each([
    ['none', '', 'nonEmpty'],
    ['low', 'aaaaa', 'lengthAtLeast'],
    ['fair', 'aaaaaaa1', 'shouldContain'],
    ['good', 'aaaaaaa1', 'containsAtLeast'],
    ['excellent', 'aaabbbbbA1', 'identicalChars'],
  ])('is too weak for the policy %s: "%s" (%s)', (passwordPolicy, password, code) => {
    const found = weakness(password, { passwordPolicy })
    expect(found?.code).toBe('invalid_password')
    const { rules } = found?.description as { rules: { code: string; verified: boolean }[] }
    expect(rules.filter(({ verified }) => !verified).map((rule) => rule.code)).toEqual([code])
  })

  it('is explained in words', () => {
    expect(weakness('short', { passwordPolicy: 'good' })?.policy).toBe(
      [
        '* At least 8 characters in length',
        '* Contain at least 3 of the following 4 types of characters:',
        ' * lower case letters (a-z)',
        ' * upper case letters (A-Z)',
        ' * numbers (i.e. 0-9)',
        ' * special characters (e.g. !@#$%^&*)',
      ].join('\n'),
    )
  })

  it.each([
    ['its length', { min_length: 15 }, 'fourteen-chars'],
    ['a kind of character', { character_types: ['uppercase'] }, 'lower'],
    ['a sequence', { sequential_characters: 'block' }, 'xabcx'],
    ['a sequence backwards', { sequential_characters: 'block' }, 'x321x'],
    ['more bytes than bcrypt reads', { max_length_exceeded: 'error' }, `${'é'.repeat(36)}x`],
    ['a repetition', { identical_characters: 'block' }, 'aaab'],
  ])('is checked by password_options if a connection has them: %s', (_, complexity, password) => {
    expect(weakness(password, { password_options: { complexity } })?.code).toBe('invalid_password')
  })

  it.each([
    ['other characters end a sequence', { sequential_characters: 'block' }, 'ab-cd 12#34'],
    ['a change of case ends a sequence', { sequential_characters: 'block' }, 'aBc'],
    ['too long a password is cut', { max_length_exceeded: 'truncate' }, 'x'.repeat(100)],
  ])('is accepted by password_options: %s', (_, complexity, password) => {
    expect(weakness(password, { password_options: { complexity } })).toBeUndefined()
  })

  it('must not contain fields that password_options blocks, but may contain others', () => {
    const profile = { email: 'ada@example.com', name: 'Lovelace', user_metadata: { pet: 'Byron' } }
    const blocking = (blocked_fields: string[]) => {
      const options = { password_options: { profile_data: { active: true, blocked_fields } } }
      const connection = { ...newConnection('db', 'auth0'), options }
      return weaknessOf('my-byron-and-ada-1', connection, ownWords(profile, connection))?.name
    }
    expect(blocking(['user_metadata.pet'])).toBe('PasswordNoUserInfoError')
    expect(blocking(['email'])).toBe('PasswordNoUserInfoError')
    expect(blocking(['name'])).toBeUndefined()
  })

  it('is refused if the connection lists it, or if it contains the user’s own name', () => {
    const listed = { password_dictionary: { enable: true, dictionary: ['Password1'] } }
    expect(weakness('password1', listed)?.name).toBe('PasswordDictionaryError')
    const personal = { password_no_personal_info: { enable: true } }
    expect(weakness('I-am-ada-9', personal, ['ada@example.com'])?.name).toBe('PasswordNoUserInfoError')
  })
})
