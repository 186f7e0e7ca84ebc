import { defaultAssumptions, readAssumptions, type Assumed } from './emulator/assumptions.ts'
import { readFacts } from './emulator/facts.ts'

/**
 * The switches of the product's stories: from LOCAL_TENANT_ASSUME (`name=value`, separated by commas), else from the facts
 * file in LOCAL_TENANT_FACTS, else the defaults.
 * @throws if one of the two is wrong
 */
export function assumedByStories(env = process.env): Assumed {
  const facts = readFacts(env['LOCAL_TENANT_FACTS'])
  if (typeof facts === 'string') throw new Error(facts)
  const assumed = readAssumptions((env['LOCAL_TENANT_ASSUME'] ?? '').split(',').filter(Boolean), facts)
  if (typeof assumed === 'string') throw new Error(assumed)
  return assumed
}

/** The same for `--assume`: only what differs from the defaults. */
export function assumeFlags(assumed: Assumed): string[] {
  const usual = Object.entries(defaultAssumptions()).map(([name, value]) => `${name}=${value}`)
  return Object.entries(assumed)
    .map(([name, value]) => `${name}=${value}`)
    .filter((pair) => !usual.includes(pair))
}
