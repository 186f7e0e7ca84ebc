/** Hours when nobody is mailed, in minutes after midnight. If `from` is later than `to`, they include midnight. */
export interface QuietHours {
  /** The first quiet minute. */
  from: number
  /** The first minute that is not quiet any more. */
  to: number
}

const MINUTE_MS = 60_000

/** Reads hours like `20:00-08:00`. @returns undefined for anything else, and if no minute of the day would be left */
export function readQuietHours(text: string): QuietHours | undefined {
  const [, ...parts] = /^([01]?\d|2[0-3]):([0-5]\d)-([01]?\d|2[0-3]):([0-5]\d)$/.exec(text.replaceAll(' ', '')) ?? []
  const [fromHour = NaN, fromMinute = NaN, toHour = NaN, toMinute = NaN] = parts.map(Number)
  const quiet = { from: fromHour * 60 + fromMinute, to: toHour * 60 + toMinute }
  return Number.isNaN(quiet.to) || quiet.from === quiet.to ? undefined : quiet
}

/**
 * When the current quiet hours end, by the local clock. If clocks are put forward or back meanwhile, an hour too early
 * or too late.
 * @param timeZone IANA name
 * @returns undefined outside quiet hours
 */
export function quietUntil(quiet: QuietHours, now: Date, timeZone: string): Date | undefined {
  const minuteOfDay = clockIn(timeZone)
  if (!isQuiet(quiet, minuteOfDay(now))) return undefined
  let end = Math.floor(now.getTime() / MINUTE_MS) * MINUTE_MS
  do end += MINUTE_MS
  while (isQuiet(quiet, minuteOfDay(new Date(end))))
  return new Date(end)
}

function isQuiet({ from, to }: QuietHours, minute: number): boolean {
  return from < to ? from <= minute && minute < to : from <= minute || minute < to
}

/** The local time in minutes after midnight. */
function clockIn(timeZone: string): (at: Date) => number {
  const format = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  return (at) => {
    const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]))
    return (part['hour'] ?? NaN) * 60 + (part['minute'] ?? NaN)
  }
}
