import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { InvitationsError } from '../errors.ts'
import type { Environment } from '../settings.ts'

/** Settings of each tenant, a file each: dev, staging, prod; in the folder where the command runs, as .env is. */
const FOLDER = join('tenant', 'env')
/** What a file that others read must not hold. */
const SECRETS = ['AUTH0_CLIENT_SECRET', 'AUTH0_ACCESS_TOKEN']

/** Names of the environments that are there, in order. */
export function environmentNames(): string[] {
  if (!existsSync(FOLDER)) return []
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -'.json'.length))
    .sort()
}

/**
 * The settings with those of an environment on top. `##NAME##` in a value stands for the variable NAME, so that secrets
 * need not be in the file.
 * @throws InvitationsError `settings_incomplete`, listing everything that is missing or wrong at once
 */
export function inEnvironment(environment: Environment, name: string): Environment {
  const file = join(FOLDER, `${name}.json`)
  const names = environmentNames()
  if (!names.includes(name)) {
    throw wrong(
      `There is no environment "${name}".`,
      names.length > 0 ? `There are: ${names.join(', ')}.` : `Write ${file}.`,
    )
  }
  const values = parsed(file)
  const problems: string[] = []
  const settings = Object.entries(values).map(([setting, value]) => {
    if (typeof value !== 'string') problems.push(`${setting} is no text`)
    const text = typeof value === 'string' ? value : ''
    if (SECRETS.includes(setting) && !/^##\w+##$/.test(text)) {
      problems.push(`${setting} is a secret: name a variable of the environment instead, like ##STAGING_SECRET##`)
    }
    const filled = text.replace(/##(\w+)##/g, (_, variable: string) => {
      const found = environment[variable]
      if (found === undefined) problems.push(`${setting} needs the variable ${variable}, which is not set`)
      return found ?? ''
    })
    return [setting, filled] as const
  })
  if (problems.length > 0) {
    throw wrong(
      `${file}:`,
      'Mend the file, or set the variables in the environment.',
      problems.map((problem) => `  - ${problem}`),
    )
  }
  return { ...environment, ...Object.fromEntries(settings) }
}

function parsed(file: string): object {
  try {
    const values: unknown = JSON.parse(readFileSync(file, 'utf8'))
    if (typeof values === 'object' && values !== null && !Array.isArray(values)) return values
  } catch (failure) {
    const why = failure instanceof Error ? failure.message : String(failure)
    throw wrong(`${file} is not JSON: ${why}.`, 'It is an object of settings, like {"AUTH0_DOMAIN": "…"}.')
  }
  throw wrong(`${file} is no object.`, 'It is an object of settings, like {"AUTH0_DOMAIN": "…"}.')
}

function wrong(message: string, hint: string, details: readonly string[] = []): InvitationsError {
  return new InvitationsError('settings_incomplete', message, { hint, details })
}
