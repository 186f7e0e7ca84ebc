import { randomBytes } from 'node:crypto'
import { isTooWeakPassword } from './failures.ts'

/** bcrypt reads this many bytes. The newer policy can require as many characters, and can refuse more. */
const LENGTH = 72
/** The older policy (`password_complexity_options`) can require this many (Auth0's OpenAPI document). */
const LONGEST = 128

const kinds = ['abcdefghijklmnopqrstuvwxyz', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', '0123456789']
/** All four are in Auth0's policies and rare in names. */
const special = '@^!%'

/**
 * A password that nobody will ever know, since the invitee chooses one: about 280 random bits. It passes any policy
 * that Auth0 supports, without reading it: a special character stands between any two others, so it contains no words,
 * sequences or repetitions.
 * @param about texts of the user's profile: the password contains none of them, nor parts of them
 * @see https://auth0.com/docs/authenticate/database-connections/flexible-password-policy
 */
export function unknownPassword(about: readonly (string | undefined)[], length = LENGTH): string {
  const words = wordsIn(about)
  const letters = Array.from(words).filter((word) => word.length === 1)
  const without = (characters: string) => {
    const allowed = letters.reduce(
      (left, letter) => left.replaceAll(letter, '').replaceAll(letter.toUpperCase(), ''),
      characters,
    )
    return allowed === '' ? characters : allowed // a profile may use up a whole kind of character
  }
  const [ofKind, specials] = [kinds.map(without), without(special)]
  const all = ofKind.join('')
  for (let tries = 1; ; tries++) {
    const chance = new Chance()
    let password = ''
    for (let pair = 0; pair < length / 2; pair++) password += chance.of(ofKind[pair] ?? all) + chance.of(specials)
    const folded = password.toLowerCase()
    const isClean = Array.from(words).every((word) => !folded.includes(word))
    if (isClean || tries === 100) return password
  }
}

/**
 * Makes a call that sets such a password. If the tenant's older policy requires more characters than bcrypt reads,
 * Auth0 refuses the call without doing anything. It is then made again with the longest password that a policy can
 * require.
 */
export async function withUnknownPassword<Result>(
  about: readonly (string | undefined)[],
  call: (password: string) => Promise<Result>,
): Promise<Result> {
  try {
    return await call(unknownPassword(about))
  } catch (failure) {
    if (!isTooWeakPassword(failure)) throw failure
    return call(unknownPassword(about, LONGEST))
  }
}

/** Random characters from few calls for random bytes. A call for each would take longer than all else. */
class Chance {
  #bytes = randomBytes(256)
  #next = 0

  /** Every character is equally likely: bytes that would favour the first ones are skipped. */
  of(characters: string): string {
    const most = 256 - (256 % characters.length)
    for (;;) {
      if (this.#next === this.#bytes.length) [this.#bytes, this.#next] = [randomBytes(256), 0]
      const byte = this.#bytes[this.#next++] ?? 0
      if (byte < most) return characters.charAt(byte % characters.length)
    }
  }
}

/** The texts and their parts, including the part of an address before the @; in lower case. */
function wordsIn(about: readonly (string | undefined)[]): Set<string> {
  const texts = about.flatMap((text = '') => [text, text.split('@')[0] ?? '', ...text.split(/[^\p{L}\p{N}]+/u)])
  return new Set(texts.map((text) => text.trim().toLowerCase()).filter((text) => text !== ''))
}
