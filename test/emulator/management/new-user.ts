import { createHash, randomBytes } from 'node:crypto'
import type { Json } from '../json.ts'
import type { Tenant } from '../tenant.ts'
import type { Connection } from './connection.ts'
import { mergeMetadata } from './user-metadata.ts'
import type { User } from './user.ts'

/** Fields that a caller may set; only Auth0 sets the others. */
export const profileFields = ['name', 'nickname', 'given_name', 'family_name', 'picture', 'username'] as const

/** A user of a database or passwordless connection, with what Auth0 adds; not stored yet. @param given by the caller */
export function newUser(tenant: Tenant, { name, strategy }: Connection, given: Json): User {
  const email = String(given['email']).toLowerCase()
  const id = typeof given['user_id'] === 'string' ? given['user_id'] : randomBytes(12).toString('hex')
  const now = tenant.clock.now().toISOString()
  const provider = strategy === 'email' ? 'email' : 'auth0'
  const user: User = {
    user_id: `${provider}|${id}`,
    email,
    email_verified: given['email_verified'] === true,
    ...defaultProfile(email),
    identities: [{ connection: name, user_id: id, provider, isSocial: false }],
    created_at: now,
    updated_at: now,
    ...(typeof given['blocked'] === 'boolean' && { blocked: given['blocked'] }),
    ...texts(given, profileFields),
  }
  mergeMetadata(user, given)
  return user
}

/** What Auth0 shows for somebody of whom it only knows an address. */
export function defaultProfile(email: string): Pick<User, 'name' | 'nickname' | 'picture'> {
  const [local = ''] = email.split('@')
  return { name: email, nickname: local, picture: gravatar(email) }
}

function texts(body: Json, fields: readonly string[]): Json {
  return Object.fromEntries(fields.flatMap((field) => (typeof body[field] === 'string' ? [[field, body[field]]] : [])))
}

function gravatar(email: string): string {
  const hash = createHash('md5').update(email).digest('hex')
  const fallback = encodeURIComponent(`https://cdn.auth0.com/avatars/${email.slice(0, 2)}.png`)
  return `https://s.gravatar.com/avatar/${hash}?s=480&r=pg&d=${fallback}`
}
