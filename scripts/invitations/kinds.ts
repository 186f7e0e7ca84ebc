import { isDate } from 'node:util/types'
import { foldAddress, isAddress } from '../../actions/invitation/address.ts'
import { isInvitationId } from '../../actions/invitation/invitation-id.ts'
import type { QuietHours } from '../../actions/invitation/quiet-hours.ts'
import { LONGEST_TTL_SEC, SHORTEST_TTL_SEC, type ProblemCode } from '../../actions/invitation/request.ts'
import { isUserId } from '../ground/ids.ts'
import { InvitationsError } from '../ground/errors.ts'
import { hasFields, type Kind } from './described.ts'
import type { Note } from './note.ts'

// What callers give, kind by kind. Every `parse` answers whatever it is given.

/** Text that can be written in UTF-8: half a surrogate pair cannot. */
export const text: Kind<string> = {
  wanted: 'text',
  parse: (given) => (typeof given === 'string' && !/\p{Cs}/u.test(given) ? given : undefined),
}

export const flag: Kind<boolean> = {
  wanted: 'true or false',
  parse: (given) => (typeof given === 'boolean' ? given : undefined),
}

/** A number with a range of its own in the domain, which has a sentence for it. */
export const number: Kind<number> = {
  wanted: 'a number',
  parse: (given) => (typeof given === 'number' ? given : undefined),
}

export const seconds: Kind<number> = {
  wanted: 'a number of seconds, 0 or more',
  parse: (given) => (typeof given === 'number' && given >= 0 && given < Infinity ? given : undefined),
}

export const count: Kind<number> = {
  wanted: 'a whole number, 0 or more',
  parse: (given) => (typeof given === 'number' && Number.isSafeInteger(given) && given >= 0 ? given : undefined),
}

/** A part of the whole. */
export const part: Kind<number> = {
  wanted: 'a number above 0 and at most 1',
  parse: (given) => (typeof given === 'number' && given > 0 && given <= 1 ? given : undefined),
}

/** @param shortestSec of an extension, which may be shorter than an invitation */
export function lifetime(shortestSec = SHORTEST_TTL_SEC): Kind<number> {
  return {
    wanted: `a number of seconds from ${shortestSec} to ${LONGEST_TTL_SEC} (30 days)`,
    parse: (given) =>
      typeof given === 'number' && given >= shortestSec && given <= LONGEST_TTL_SEC ? given : undefined,
    code: 'invalid_ttl',
  }
}

export const instant: Kind<Date> = {
  wanted: 'a valid Date',
  parse: (given) => (isDate(given) && !Number.isNaN(given.getTime()) ? new Date(given.getTime()) : undefined),
}

export const signal: Kind<AbortSignal> = {
  wanted: 'an AbortSignal',
  parse: (given) => (isSignal(given) ? given : undefined),
}

/** By what it can do: test runners bring a class of their own. */
function isSignal(given: unknown): given is AbortSignal {
  if (typeof given !== 'object' || given === null || !('aborted' in given) || !('addEventListener' in given))
    return false
  return typeof given.aborted === 'boolean' && typeof given.addEventListener === 'function'
}

export const userId: Kind<string> = {
  wanted: 'the id of an account, like auth0|507f1f77bcf86cd799439020',
  parse: (given) => (isUserId(given) ? given : undefined),
}

export const invitationId: Kind<string> = {
  wanted: 'the id of an invitation: inv_ and 8 to 64 letters, digits or underscores',
  parse: (given) => (isInvitationId(given) ? given : undefined),
}

export const addresses: Kind<string[]> = {
  wanted: 'a list of addresses in lower case',
  parse: (given) => listOf(given, (one) => typeof one === 'string' && isAddress(one) && foldAddress(one) === one),
}

export const texts: Kind<string[]> = {
  wanted: 'a list of texts',
  parse: (given) => listOf(given, (one) => text.parse(one) !== undefined),
}

function listOf(given: unknown, fits: (one: unknown) => boolean): string[] | undefined {
  if (!Array.isArray(given)) return undefined
  const list: unknown[] = Array.from(given) // a list with holes has undefined there
  return list.every((one): one is string => typeof one === 'string' && fits(one)) ? list : undefined
}

/** Texts by name. */
export const textsByName: Kind<Record<string, string>> = {
  wanted: 'an object of texts',
  parse: (given) => {
    if (!hasFields(given)) return undefined
    const entries = Object.entries(given).map(([name, value]: [string, unknown]) => [name, text.parse(value)] as const)
    const good = entries.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]))
    return good.length === entries.length ? Object.fromEntries(good) : undefined
  },
}

export function oneOf<const Value extends string>(...values: readonly Value[]): Kind<Value> {
  return {
    wanted: `one of ${values.join(', ')}`,
    parse: (given) => values.find((value) => value === given),
  }
}

const MINUTES_OF_A_DAY = 24 * 60

/** Hours that never end would be waited for without end. */
export const quietHours: Kind<QuietHours> = {
  wanted: 'hours like {"from":1200,"to":480}, in different minutes of the day from 0 to 1439',
  parse: (given) => {
    if (typeof given !== 'object' || given === null || !('from' in given) || !('to' in given)) return undefined
    const [from, to] = [minute(given.from), minute(given.to)]
    return from === undefined || to === undefined || from === to ? undefined : { from, to }
  },
}

function minute(given: unknown): number | undefined {
  const minutes = count.parse(given)
  return minutes !== undefined && minutes < MINUTES_OF_A_DAY ? minutes : undefined
}

/** A function that hears a sentence. */
export const listener: Kind<Note> = {
  wanted: 'a function',
  parse: (given) => (typeof given === 'function' ? (...said) => void Reflect.apply(given, undefined, said) : undefined),
}

/** A function that is awaited. */
export const callback: Kind<(...args: unknown[]) => Promise<void>> = {
  wanted: 'a function',
  parse: (given) => {
    if (typeof given !== 'function') return undefined
    return async (...args) => {
      await Reflect.apply(given, undefined, args)
    }
  },
}

/** A function that says no by throwing; code without types may say it by `false`, which must not count as a yes. */
export const question: Kind<(...args: unknown[]) => Promise<void>> = {
  wanted: 'a function',
  parse: (given) => {
    if (typeof given !== 'function') return undefined
    return async (...args) => {
      const answer: unknown = await Reflect.apply(given, undefined, args)
      if (answer !== false) return
      throw new InvitationsError('cancelled', 'Cancelled. Nothing was done.', { hint: '' })
    }
  },
}

/** The kind, with another code. */
export function as<Value>(code: ProblemCode, kind: Kind<Value>, wanted = kind.wanted): Kind<Value> {
  return { ...kind, wanted, code }
}
