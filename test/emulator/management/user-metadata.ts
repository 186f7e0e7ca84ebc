import { managementError } from '../http/answers.ts'
import type { Call } from '../http/endpoint.ts'
import { isObject, type User } from '../state.ts'
import { mergeMetadata } from './users.ts'

const kinds = ['app_metadata', 'user_metadata'] as const

/** What both kinds of a user may hold together, in bytes of JSON (docs: manage-users/user-accounts/metadata). */
const MOST_BYTES = 10_240

/**
 * Metadata that the body gives must fit. No source has the answers' words, only the rules.
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
  if (!kinds.some((kind) => isObject(body[kind]))) return
  const merged: Pick<User, (typeof kinds)[number]> = {
    ...(user?.app_metadata && { app_metadata: user.app_metadata }),
    ...(user?.user_metadata && { user_metadata: user.user_metadata }),
  }
  mergeMetadata(merged, body)
  if (Buffer.byteLength(JSON.stringify(merged)) > MOST_BYTES) {
    const reason = `Metadata of a user is limited to ${MOST_BYTES} bytes`
    throw managementError(400, `Payload validation error: '${reason}'.`, 'invalid_body')
  }
}

function fieldWithBadName(value: unknown): string | undefined {
  if (Array.isArray(value)) return value.map(fieldWithBadName).find((found) => found !== undefined)
  if (!isObject(value)) return undefined
  return Object.entries(value)
    .map(([field, inner]) => (/[.$]/.test(field) ? field : fieldWithBadName(inner)))
    .find((found) => found !== undefined)
}
