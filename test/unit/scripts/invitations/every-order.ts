import type { Fate, Gate } from './one-account.ts'

/** Something that makes calls one after the other, each through its gate. */
export type Process<Result> = (gate: Gate) => Promise<Result>

/** How a process ended, and at which steps it began and ended. */
export interface Ended<Result> {
  result?: Result
  failure?: unknown
  beganAt: number
  endedAt: number
}

/** One order: the choice at each step, for a failure's message. */
export interface Order<Result> {
  steps: string[]
  ended: Ended<Result>[]
}

interface Options {
  /** Writes that get lost or come late, at most in one order. */
  faults: number
  /** Called before every step. */
  step?: () => void
}

/**
 * Runs some processes in every order of their calls, each time from the beginning. A process begins with its first call.
 * @param begin makes a new world, and the processes in it
 * @param check is called after every order, with the world as it is then
 * @returns how many orders there were
 */
export async function everyOrder<World, Result>(
  begin: () => { world: World; processes: Process<Result>[] } & Options,
  check: (world: World, order: Order<Result>) => Promise<void> | void,
): Promise<number> {
  const chosen: number[] = []
  for (let count = 1; ; count++) {
    const options: number[] = []
    const { world, ...run } = begin()
    const order = await runOnce(run, (possible) => {
      options.push(possible)
      return chosen[options.length - 1] ?? 0
    })
    await check(world, order)
    // Everything above happens in one turn of the event loop; timers that calls set are cleared between turns.
    if (count % 100 === 0) await new Promise((resolve) => setImmediate(resolve))
    for (let at = 0; at < options.length; at++) chosen[at] ??= 0
    chosen.length = options.length
    while (chosen.length > 0 && (chosen.at(-1) ?? 0) + 1 >= (options[chosen.length - 1] ?? 0)) chosen.pop()
    if (chosen.length === 0) return count
    chosen[chosen.length - 1] = (chosen.at(-1) ?? 0) + 1
  }
}

interface Waiting {
  kind: 'read' | 'write'
  isPossible: () => boolean
  goOn: (fate: Fate) => void
}

async function runOnce<Result>(
  { processes, faults, step }: { processes: Process<Result>[] } & Options,
  choose: (possible: number) => number,
): Promise<Order<Result>> {
  const steps: string[] = []
  const ended: Ended<Result>[] = []
  const waiting: (Waiting | 'not begun' | 'ended')[] = processes.map(() => 'not begun')
  const late: (() => void)[] = []
  let faultsLeft = faults
  let settled: () => void = () => undefined

  const gateOf =
    (index: number): Gate =>
    (kind, isPossible = () => true) =>
      new Promise((goOn) => {
        waiting[index] = { kind, isPossible, goOn }
        settled()
      })
  const untilSettled = (act: () => void) =>
    new Promise<void>((resolve) => {
      settled = resolve
      act()
    })
  const launch = (index: number) => {
    const one: Ended<Result> = { beganAt: steps.length, endedAt: Infinity }
    ended[index] = one
    void processes[index]?.(gateOf(index)).then(
      (result) => finish(index, { ...one, result }),
      (failure: unknown) => finish(index, { ...one, failure }),
    )
  }
  const finish = (index: number, one: Ended<Result>) => {
    ended[index] = { ...one, endedAt: steps.length }
    waiting[index] = 'ended'
    settled()
  }

  const firstCall = async (index: number) => {
    const state = waiting[index]
    if (typeof state === 'object') await untilSettled(() => state.goOn('done'))
  }

  for (;;) {
    const possible: [label: string, act: () => Promise<void> | void][] = []
    for (const [index, state] of waiting.entries()) {
      if (state === 'ended') continue
      if (state === 'not begun') {
        // It begins with its first call, which is done: before that, nobody could notice it.
        possible.push([`${index} begins`, () => untilSettled(() => launch(index)).then(() => firstCall(index))])
        continue
      }
      if (!state.isPossible()) continue
      possible.push([`${index} ${state.kind}s`, () => untilSettled(() => state.goOn('done'))])
      if (state.kind === 'read' || faultsLeft === 0) continue
      possible.push([`${index}'s write is lost`, () => (faultsLeft--, untilSettled(() => state.goOn('lost')))])
      const isLate = { late: (apply: () => void) => void late.push(apply) }
      possible.push([`${index}'s write is late`, () => (faultsLeft--, untilSettled(() => state.goOn(isLate)))])
    }
    if (late.length > 0) possible.push(['the late write arrives', () => late.shift()?.()])
    if (possible.length === 0) return { steps, ended }
    const [label, act] = possible[possible.length === 1 ? 0 : choose(possible.length)] ?? ['', () => undefined]
    steps.push(label)
    step?.()
    await act()
  }
}
