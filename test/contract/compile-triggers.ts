// Reads from the table in Auth0's documentation what an Action of each trigger finds: the paths of `event` with their
// types, and the methods of `api`. Prose and limits are left out.

export interface DocumentedTriggers {
  triggers: {
    trigger: string
    version: string
    event: { path: string; type: string }[]
    api: { name: string }[]
  }[]
}

/** @returns by `trigger version`: path or method to type, as test/emulator/actions/documented.json holds it */
export function compileTriggers({ triggers }: DocumentedTriggers): Record<string, Record<string, string>> {
  return Object.fromEntries(
    triggers.map(({ trigger, version, event, api }) => [
      `${trigger} ${version}`,
      Object.fromEntries([
        ...event.map(({ path, type }) => [path, type] as const),
        ...api.map(({ name }) => [name, 'method'] as const),
      ]),
    ]),
  )
}
