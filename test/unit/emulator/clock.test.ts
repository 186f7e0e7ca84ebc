import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { Clock } from '../../emulator/clock.ts'

describe('the clock of the local tenant', () => {
  it('is the only one that it reads, except in these files', () => {
    const reading =
      /\bDate\.now\(\)|\bnew Date\(\)|\bDate\(\)|\bperformance\.now\(|\bset(Timeout|Interval)\(|setIssuedAt\(\)/
    const sources = readdirSync('test/emulator', { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => `test/emulator/${file}`)
    const files = sources.filter((file) => reading.test(readFileSync(file, 'utf8')))
    expect(files.sort()).toEqual([
      'test/emulator/actions/action-cache.ts', // runs in the process of Actions, whose Date is the tenant's
      'test/emulator/actions/action-process.ts', // sets that Date
      'test/emulator/actions/redirect-token.ts', // runs in it, too
      'test/emulator/certificate.ts', // the machines that call check certificates
      'test/emulator/clock.ts',
      'test/emulator/local/faults.ts', // a slow network is slow for the machine that calls
      'test/emulator/main.ts', // watches whether npm still runs
    ])
  })

  it('can be set, and goes on from there', () => {
    const clock = new Clock()
    clock.set(new Date('2030-01-01T00:00:00Z'))
    clock.advance(3600)
    expect(clock.now().toISOString().slice(0, 13)).toBe('2030-01-01T01')
  })

  it('ends a wait at once if it is set beyond the instant', async () => {
    const clock = new Clock()
    const inAnHour = clock.until(new Date(clock.now().getTime() + 3_600_000), 'tea')
    await clock.untilAwaited('tea')
    clock.advance(3600)
    await inAnHour.reached
  })

  it('says when somebody waits, asked before or after', async () => {
    const clock = new Clock()
    const told = clock.untilAwaited('tea')
    const waiting = clock.until(new Date(clock.now().getTime() + 3_600_000), 'tea')
    await told
    await clock.untilAwaited('tea')
    waiting.cancel()
  })

  it('counts skipped time as passed, and never goes back', () => {
    const clock = new Clock()
    const before = clock.elapsedMs()
    clock.advance(3600)
    clock.advance(-7200)
    expect(clock.elapsedMs() - before).toBeGreaterThanOrEqual(3_600_000)
  })
})
