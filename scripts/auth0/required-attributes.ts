import { own } from '../../actions/invitation/read.ts'

/**
 * Whether every account of a database connection needs this attribute.
 * @param options of the connection, of any shape
 * @see https://auth0.com/docs/authenticate/database-connections/flexible-identifiers-and-attributes
 * @see https://auth0.com/docs/authenticate/database-connections/require-username
 */
export function isRequired(options: unknown, attribute: 'username' | 'phone_number'): boolean {
  if (attribute === 'username' && own(options, 'requires_username') === true) return true
  const one = own(own(options, 'attributes'), attribute)
  return own(own(one, 'signup'), 'status') === 'required' || own(one, 'profile_required') === true
}
