/**
 * A part of an event, of whatever type it is: undefined where nothing is, or where something on the way is no object.
 * Inherited ones count, unlike `own` of metadata: only Auth0 makes events, and how is documented nowhere.
 */
export function partOf(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((part, key) => {
    const hasParts = typeof part === 'object' && part !== null
    return hasParts ? Reflect.get(part, key) : undefined
  }, value)
}
