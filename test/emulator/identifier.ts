import { randomBytes } from 'node:crypto'

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** A random identifier like Auth0's: a prefix, then letters and digits. */
export function identifier(prefix: string, length: number): string {
  const characters = [...randomBytes(length)].map((byte) => LETTERS[byte % LETTERS.length])
  return prefix + characters.join('')
}
