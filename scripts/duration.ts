const secondsPer: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 }

/**
 * Reads a span of time like 90s, 30m, 24h, 7d or 2w.
 * @returns seconds, or NaN when it is none
 */
export function readDuration(text: string): number {
  const [, count, unit] = /^(\d{1,9})([smhdw])$/.exec(text.trim()) ?? []
  return count === undefined || unit === undefined ? NaN : Number(count) * (secondsPer[unit] ?? NaN)
}
