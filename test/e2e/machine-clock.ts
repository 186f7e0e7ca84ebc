import { vi } from 'vitest'

const RealDate = Date

/**
 * Gives this process, and so the program that runs in it, another clock.
 * @param aheadMs how far it is ahead of the real one; called each time the clock is read
 */
export function setMachineClock(aheadMs: () => number): void {
  const now = () => RealDate.now() + aheadMs()
  const shifted = new Proxy(RealDate, {
    construct: (target, args, self) => Reflect.construct(target, args.length === 0 ? [now()] : args, self) as object,
    get: (target, name) => (name === 'now' ? now : (Reflect.get(target, name) as unknown)),
  })
  vi.stubGlobal('Date', shifted)
}

/** Puts the clock of the machine back. */
export function resetMachineClock(): void {
  vi.unstubAllGlobals()
}

/** The real time in ms, whatever the clock says. */
export function realNowMs(): number {
  return RealDate.now()
}
