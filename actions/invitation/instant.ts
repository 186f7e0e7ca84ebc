/** An instant in the format of the records: ISO 8601 in UTC, to the second. */
export function instant(date: Date): string {
  return date.toISOString().replace(/\.\d+/, '')
}

/** The instant in ms since 1970. NaN if there is none, so that every comparison with it is false. */
export function msOf(instant: string | undefined): number {
  return instant === undefined ? NaN : Date.parse(instant)
}

/** The instant of something after `earlier`: `now`, or `earlier` itself if the clocks of two machines disagree. */
export function instantAfter(earlier: string, now: Date): string {
  const at = instant(now)
  return Date.parse(at) < Date.parse(earlier) ? earlier : at
}
