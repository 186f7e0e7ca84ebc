import { randomBytes } from 'node:crypto'

/**
 * A password that nobody will ever know, since the invitee chooses one: 256 random bits, with every character class and
 * no three equal characters in a row, so that Auth0's strictest policy takes it.
 */
export function unknownPassword(): string {
  for (;;) {
    const password = `aA1!${randomBytes(32).toString('base64url')}`
    if (!/(.)\1\1/.test(password)) return password
  }
}
