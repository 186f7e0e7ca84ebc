import { readFileSync } from 'node:fs'
import { assumptions, readAssumptions, type Assumed } from './assumptions.ts'
import { ownValue } from './json.ts'

/** What else stands in a facts file. It is for people to read; only its types are checked. */
const others: Readonly<Record<string, 'string' | 'object'>> = {
  /** The tenant that was looked at. */
  domain: 'string',
  /** The instant at which it was. */
  at: 'string',
  plan: 'string',
  /** By switch, what was seen there. */
  evidence: 'object',
}

/**
 * What a tenant was seen to do where Auth0's documentation is silent: the switches with what a facts file says,
 * `{"domain","at","plan","assume":{"superseded-link":"expired"},"evidence":{…}}`. Those that it does not name have their
 * defaults.
 * @param path what LOCAL_TENANT_FACTS is set to; undefined and empty stand for no file, so for the defaults
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

/** @returns the file's object, or the rest of a sentence that begins with its name */
function parsed(path: string): Record<string, unknown> | string {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (failure) {
    const code = ownValue(failure, 'code')
    const reason = code === 'ENOENT' ? 'which is not there' : `which cannot be read (${String(code)})`
    return `${reason}. Name a facts file, or take the variable away.`
  }
  try {
    const value: unknown = JSON.parse(text)
    if (isObject(value)) return value
  } catch {
    // Said below.
  }
  return 'which is not a JSON object. Write it again, or take the variable away.'
}

function problemOf(facts: Record<string, unknown>): string | undefined {
  const { assume } = facts
  if (!isObject(assume)) return 'has no object "assume", like {"assume":{"superseded-link":"expired"}}.'
  for (const [name, value] of Object.entries(assume)) {
    const known = Object.entries(assumptions).find(([one]) => one === name)?.[1].values as
      readonly unknown[] | undefined
    if (known === undefined)
      return `sets ${name}, which is no switch. The switches are: ${Object.keys(assumptions).join(', ')}.`
    if (!known.includes(value)) return `sets ${name} to ${JSON.stringify(value)}. It is one of: ${known.join(', ')}.`
  }
  for (const [name, type] of Object.entries(others)) {
    const value = ownValue(facts, name)
    const fits = value === undefined || (type === 'object' ? isObject(value) : typeof value === type)
    if (!fits) return `has "${name}", which is not ${type === 'object' ? 'an object' : 'a text'}.`
  }
  return undefined
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
