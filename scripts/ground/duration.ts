const units = [
  { name: 'year', seconds: 31_557_600, written: undefined },
  { name: 'week', seconds: 604_800, written: /^w(eeks?)?$/ },
  { name: 'day', seconds: 86_400, written: /^d(ays?)?$/ },
  { name: 'hour', seconds: 3600, written: /^h((ou)?rs?)?$/ },
  { name: 'minute', seconds: 60, written: /^m(in(ute)?s?)?$/ },
  { name: 'second', seconds: 1, written: /^s(ec(ond)?s?)?$/ },
] as const

/**
 * Reads a span of time like 90s, 30m, 24h, 7d or 2w, or as people write it: `7 days`.
 * @returns seconds, or NaN for anything else
 */
export function readDuration(text: string): number {
  const [, count, word = ''] = /^(\d{1,9}) ?([a-z]+)$/.exec(text.trim().toLowerCase()) ?? []
  const unit = units.find(({ written }) => written?.test(word))
  return count === undefined || unit === undefined ? NaN : Number(count) * unit.seconds
}

const told = units.filter(({ name }) => name !== 'week')

/** A span in the units that fit it, like `10 minutes`, `7 days` or `1 day and 12 hours`. Smaller units are dropped. */
export function tellDuration(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds))
  const first = told.findIndex((unit) => whole >= unit.seconds)
  const [large, small] = first === -1 ? [told.at(-1)] : [told[first], told[first + 1]]
  if (large === undefined) throw new Error('There is no unit.')
  const count = Math.floor(whole / large.seconds)
  const rest = small === undefined || count >= 10 ? 0 : Math.floor((whole - count * large.seconds) / small.seconds)
  const parts = [counted(count, large.name), ...(small !== undefined && rest > 0 ? [counted(rest, small.name)] : [])]
  return parts.join(' and ')
}

function counted(count: number, name: string): string {
  return `${count} ${name}${count === 1 ? '' : 's'}`
}
