/** JSON of two levels with one entry a line, so that a diff is readable. */
export function oneEntryPerLine(facts: object): string {
  const parts = Object.entries(facts).map(([part, entries]: [string, object]) => {
    const lines = Object.entries(entries).map(([name, entry]) => `${JSON.stringify(name)}:${JSON.stringify(entry)}`)
    return `${JSON.stringify(part)}:{\n${lines.join(',\n')}\n}`
  })
  return `{\n${parts.join(',\n')}\n}\n`
}
