import { managementError } from '../http/answers.ts'
import type { Call } from '../http/endpoint.ts'
import { isObject, type Json } from '../json.ts'
import type { User } from './user.ts'

const kinds = ['app_metadata', 'user_metadata'] as const

/** How large both kinds of metadata may be together, in bytes of JSON (docs: manage-users/user-accounts/metadata). */
const MOST_BYTES = 10_240

/**
 * Metadata in the body must not be too large. Sources have the rules, but not the words of the answers.
 * @param user whose metadata it goes into; absent for a new one
 * @see https://auth0.com/docs/manage-users/user-accounts/metadata/metadata-fields-data
 */
export function requireMetadataFits({ body }: Call, user?: User): void {
  for (const kind of kinds) {
    const field = fieldWithBadName(body[kind])
    if (field === undefined) continue
    const reason = `Property name ${field} may not contain . or $`
    throw managementError(400, `Payload validation error: '${reason}' on property ${kind}.`, 'invalid_body')
  }
  if (!fits(body, user)) {
    throw managementError(400, `Payload validation error: '${tooMuchMetadata}'.`, 'invalid_body')
  }
}

export const tooMuchMetadata = `Metadata of a user is limited to ${MOST_BYTES} bytes`

/** Whether a user's metadata stays small enough after these changes are merged. */
export function fits(change: Json, user?: Pick<User, (typeof kinds)[number]>): boolean {
  if (!kinds.some((kind) => isObject(change[kind]))) return true
  const merged: Pick<User, (typeof kinds)[number]> = {
    ...(user?.app_metadata && { app_metadata: user.app_metadata }),
    ...(user?.user_metadata && { user_metadata: user.user_metadata }),
  }
  mergeMetadata(merged, change)
  return Buffer.byteLength(JSON.stringify(merged)) <= MOST_BYTES
}

/**
 * Only properties at the root are merged. Null removes one, and an empty object clears all of them.
 * @see https://auth0.com/docs/manage-users/user-accounts/metadata/manage-metadata-api
 */
export function mergeMetadata(user: Pick<User, 'app_metadata' | 'user_metadata'>, change: Json): void {
  for (const kind of ['app_metadata', 'user_metadata'] as const) {
    const given = change[kind]
    if (typeof given !== 'object' || given === null) continue
    const kept = Object.keys(given).length === 0 ? {} : user[kind]
    const merged = Object.entries({ ...kept, ...given }).filter(([, value]) => value !== null)
    user[kind] = Object.fromEntries(merged)
  }
}

function fieldWithBadName(value: unknown): string | undefined {
  if (Array.isArray(value)) return value.map(fieldWithBadName).find((found) => found !== undefined)
  if (!isObject(value)) return undefined
  return Object.entries(value)
    .map(([field, inner]) => (/[.$]/.test(field) ? field : fieldWithBadName(inner)))
    .find((found) => found !== undefined)
}
