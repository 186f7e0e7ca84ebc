/**
 * The properties of part of an event, each of any type; empty if the value is not an object. Unlike `own` for metadata,
 * this includes inherited properties: only Auth0 makes events, and how it does so is undocumented.
 */
export function partsOf(value: unknown): Readonly<Record<string, unknown>> {
  return hasParts(value) ? value : {}
}

function hasParts(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
