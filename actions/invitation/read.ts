import { INVITATION_KEY, type Invitation } from './invitation.ts'
import { isInvitationId } from './invitation-id.ts'
import { upgradeRecord } from './upgrade.ts'

/** What `invitation` holds: nothing, a request, an invitation, or something unreadable. */
export type Reading =
  | { kind: 'none' }
  | { kind: 'requested' }
  | { kind: 'invitation'; invitation: Invitation }
  | { kind: 'malformed'; problem: string; created_user: boolean }

/**
 * Reads the invitation from app_metadata. Total: it accepts anything and never throws.
 * @param appMetadata event.user.app_metadata or a user's app_metadata, as Auth0 gave it
 */
export function readInvitation(appMetadata: unknown): Reading {
  const stored = own(appMetadata, INVITATION_KEY)
  if (stored === undefined || stored === null) return { kind: 'none' }
  if (!isObject(stored)) return malformed('is not an object', stored)
  if (own(stored, 'state') === 'requested') return { kind: 'requested' }
  const record = upgradeRecord(stored)
  if (record === undefined) return malformed('has an unknown version', stored)
  if (!isInvitation(record)) return malformed(`has no valid ${wrongFieldOf(record)}`, stored)
  return { kind: 'invitation', invitation: record }
}

type Check = (value: unknown) => boolean
const isText: Check = (value) => typeof value === 'string'
const isTexts: Check = (value) => Array.isArray(value) && value.every(isText)
const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value)
const optionalText = optional(isText)

const fieldChecks: { [field in Exclude<keyof Invitation, 'version'>]-?: Check } = {
  id: isInvitationId,
  email: isText,
  state: (value) => value === 'open' || value === 'revoked',
  created_user: (value) => typeof value === 'boolean',
  delivery: (value) => value === 'mail' || value === 'link',
  invited_at: isInstant,
  expires_at: isInstant,
  revoked_at: optional(isInstant),
  blocked_at: optional(isInstant),
  consented_at: optional(isInstant),
  password_ended_at: optional(isInstant),
  expires_on: optionalText,
  expires_soon: optional((value) => typeof value === 'boolean'),
  invited_by: optionalText,
  note: optionalText,
  locale: optionalText,
  time_zone: optionalText,
  client_id: optionalText,
  accept_with: optionalText,
  roles: optional(isTexts),
  roles_given_at: optional(isInstant),
  redirect_to: optionalText,
  context: optionalText,
  sends: (value) => Number.isSafeInteger(value) && Number(value) >= 0,
  last_sent_at: optional(isInstant),
  previous_ids: optional(isTexts),
}

function wrongFieldOf(record: object): string | undefined {
  return Object.entries(fieldChecks).find(([field, check]) => !check(own(record, field)))?.[0]
}

function isInvitation(record: object): record is Invitation {
  return wrongFieldOf(record) === undefined
}

function malformed(problem: string, stored: unknown): Reading {
  return { kind: 'malformed', problem: `invitation ${problem}`, created_user: own(stored, 'created_user') === true }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Whether a value is an instant in the format of the records: ISO 8601 date and time, in UTC or with an offset. */
export function isInstant(value: unknown): value is string {
  return typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value) && !Number.isNaN(Date.parse(value))
}

/** Reads own properties only, so that `__proto__` and the like have no effect in hostile metadata. */
export function own(value: unknown, key: string): unknown {
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined
}
