import { ownValue, type Connection } from '../../state.ts'

/** Whether a database takes passkeys, which by default none does (docs: authenticate/database-connections/passkeys). */
export function takesPasskeys({ options }: Connection): boolean {
  return ownValue(ownValue(options['authentication_methods'], 'passkey'), 'enabled') === true
}
