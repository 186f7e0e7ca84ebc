/**
 * The parts of a part of an event, of whatever type each is; none where it is no object. Inherited ones count, unlike
 * `own` of metadata: only Auth0 makes events, and how is documented nowhere.
 */
export function partsOf(value: unknown): Readonly<Record<string, unknown>> {
  return hasParts(value) ? value : {}
}

function hasParts(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
