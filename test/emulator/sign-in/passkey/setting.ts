import { ownValue } from '../../json.ts'
import type { Connection } from '../../management/connection.ts'

/** Whether a database takes passkeys, which by default none does (docs: authenticate/database-connections/passkeys). */
export function takesPasskeys({ options }: Connection): boolean {
  return ownValue(ownValue(options['authentication_methods'], 'passkey'), 'enabled') === true
}
