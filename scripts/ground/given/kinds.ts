import { isDate } from 'node:util/types'
import type { ProblemCode } from '../../../actions/invitation/request.ts'
import { InvitationsError } from '../errors.ts'
import { hasFields, type Kind } from './described.ts'

// What callers may give, kind by kind. Every `parse` accepts any value.

/** Text that can be encoded in UTF-8, which half of a surrogate pair cannot. */
export const text: Kind<string> = {
  wanted: 'text',
  parse: (given) => (typeof given === 'string' && !/\p{Cs}/u.test(given) ? given : undefined),
}

export const flag: Kind<boolean> = {
  wanted: 'true or false',
  parse: (given) => (typeof given === 'boolean' ? given : undefined),
}

/** A number whose range the domain checks, with its own sentence. */
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

/** A fraction of the whole. */
export const part: Kind<number> = {
  wanted: 'a number above 0 and at most 1',
  parse: (given) => (typeof given === 'number' && given > 0 && given <= 1 ? given : undefined),
}

export const instant: Kind<Date> = {
  wanted: 'a valid Date',
  parse: (given) => (isDate(given) && !Number.isNaN(given.getTime()) ? new Date(given.getTime()) : undefined),
}

export const signal: Kind<AbortSignal> = {
  wanted: 'an AbortSignal',
  parse: (given) => (isSignal(given) ? given : undefined),
}

/** Recognized by what it can do, because test runners bring their own class. */
function isSignal(given: unknown): given is AbortSignal {
  if (typeof given !== 'object' || given === null || !('aborted' in given) || !('addEventListener' in given))
    return false
  return typeof given.aborted === 'boolean' && typeof given.addEventListener === 'function'
}

export const texts: Kind<string[]> = {
  wanted: 'a list of texts',
  parse: (given) => listOf(given, (one) => text.parse(one) !== undefined),
}

/** A list in which every text fits. */
export function listOf(given: unknown, fits: (one: unknown) => boolean): string[] | undefined {
  if (!Array.isArray(given)) return undefined
  const list: unknown[] = Array.from(given) // turns holes in the list into undefined
  return list.every((one): one is string => typeof one === 'string' && fits(one)) ? list : undefined
}

/** An object whose values are texts. */
export const textsByName: Kind<Record<string, string>> = {
  wanted: 'an object of texts',
  parse: (given) => {
    if (!hasFields(given)) return undefined
    const entries = Object.entries(given).map(([name, value]: [string, unknown]) => [name, text.parse(value)] as const)
    const good = entries.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]))
    return good.length === entries.length ? Object.fromEntries(good) : undefined
  },
}

/** Variables of an environment. */
export const environment: Kind<Readonly<Record<string, string | undefined>>> = {
  wanted: 'an object of texts by name',
  parse: (given) => (isEnvironment(given) ? given : undefined),
}

function isEnvironment(given: unknown): given is Readonly<Record<string, string | undefined>> {
  return hasFields(given) && Object.values(given).every((value) => value === undefined || typeof value === 'string')
}

export function oneOf<const Value extends string>(...values: readonly Value[]): Kind<Value> {
  return {
    wanted: `one of ${values.join(', ')}`,
    parse: (given) => values.find((value) => value === given),
  }
}

/** A function that is called with a sentence. */
export const listener: Kind<(...said: unknown[]) => void> = {
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

/** A function that refuses by throwing. Untyped code may refuse with `false`, which must not count as a yes. */
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

/** The same kind with another error code. */
export function as<Value>(code: ProblemCode, kind: Kind<Value>, wanted = kind.wanted): Kind<Value> {
  return { ...kind, wanted, code }
}
