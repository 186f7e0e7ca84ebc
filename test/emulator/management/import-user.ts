import { storeNewUser } from '../authentication/registration-triggers.ts'
import type { Call } from '../http/endpoint.ts'
import { reasonOf } from '../openapi/message.ts'
import { validatorFor } from '../openapi/validate.ts'
import { ownValue, type Json } from '../json.ts'
import type { Connection } from './connection.ts'
import type { User } from './user.ts'
import type { Tenant } from '../tenant.ts'
import { newUser, profileFields } from './new-user.ts'
import { importedUserSchema } from './imported-user-schema.ts'

/** What is wrong with one user of an import: one of the documented codes, a sentence, and where. */
export interface ImportProblem extends Json {
  code: string
  message: string
  path?: string
}

/** Auth0's codes for what a validator finds (docs: manage-users/user-migration/bulk-user-imports, "failed entries"). */
const codes: Readonly<Record<string, string>> = {
  type: 'INVALID_TYPE',
  format: 'INVALID_FORMAT',
  enum: 'ENUM_MISMATCH',
  required: 'OBJECT_REQUIRED',
  pattern: 'PATTERN',
  minLength: 'MIN_LENGTH',
  maxLength: 'MAX_LENGTH',
  minimum: 'MINIMUM',
  maximum: 'MAXIMUM',
  minItems: 'ARRAY_LENGTH_SHORT',
  maxItems: 'ARRAY_LENGTH_LONG',
  anyOf: 'ANY_OF_MISSING',
  not: 'NOT_PASSED',
  additionalProperties: 'OBJECT_ADDITIONAL_PROPERTIES',
}

/** Quoted in a community thread on the errors of bulk imports (102951): "Error in <path> property - <reason>". */
export function problemsOfImport(user: unknown): ImportProblem[] {
  const validate = validatorFor(importedUserSchema, importedUserSchema)
  if (validate(user)) return []
  const errors = validate.errors ?? []
  return errors
    .filter(({ keyword, schemaPath }) => keyword in codes && !schemaPath.includes('/not/'))
    .map((error) => {
      const path = error.instancePath
        .slice(1)
        .replace(/\/(\d+)/g, '[$1]')
        .replaceAll('/', '.')
      const reason = reasonOf(error, errors)
      const message = path === '' ? reason : `Error in ${path} property - ${reason}`
      return { code: codes[error.keyword] ?? 'NOT_PASSED', message, ...(path !== '' && { path }) }
    })
}

export interface ImportOptions {
  connection: Connection
  isUpsert: boolean
  /** Keyed by what identifies them, as they were when the job began. */
  accounts: Map<string, User>
}

/** Stores one valid user. @returns what was done, or why it was not done */
export async function importUser(
  call: Call,
  given: Json,
  { connection, isUpsert, accounts }: ImportOptions,
): Promise<'inserted' | 'updated' | ImportProblem[]> {
  const { tenant } = call
  const existing = accountKeys(given)
    .map((key) => accounts.get(key))
    .find((account) => account !== undefined)
  if (existing === undefined) return insert(call, given, connection)
  if (!isUpsert) {
    return [{ code: 'DUPLICATED_USER', message: 'The user already exist and upsert parameter is false' }]
  }
  if (existing.email !== String(given['email']).toLowerCase()) {
    return [{ code: 'CONFLICT', message: 'The user_id or username belongs to another user' }]
  }
  update(tenant, existing.user_id, given)
  return 'updated'
}

/** Imported users have no known password. A switch decides whether registration triggers run. */
async function insert(call: Call, given: Json, connection: Connection): Promise<'inserted' | ImportProblem[]> {
  const { tenant } = call
  const user = newUser(tenant, connection, given)
  if (given['picture'] === undefined) user.picture = user.picture.replace('s.gravatar.com', 'secure.gravatar.com')
  if (tenant.assumed['imports-run-registration-triggers'] === 'yes') {
    if (await storeNewUser(call, { user, password: '', connection })) {
      return [{ code: 'NOT_PASSED', message: 'Sandbox error' }]
    }
    tenant.state.passwords.delete(user.user_id)
  } else {
    tenant.state.users.set(user.user_id, user)
  }
  return 'inserted'
}

/** Metadata is overwritten, not merged (docs: manage-users/user-migration/bulk-user-imports, "upsert"). */
function update(tenant: Tenant, userId: string, given: Json): void {
  const user = tenant.state.users.get(userId)
  if (user === undefined) return
  const upsertable = [...profileFields, 'email_verified', 'blocked', 'app_metadata', 'user_metadata']
  const changes = Object.entries(given).filter(([field]) => upsertable.includes(field) && field !== 'username')
  Object.assign(user, Object.fromEntries(changes), { updated_at: tenant.clock.now().toISOString() })
}

/** What identifies an account. Two with one of these in common are the same. */
export function accountKeys(given: unknown): string[] {
  return ['email', 'username', 'user_id'].flatMap((field) => {
    const value = ownValue(given, field)
    return typeof value === 'string' ? [`${field} ${value.toLowerCase()}`] : []
  })
}

/** The users of a connection, keyed by everything that identifies them. */
export function accountsOf({ state }: Tenant, connection: string): Map<string, User> {
  const inConnection = [...state.users.values()].filter(({ identities }) =>
    identities.some((identity) => identity.connection === connection),
  )
  return new Map(inConnection.flatMap((user) => keysOfUser(user).map((key) => [key, user])))
}

function keysOfUser(user: User): string[] {
  return accountKeys({ ...user, user_id: user.user_id.slice(user.user_id.indexOf('|') + 1) })
}

/** A user as shown in the errors of a job. */
export function redacted(user: Json): Json {
  if (typeof user !== 'object' || user === null) return { user }
  const hidden = ['password_hash', 'custom_password_hash'].filter((field) => field in user)
  return { ...user, ...Object.fromEntries(hidden.map((field) => [field, '*****'])) }
}
