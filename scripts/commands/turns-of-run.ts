import { Turns, type Waiting } from '../invitations/surroundings.ts'
import type { Call } from './command.ts'
import type { Output } from './telling/output.ts'
import { sayHeld } from './telling/waiting.ts'

export type { Waiting }

/**
 * The turns of one run. For each tenant they are the same, however often a command asks.
 * @param waiting how calls wait; default: with the machine's clock
 */
export function turnsOfRun(waiting: Waiting | undefined, output: Output): Call['turnsAt'] {
  const byDomain = new Map<string, Turns>()
  return (domain, share) => {
    const known = byDomain.get(domain)
    const turns = known ?? new Turns({ share, waiting, told: (held) => output.waiting(sayHeld(held)) })
    byDomain.set(domain, turns)
    return turns
  }
}
