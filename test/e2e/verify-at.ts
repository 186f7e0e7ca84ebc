import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runCommand } from '../run-command.ts'
import type { Ended } from '../run-program.ts'
import { objects, type Stage } from './stage.ts'

/** What stories of `verify` do. Instead of waiting, the tenant's clock goes on. */
export function verifyAt(play: Stage, lasting: Record<string, string> = {}) {
  let passedMs = 0
  const waiting = {
    wait: async (ms: number) => {
      passedMs += ms
      await play.tenant.advance(ms / 1000)
    },
    nowMs: () => passedMs,
    chance: () => 0.5,
  }
  return {
    folder: () => mkdtempSync(join(tmpdir(), 'verify-')),
    /** @param typed the answers to questions, in order; without it, there is no terminal */
    run(args: string[], folder: string, typed?: (question: string) => string): Promise<Ended> {
      const { inbox_url } = play.tenant.description
      const terminal = {
        ask: () => Promise.resolve(true),
        askText: (question: string) => Promise.resolve(typed?.(question) ?? ''),
        waiting,
      }
      const mailbox = args.includes('--mailbox') || args.includes('--clean') ? [] : ['--mailbox', inbox_url]
      return runCommand(['verify', ...mailbox, ...args], { ...play.tenant.settings, ...lasting }, folder, terminal)
    },
  }
}

/** The checks that differ, without those that could not be made as a result. */
export function differing(ended: Ended): string[] {
  return objects(ended)
    .filter(({ type, outcome }) => type === 'check' && outcome === 'differs')
    .map(({ story, check }) => `${String(story)}: ${String(check)}`)
}
