import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseEnv } from 'node:util'
import { InvitationsError } from '../errors.ts'
import type { Environment } from './invitation-settings.ts'
import { readTextFile } from '../text-file.ts'

/** What a run has its settings from. */
export interface AmbientSettings {
  /** The environment with .env below it. */
  ambient: Environment
  /** Why .env is not in it, where there is one; a command that reads no settings goes on. */
  unreadable?: InvitationsError
  /** Where .env would be; undefined where it is. */
  notThere?: string | undefined
}

/** Total: what cannot be read is said by the command that needs it. */
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
 * The environment with `.env` of the folder below it: a variable that is set wins, one that is empty counts as missing.
 * @throws InvitationsError `unreadable_file` for a `.env` that is there and cannot be read
 */
export function environmentWithFile(environment: Environment, file = '.env'): Environment {
  const fromFile: Environment = existsSync(file) ? parseEnv(readTextFile(file)) : {}
  const isSet = ([, value]: [string, string | undefined]) => value !== undefined && value.trim() !== ''
  return Object.fromEntries([...Object.entries(fromFile), ...Object.entries(environment)].filter(isSet))
}
