import { isObject, type Json } from '../state.ts'

/**
 * A PATCH of settings of which a tenant has one set: what is given replaces what was there, objects are merged one
 * level deep, null removes, inside an object too (recorded traffic of tenants/settings and branding).
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
  const kept = Object.entries(value).filter(([, inner]) => inner !== null)
  return Object.fromEntries(kept.map(([field, inner]) => [field, withoutNulls(inner)]))
}
