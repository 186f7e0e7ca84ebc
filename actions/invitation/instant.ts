/** An instant as the records hold it: ISO 8601 in UTC, to the second. */
export function instant(date: Date): string {
  return date.toISOString().replace(/\.\d+/, '')
}

/** When something was, in ms since 1970. NaN where it never was: no comparison with that is true. */
export function msOf(instant: string | undefined): number {
  return instant === undefined ? NaN : Date.parse(instant)
}

/** The instant of what follows something: `now`, or that of the earlier thing where the clocks of two machines disagree. */
export function instantAfter(earlier: string, now: Date): string {
  const at = instant(now)
  return Date.parse(at) < Date.parse(earlier) ? earlier : at
}
