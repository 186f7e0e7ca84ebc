import { at } from '../ground/unknown.ts'

/**
 * Whether people may have a password in a database connection; otherwise it takes passkeys alone.
 * @param options of the connection, whatever they are
 * @see https://auth0.com/docs/authenticate/database-connections/passkeys
 */
export function takesPasswords(options: unknown): boolean {
  return at(options, 'authentication_methods', 'password', 'enabled') !== false
}
