import { randomBytes } from 'node:crypto'
import { isTooWeakPassword } from './failures.ts'

/** bcrypt reads so many bytes: the newer policy can ask for as many characters, and can refuse more. */
const LENGTH = 72
/** The older policy (`password_complexity_options`) can ask for so many (Auth0's OpenAPI document). */
const LONGEST = 128

const kinds = ['abcdefghijklmnopqrstuvwxyz', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', '0123456789']
/** Among those that Auth0's policies name, and rare in names. */
const special = '@^!%'

/**
 * A password that nobody will ever know, since the invitee chooses one: about 280 random bits. It passes every policy that
 * Auth0 can have, without reading it: a special character stands between any two others, so that no word, no sequence and
 * no repetition is in it.
 * @param about texts of the user's profile: none of them, nor a part, is in the password
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
    return allowed === '' ? characters : allowed // a profile that uses up a kind cannot be avoided
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
 * Makes a call that sets such a password. Where the tenant's older policy asks for more characters than bcrypt reads, Auth0
 * refuses the call without doing anything, and it is made again with the longest that a policy can ask for.
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

/** Random characters out of few calls for random bytes: a call for each takes longer than the rest of an invitation. */
class Chance {
  #bytes = randomBytes(256)
  #next = 0

  /** Each with the same chance: bytes that would favour the first ones do not count. */
  of(characters: string): string {
    const most = 256 - (256 % characters.length)
    for (;;) {
      if (this.#next === this.#bytes.length) [this.#bytes, this.#next] = [randomBytes(256), 0]
      const byte = this.#bytes[this.#next++] ?? 0
      if (byte < most) return characters.charAt(byte % characters.length)
    }
  }
}

/** The texts and their parts, of an address the part before the @ too; in lower case. */
function wordsIn(about: readonly (string | undefined)[]): Set<string> {
  const texts = about.flatMap((text = '') => [text, text.split('@')[0] ?? '', ...text.split(/[^\p{L}\p{N}]+/u)])
  return new Set(texts.map((text) => text.trim().toLowerCase()).filter((text) => text !== ''))
}
