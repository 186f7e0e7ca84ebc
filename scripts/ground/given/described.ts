import type { ProblemCode } from '../../../actions/invitation/request.ts'
import { InvitationsError } from '../errors.ts'

/** What a value must be, said once for the check and for the error. */
export interface Kind<Value> {
  /** Completes the sentence "… must be". */
  wanted: string
  /** The value in the form that the code uses; undefined for a value of another kind. Never throws. */
  parse: (given: unknown) => Value | undefined
  /** Code of the error; default `usage`. */
  code?: ProblemCode
}

/** A kind for each field of an object, optional or not. A missing kind, or an unknown field's, does not compile. */
type Fields<Input> = { readonly [Field in keyof Required<Input>]: Kind<Exclude<Input[Field], undefined>> }

/** An object that comes from outside. */
export interface Described<Input> {
  /** What sentences call it, like "the options of invite". */
  name: string
  fields: Fields<Input>
  /** Fields that must not be left out. */
  needed?: readonly (keyof Input)[]
}

/** One thing that is wrong with a field or with the whole object. */
export interface Misfit<Input> {
  field: keyof Input | undefined
  code: ProblemCode
  message: string
}

/**
 * Reads the described fields of any value in the form that the code uses, and collects everything that is wrong. Never
 * throws. Unknown fields are wrong too: `dryrun: true` must not send a mail.
 * @returns `fitting` without the fields that are wrong; complete if nothing is
 */
export function parse<Input extends object>(
  given: unknown,
  { name, fields, needed = [] }: Described<Input>,
): { fitting: Partial<Input>; misfits: Misfit<Input>[] } {
  const fitting: Partial<Input> = {}
  const misfits: Misfit<Input>[] = []
  const whole = (message: string) => misfits.push({ field: undefined, code: 'usage', message })
  if (!hasFields(given)) {
    whole(`${capital(name)} must be an object, not ${told(given)}.`)
    return { fitting, misfits }
  }
  for (const field of keysOf(fields)) {
    const value = valueOf(given, field)
    const { wanted, parse: parsed, code = 'usage' } = fields[field]
    if (value === undefined && !needed.includes(field)) continue
    const fit = value === undefined ? undefined : parsed(value)
    if (fit !== undefined) fitting[field] = fit
    else misfits.push({ field, code, message: `${String(field)} must be ${wanted}, not ${told(value)}.` })
  }
  const known = Object.keys(fields)
  const others = Object.keys(given).filter((key) => !known.includes(key) && valueOf(given, key) !== undefined)
  for (const key of others) whole(`There is no ${told(key)} in ${name}, only ${known.join(', ')}.`)
  return { fitting, misfits }
}

/**
 * The same, but throws if anything is wrong.
 * @throws InvitationsError with the code of the first misfit and a line for each
 */
export function fitting<Input extends object>(given: unknown, described: Described<Input>): Input {
  const parsed = parse(given, described)
  if (isWhole(parsed)) return parsed.fitting
  const { misfits } = parsed
  throw new InvitationsError(misfits[0]?.code ?? 'usage', misfits.map(({ message }) => message).join('\n'), {
    hint: `Nothing was done. Check what you pass as ${described.name}.`,
  })
}

/** Reads a single value. @throws InvitationsError `usage` */
export function one<Value>(
  given: unknown,
  name: string,
  { wanted, parse: parsed, code = 'usage' }: Kind<Value>,
): Value {
  const value = parsed(given)
  if (value !== undefined) return value
  throw new InvitationsError(code, `${name} must be ${wanted}, not ${told(given)}.`, { hint: 'Nothing was done.' })
}

/** Whether it is an object with fields, of any class: no list, and no Date, which would pass for an empty object. */
export function hasFields(given: unknown): given is object {
  return Object.prototype.toString.call(given) === '[object Object]'
}

/** Describes a value in a few words, on one line. */
export function told(value: unknown): string {
  if (value === null || value === undefined) return String(value)
  if (typeof value === 'string') {
    const printable = value.slice(0, 60).replace(/[\p{Cc}\p{Cs}\p{Bidi_Control}]/gu, '\u{fffd}')
    return `"${printable}${value.length > 60 ? '…' : ''}"`
  }
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (Array.isArray(value)) return 'a list'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}

function isWhole<Input>(parsed: {
  fitting: Partial<Input>
  misfits: Misfit<Input>[]
}): parsed is { fitting: Input & Partial<Input>; misfits: [] } {
  return parsed.misfits.length === 0
}

function keysOf<Input>(fields: Fields<Input>): (keyof Input)[] {
  return Object.keys(fields).filter((key): key is string & keyof Input => Object.hasOwn(fields, key))
}

/** A getter in the caller's object may throw. */
function valueOf(given: object, key: PropertyKey): unknown {
  try {
    return Reflect.get(given, key)
  } catch {
    return null
  }
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`
}
