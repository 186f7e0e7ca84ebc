import { LONGEST_NAME } from '../../../actions/invitation/request.ts'

// What every rule for addresses and names takes: most rows of a file, which are checked by nothing more.

export const LONGEST_PLAIN_ADDRESS = `${'a'.repeat(51)}@example.com`
export const LONGEST_PLAIN_NAME = 'ÿ'.repeat(LONGEST_NAME)

/** Only what every rule for addresses takes. */
export function isPlainAddress(folded: string): boolean {
  return (
    folded.length <= LONGEST_PLAIN_ADDRESS.length &&
    /^[a-z0-9]+(?:[._+-][a-z0-9]+)*@[a-z0-9]+(?:[.-][a-z0-9]+)*\.[a-z]{2,}$/.test(folded)
  )
}

/** Only what every rule for names takes. */
export function isPlainName(name: string): boolean {
  return name.length <= LONGEST_NAME && /^[A-Za-zÀ-ÖØ-öø-ÿ][A-Za-zÀ-ÖØ-öø-ÿ0-9 ,'-]*$/.test(name)
}
