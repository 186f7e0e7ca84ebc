import { userAgentOf } from '../../authentication/database.ts'
import { storeNewUser, type RegistrationDenied } from '../../authentication/registration-triggers.ts'
import type { Call } from '../../http/endpoint.ts'
import { record } from '../../logs/record.ts'
import { newUser } from '../../management/new-user.ts'
import { ownValue } from '../../json.ts'
import type { Identity, User } from '../../management/user.ts'
import type { AuthorizationRequest } from '../../authentication/grant.ts'
import type { Client } from '../../management/client.ts'
import type { Connection } from '../../management/connection.ts'
import type { Tenant } from '../../tenant.ts'

/** The user of a passwordless connection who has this address, including linked ones. */
export function holderOfMailbox({ state }: Tenant, { name }: Connection, email: string): User | undefined {
  const isTheirs = (user: User) => (identity: Identity) =>
    identity.connection === name && addressOf(identity, user).toLowerCase() === email.toLowerCase()
  const holder = [...state.users.values()].find((user) => user.identities.some(isTheirs(user)))
  return holder && state.users.get(holder.user_id)
}

/** A linked identity keeps the address that it had. */
function addressOf({ profileData }: Identity, user: User): string {
  const linked = ownValue(profileData, 'email')
  return typeof linked === 'string' ? linked : user.email
}

/**
 * The user for somebody who proved that they can read mail at an address: the existing one, or a new one, whom
 * pre-user-registration Actions may refuse. From then on, the address counts as verified.
 * @returns the deny, already logged, or the user
 * @see https://auth0.com/docs/authenticate/passwordless/authentication-methods/email-otp (How it works)
 */
export async function userOfMailbox(
  call: Call,
  {
    connection,
    client,
    email,
    request,
  }: { connection: Connection; client: Client; email: string; request?: AuthorizationRequest },
): Promise<User | RegistrationDenied> {
  const { tenant, ip } = call
  const known = holderOfMailbox(tenant, connection, email)
  if (known) {
    const [own, ...linked] = known.identities
    if (own?.connection === connection.name) known.email_verified = true
    for (const one of linked) {
      if (one.connection === connection.name) one.profileData = { ...one.profileData, email_verified: true }
    }
    return known
  }
  const user = newUser(tenant, connection, { email, email_verified: true })
  const denied = await storeNewUser(call, { user, connection, client, request })
  if (denied) return denied
  const details = { body: { connection: connection.name, email } }
  record(tenant, { ...{ type: 'ss', user, connection, client, ip, details }, userAgent: userAgentOf(call) })
  return user
}
