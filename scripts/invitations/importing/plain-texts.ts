import { LONGEST_NAME } from '../../../actions/invitation/request.ts'

// Most addresses and names in a file are of a plain kind that satisfies every rule, so nothing else has to check them.

export const LONGEST_PLAIN_ADDRESS = `${'a'.repeat(51)}@example.com`
export const LONGEST_PLAIN_NAME = 'ÿ'.repeat(LONGEST_NAME)

/** True only for addresses that every rule accepts. */
export function isPlainAddress(folded: string): boolean {
  return (
    folded.length <= LONGEST_PLAIN_ADDRESS.length &&
    /^[a-z0-9]+(?:[._+-][a-z0-9]+)*@[a-z0-9]+(?:[.-][a-z0-9]+)*\.[a-z]{2,}$/.test(folded)
  )
}

/** True only for names that every rule accepts. */
export function isPlainName(name: string): boolean {
  return name.length <= LONGEST_NAME && /^[A-Za-zÀ-ÖØ-öø-ÿ][A-Za-zÀ-ÖØ-öø-ÿ0-9 ,'-]*$/.test(name)
}
