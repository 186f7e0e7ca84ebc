import { isObject, type Json } from '../state.ts'

/**
 * A PATCH of settings of which a tenant has one set: what is given replaces what was there, objects are merged one
 * level deep, null removes (recorded traffic of tenants/settings and branding).
 */
export function patchSettings(settings: Json, change: Json): Json {
  const patched = Object.entries({ ...settings, ...change }).map(([field, value]): [string, unknown] => {
    const before = settings[field]
    return isObject(before) && isObject(value) ? [field, { ...before, ...value }] : [field, value]
  })
  return Object.fromEntries(patched.filter(([, value]) => value !== null))
}
