import { at } from '../ground/unknown.ts'

/**
 * Whether people may have a password in a database connection. If not, it accepts passkeys only.
 * @param options of the connection, of any shape
 * @see https://auth0.com/docs/authenticate/database-connections/passkeys
 */
export function takesPasswords(options: unknown): boolean {
  return at(options, 'authentication_methods', 'password', 'enabled') !== false
}
