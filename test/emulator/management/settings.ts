import { isObject, type Json } from '../json.ts'

/**
 * A PATCH of settings that a tenant has only once. Given fields replace old ones, objects are merged one level deep, and
 * null removes a field, also inside an object (recorded traffic of tenants/settings and branding). An object that becomes
 * empty is removed too, because Auth0's OpenAPI document requires a field in each.
 */
export function patchSettings(settings: Json, change: Json): Json {
  const patched = Object.entries({ ...settings, ...change }).map(([field, value]): [string, unknown] => {
    const before = settings[field]
    return [field, withoutNulls(isObject(before) && isObject(value) ? { ...before, ...value } : value)]
  })
  return Object.fromEntries(patched.filter(([, value]) => value !== null))
}

function withoutNulls(value: unknown): unknown {
  if (!isObject(value)) return value
  const fields = Object.entries(value).map(([field, inner]): [string, unknown] => [field, withoutNulls(inner)])
  const kept = fields.filter(([, inner]) => inner !== null)
  return kept.length === 0 && fields.length > 0 ? null : Object.fromEntries(kept)
}
