import { relative } from 'node:path'
import { inShell } from './text-for/shell.ts'

/** The name of the installed program. The library uses it in its hints. */
const PROGRAM = 'auth0-invitations'
/** The program as it is built in the repository. */
const BUILT = 'dist/invitations.cjs'

/** One value for the whole process, because each bundle of the program has its own copy of this file. */
const KEY = Symbol.for('auth0-invitations.called-as')
const everywhere = globalThis as { [key: symbol]: Called | undefined }

interface Called {
  words: string
  folder: string
}

/** How a process was started. */
export interface Started {
  environment: Readonly<Record<string, string | undefined>>
  /** Full path of the file that Node runs. */
  file: string
  folder: string
}

/** Called once, when the program starts. */
export function rememberHowCalled(started: Started): void {
  everywhere[KEY] = { words: howCalled(started), folder: started.folder }
}

/** What a person types before a command: `auth0-invitations`, or `npm run -s invitations --`. */
export function calledAs(): string {
  return everywhere[KEY]?.words ?? PROGRAM
}

/** The same command as a line that works in every folder. */
export function calledFromAnywhere(): string {
  const { words, folder } = everywhere[KEY] ?? { words: PROGRAM, folder: '' }
  return words === PROGRAM ? PROGRAM : `cd ${inShell(folder)} && ${words}`
}

/**
 * How the person called the program, judged by what npm and Node say. Pure.
 * @see https://docs.npmjs.com/cli/v11/using-npm/scripts (npm_lifecycle_event, npm_lifecycle_script)
 */
export function howCalled({ environment, file, folder }: Started): string {
  if (isOfRepository(environment['npm_lifecycle_script'])) return npmRun(environment, folder)
  const path = file.replaceAll('\\', '/')
  const shortest = relative(folder, file).replaceAll('\\', '/')
  const isOfProject = path.includes('/node_modules/')
  if (path.endsWith(`/${BUILT}`) && !isOfProject) return `node ${inShell(shortest)}`
  // What a project has installed is only on the PATH of its scripts. A global installation is outside the folder.
  const isOnPath = environment['npm_config_user_agent'] === undefined && !(isOfProject && !shortest.startsWith('..'))
  return isOnPath ? PROGRAM : `npx ${PROGRAM}`
}

/** The repository's script. If the person is in another folder, npm needs to know where it is. */
function npmRun(environment: Started['environment'], folder: string): string {
  const isElsewhere = relative(folder, environment['INIT_CWD'] ?? folder).startsWith('..')
  return `npm ${isElsewhere ? `--prefix ${inShell(folder)} ` : ''}run -s invitations --`
}

/** Whether an npm script is the repository's. In other projects, the program is in node_modules. */
function isOfRepository(script: string | undefined): boolean {
  return script !== undefined && /^node (-r \S+ )?dist\/invitations\.cjs( |$)/.test(script)
}
