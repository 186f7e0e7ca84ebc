import { defaultProfile } from '../../management/new-user.ts'
import type { Connection } from '../../management/connection.ts'
import type { Identity, User } from '../../management/user.ts'
import type { Json } from '../../json.ts'
import type { Tenant } from '../../tenant.ts'
import { identityAt, isTrusted } from './strategies.ts'

/** What a provider says about somebody. */
export interface ProviderProfile {
  /** The person's id at the provider. */
  id: string
  email: string
  email_verified: boolean
  /** Names and a picture, if it has them. */
  more: Partial<Record<(typeof nameFields)[number], string>>
}

export const nameFields = ['name', 'nickname', 'given_name', 'family_name', 'picture'] as const

/**
 * The user for somebody who comes back from a provider. It is made at the first sign-in, without any registration trigger,
 * and updated at later ones. An account that the identity is linked to keeps its own profile; what the provider says goes
 * to the identity.
 * @see https://auth0.com/docs/manage-users/user-accounts/user-profiles/configure-connection-sync-with-auth0
 */
export function userFromProvider(tenant: Tenant, connection: Connection, said: ProviderProfile): User {
  const identity = identityAt(connection, said.id)
  const profile = {
    ...{ email: said.email, email_verified: isTrusted(connection, said.email_verified) },
    ...said.more,
  }
  const user = holderOf(tenant, identity)
  if (user === undefined) return makeUser(tenant, identity, profile)
  const [own, ...linked] = user.identities
  const asLinked = linked.find((one) => isSame(one, identity))
  if (asLinked && !(own && isSame(own, identity))) {
    asLinked.profileData = { ...asLinked.profileData, ...profile }
  } else if (syncOf(connection) === 'on_each_login') {
    Object.assign(user, profile)
    user.updated_at = tenant.clock.now().toISOString()
    tenant.state.users.set(user.user_id, user)
  }
  return user
}

/** When the provider's profile is copied; by default, at each sign-in. */
export function syncOf({ options }: Connection): string {
  const setting = options['set_user_root_attributes']
  return typeof setting === 'string' ? setting : 'on_each_login'
}

/** The user who has this identity, including linked ones. */
function holderOf({ state }: Tenant, identity: Identity): User | undefined {
  const holder = [...state.users.values()].find(({ identities }) => identities.some((one) => isSame(one, identity)))
  return holder && state.users.get(holder.user_id)
}

function isSame(one: Identity, other: Identity): boolean {
  return one.provider === other.provider && one.user_id === other.user_id
}

function makeUser(
  tenant: Tenant,
  identity: Identity,
  profile: Json & { email: string; email_verified: boolean },
): User {
  const now = tenant.clock.now().toISOString()
  const user: User = {
    user_id: `${identity.provider}|${identity.user_id}`,
    ...defaultProfile(profile.email),
    ...profile,
    identities: [identity],
    created_at: now,
    updated_at: now,
  }
  tenant.state.users.set(user.user_id, user)
  return user
}
