import { RECORD_VERSION } from './invitation.ts'

type Json = Record<string, unknown>
/** Turns a record of version n into one of version n + 1. */
export type Upgrade = (record: Json) => Json

/** `upgrades[n]` upgrades version n. Empty because only version 1 was ever written. */
export const upgrades: Readonly<Record<number, Upgrade>> = {}

/**
 * Upgrades a record from the version it was written in to `target`.
 * @returns the record in the target version, or undefined if there is no path to it (a newer or unknown version)
 */
export function upgradeRecord(record: Json, target: number = RECORD_VERSION, steps = upgrades): Json | undefined {
  const { version } = record
  if (version === target) return record
  if (typeof version !== 'number') return undefined
  const next = steps[version]?.(record)
  return next?.['version'] === version + 1 ? upgradeRecord(next, target, steps) : undefined
}
