/** An instant as the records hold it: ISO 8601 in UTC, to the second. */
export function instant(date: Date): string {
  return date.toISOString().replace(/\.\d+/, '')
}
