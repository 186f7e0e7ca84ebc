import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseEnv } from 'node:util'
import { InvitationsError } from '../errors.ts'
import type { Environment } from './invitation-settings.ts'
import { readTextFile } from '../text-file.ts'

/** Where a run gets its settings from. */
export interface AmbientSettings {
  /** The environment, and below it .env. */
  ambient: Environment
  /** Why .env could not be read, if it exists. A command that reads no settings goes on. */
  unreadable?: InvitationsError
  /** Where .env would be; undefined if it exists. */
  notThere?: string | undefined
}

/** Total: the command that needs the settings reports what cannot be read. */
export function ambientSettings(environment: Environment): AmbientSettings {
  try {
    const notThere = existsSync('.env') ? undefined : resolve('.env')
    return { ambient: environmentWithFile(environment), notThere }
  } catch (failure) {
    if (!(failure instanceof InvitationsError)) throw failure
    return { ambient: environment, unreadable: failure }
  }
}

/**
 * The environment, and below it the folder's `.env`: variables that are set take precedence, empty ones count as
 * missing.
 * @throws InvitationsError `unreadable_file` if `.env` exists and cannot be read
 */
export function environmentWithFile(environment: Environment, file = '.env'): Environment {
  const fromFile: Environment = existsSync(file) ? parseEnv(readTextFile(file)) : {}
  const isSet = ([, value]: [string, string | undefined]) => value !== undefined && value.trim() !== ''
  return Object.fromEntries([...Object.entries(fromFile), ...Object.entries(environment)].filter(isSet))
}
