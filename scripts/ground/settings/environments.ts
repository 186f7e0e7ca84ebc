import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { own } from '../../../actions/invitation/read.ts'
import { InvitationsError } from '../errors.ts'
import { isCredential, credentialsIn, type Secrets } from '../secrets.ts'
import { misspeltNames, noSuchSetting } from './setting-names.ts'
import type { Environment } from './invitation-settings.ts'
import { readTextFile } from '../text-file.ts'

/** The settings of each tenant, one file each (dev, staging, prod), in the folder where the command runs, like .env. */
const FOLDER = join('tenant', 'env')

/** Sorted names of the environments that exist. */
export function environmentNames(): string[] {
  if (!existsSync(FOLDER)) return []
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -'.json'.length))
    .sort()
}

/**
 * The settings with those of an environment on top. `##NAME##` in a value is replaced by the variable NAME, so that the
 * file need not contain secrets.
 * @param secrets get the credentials of the environment
 * @throws InvitationsError `settings_incomplete`, listing everything that is missing or wrong at once
 */
export function inEnvironment(environment: Environment, name: string, secrets: Secrets): Environment {
  const file = join(FOLDER, `${name}.json`)
  const names = environmentNames()
  if (!names.includes(name)) {
    throw wrong(
      `There is no environment "${name}".`,
      names.length > 0 ? `There are: ${names.join(', ')}.` : `Write ${file}.`,
    )
  }
  const values = parsed(file)
  // Checks the file only: under the correct name, .env may have another tenant's value.
  const problems = misspeltNames(values).map(({ name, meant }) => `${name}: ${noSuchSetting(meant)}`)
  const settings = Object.entries(values).map(([setting, value]) => {
    if (typeof value !== 'string') problems.push(`${setting} is not text`)
    const text = typeof value === 'string' ? value : ''
    if (isCredential(setting) && !/^##\w+##$/.test(text)) {
      problems.push(`${setting} is a secret: name an environment variable instead, like ##STAGING_SECRET##`)
    }
    const filled = text.replace(/##(\w+)##/g, (_, variable: string) => {
      const found = own(environment, variable)
      if (typeof found !== 'string' && !onlyToDeploy.includes(setting))
        problems.push(`${setting} needs the variable ${variable}, which is not set`)
      return typeof found === 'string' ? found : ''
    })
    return [setting, filled] as const
  })
  if (problems.length > 0) {
    throw wrong(
      `${file}:`,
      'Correct the file, or set the variables in the environment.',
      problems.map((problem) => `  - ${problem}`),
    )
  }
  const others = withoutThoseOfAnother(environment, values)
  const merged = { ...others, ...Object.fromEntries(settings) }
  for (const credential of credentialsIn(merged)) secrets.add(credential)
  return merged
}

/** A plan works without these, so the person who plans does not need the secret. A deploy reports missing ones. */
const onlyToDeploy = ['INVITATIONS_LINKING_CLIENT_ID', 'INVITATIONS_LINKING_CLIENT_SECRET']

/** Optional settings that make no sense in another tenant. If the file has a domain, they come from the file only. */
const ofOneTenant = [
  ...['AUTH0_CUSTOM_DOMAIN', 'AUTH0_AUDIENCE', 'AUTH0_DEPLOY_CLIENT_ID', 'AUTH0_DEPLOY_CLIENT_SECRET'],
  ...['AUTH0_DEPLOY_CLIENT_SIGNING_KEY_PATH', 'AUTH0_DEPLOY_CLIENT_SIGNING_ALGORITHM'],
  ...onlyToDeploy,
]
/** Setting one of these replaces the other. */
const alternatives = ['AUTH0_CLIENT_SECRET', 'AUTH0_CLIENT_SIGNING_KEY_PATH']

function withoutThoseOfAnother(environment: Environment, values: object): Environment {
  const gone = [
    ...('AUTH0_DOMAIN' in values ? ofOneTenant : []),
    ...(alternatives.some((name) => name in values) ? alternatives : []),
  ]
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !gone.includes(name)))
}

function parsed(file: string): object {
  const text = readTextFile(file)
  try {
    const values: unknown = JSON.parse(text)
    if (typeof values === 'object' && values !== null && !Array.isArray(values)) return values
  } catch (failure) {
    // Not in the parser's words: they quote part of the file, which may contain a secret.
    const [where = ''] = / \(line \d+ column \d+\)/.exec(String(failure)) ?? []
    throw wrong(`${file} is not valid JSON${where}.`, 'Write a JSON object of settings, like {"AUTH0_DOMAIN": "…"}.')
  }
  throw wrong(`${file} is not a JSON object.`, 'Write a JSON object of settings, like {"AUTH0_DOMAIN": "…"}.')
}

function wrong(message: string, hint: string, details: readonly string[] = []): InvitationsError {
  return new InvitationsError('settings_incomplete', message, { hint, details })
}
