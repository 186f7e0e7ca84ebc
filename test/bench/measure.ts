/** A figure beside its yardstick. */
export interface Measured {
  name: string
  median: number
  yardstick: number
  unit: 'ms' | 'µs'
  /** The most that `median / yardstick` should be. */
  limit: number
  /** The most that `median` should be, if the figure itself was promised. */
  most?: number
}

type Timing = () => number | Promise<number>

/** Times two things in turn (A B A B …), so that the machine's other work affects both. */
export async function inTurn(
  name: string,
  limit: number,
  unit: 'ms' | 'µs',
  rounds: number,
  a: Timing,
  b: Timing,
): Promise<Measured> {
  const times: { a: number[]; b: number[] } = { a: [], b: [] }
  await a()
  await b()
  for (let round = 0; round < rounds; round++) {
    times.a.push(await a())
    times.b.push(await b())
  }
  return { name, median: middle(times.a), yardstick: middle(times.b), unit, limit }
}

export function middle(times: number[]): number {
  return times.sort((x, y) => x - y)[Math.floor(times.length / 2)] ?? NaN
}

/** What has been over its limit so far. */
export const broken: string[] = []

export function report(title: string, rows: Measured[]): void {
  say(`\n${title}`)
  for (const { name, median, yardstick, unit, limit, most } of rows) {
    const wanted = limit === Infinity ? '' : ` (at most ${limit})`
    const promised = most === undefined ? '' : ` (at most ${most} ${unit})`
    say(
      `  ${(median / yardstick).toFixed(2)}${wanted}  ${median.toFixed(2)} ${unit}${promised} / ${yardstick.toFixed(2)} ${unit}  ${name}`,
    )
    if (median / yardstick > limit || median > (most ?? Infinity)) broken.push(name)
  }
}

/** A figure without a yardstick. */
export function reportAlone(name: string, figure: number, most: number, unit: string): void {
  say(`  ${figure} ${unit} (at most ${most})  ${name}`)
  if (figure > most) broken.push(name)
}

/** A figure without a yardstick that has to be at least this large. */
export function reportAtLeast(name: string, figure: number, least: number, unit: string): void {
  say(`  ${figure} ${unit} (at least ${least})  ${name}`)
  if (!(figure >= least)) broken.push(name)
}

export function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
