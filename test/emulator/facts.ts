import { readFileSync } from 'node:fs'
import { assumptions, readAssumptions, type Assumed } from './assumptions.ts'
import { ownValue } from './json.ts'

/** Other fields of a facts file. They are for people; only their types are checked. */
const others: Readonly<Record<string, 'string' | 'object'>> = {
  /** The tenant that was tried out. */
  domain: 'string',
  /** When it was tried out. */
  at: 'string',
  plan: 'string',
  /** Keyed by switch: what was seen there. */
  evidence: 'object',
}

/**
 * How a tenant behaves where Auth0's documentation is silent: the switches, with the values from a facts file,
 * `{"domain","at","plan","assume":{"superseded-link":"expired"},"evidence":{…}}`. Switches that the file does not name have
 * their defaults.
 * @param path the value of LOCAL_TENANT_FACTS; undefined or empty means no file, so only defaults
 * @returns the switches, or a sentence about what is wrong with the file
 */
export function readFacts(path: string | undefined): Assumed | string {
  if (path === undefined || path === '') return readAssumptions([])
  const facts = parsed(path)
  if (typeof facts === 'string') return `LOCAL_TENANT_FACTS names ${path}, ${facts}`
  const problem = problemOf(facts)
  if (problem !== undefined) return `The facts file ${path} ${problem}`
  return readAssumptions(Object.entries(facts['assume'] as object).map(([name, value]) => `${name}=${String(value)}`))
}

/** @returns the file's object, or the end of a sentence that begins with the file's name */
function parsed(path: string): Record<string, unknown> | string {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (failure) {
    const code = ownValue(failure, 'code')
    const reason = code === 'ENOENT' ? 'which does not exist' : `which cannot be read (${String(code)})`
    return `${reason}. Name a facts file, or unset the variable.`
  }
  try {
    const value: unknown = JSON.parse(text)
    if (isObject(value)) return value
  } catch {
    // Reported below.
  }
  return 'which is not a JSON object. Write it again, or unset the variable.'
}

function problemOf(facts: Record<string, unknown>): string | undefined {
  const { assume } = facts
  if (!isObject(assume)) return 'has no object "assume", like {"assume":{"superseded-link":"expired"}}.'
  for (const [name, value] of Object.entries(assume)) {
    const known = Object.entries(assumptions).find(([one]) => one === name)?.[1].values as
      readonly unknown[] | undefined
    if (known === undefined)
      return `sets ${name}, which is not a switch. The switches are: ${Object.keys(assumptions).join(', ')}.`
    if (!known.includes(value))
      return `sets ${name} to ${JSON.stringify(value)}. It must be one of: ${known.join(', ')}.`
  }
  for (const [name, type] of Object.entries(others)) {
    const value = ownValue(facts, name)
    const fits = value === undefined || (type === 'object' ? isObject(value) : typeof value === type)
    if (!fits) return `has "${name}", which is not ${type === 'object' ? 'an object' : 'a string'}.`
  }
  return undefined
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
