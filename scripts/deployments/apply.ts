import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { stripVTControlCharacters } from 'node:util'
import type { TenantApi } from '../auth0/tenant-api.ts'
import { proxyFor } from '../auth0/fetch/proxy.ts'
import type { Disk } from '../ground/disk/disk.ts'
import { interrupted, InvitationsError } from '../ground/errors.ts'
import type { Secrets } from '../ground/secrets.ts'
import type { Plan } from './plan.ts'
import { projectFolder } from './project.ts'
import { giveTurns } from './turns-of-deploy-cli.ts'

/** Variables of the environment that the Deploy CLI gets; no others, so that none becomes a keyword or a setting. */
const passedOn = ['PATH', 'HOME', 'TMPDIR', 'TEMP', 'SystemRoot', 'NODE_EXTRA_CA_CERTS']

/** Files of the Deploy CLI's directory format, by its names of the resource types. */
export type Files = Record<string, [file: string, content: unknown][]>

export interface Deploy extends Surroundings {
  send: Plan['send']
}

/** Where the Deploy CLI writes, and what it gets. */
export interface Surroundings {
  /** To the tenant. The Deploy CLI gets its token, and its turn with every call. */
  api: TenantApi
  environment: Readonly<Record<string, string | undefined>>
  /** Ends the Deploy CLI. */
  signal: AbortSignal
  /** Where the Deploy CLI's files are for as long as it runs. */
  disk: Disk
  /** What it may not say. */
  secrets: Secrets
}

/**
 * Has the Deploy CLI write what changes, as CI would run it. It gets nothing else: it writes all that it gets, changed
 * or not, and each time it makes a new version of an Action, of which Auth0 keeps 50. Where nothing changes, it is not
 * started.
 * @param progress gets the Deploy CLI's own lines
 * @throws InvitationsError `deploy_failed` with what the Deploy CLI said, or `interrupted`
 */
export async function apply({ send, ...surroundings }: Deploy, progress: (line: string) => void): Promise<void> {
  return importFiles(filesFor(send), Object.keys(send.customText), surroundings, progress)
}

/**
 * Has the Deploy CLI write these files, and nothing else.
 * @param languages of prompts that it reads beside
 * @throws InvitationsError `deploy_failed` with what the Deploy CLI said, or `interrupted`
 */
export async function importFiles(
  files: Files,
  languages: string[],
  surroundings: Surroundings,
  progress: (line: string) => void,
): Promise<void> {
  const types = Object.keys(files)
  if (types.length === 0) return
  const folder = surroundings.disk.temporaryFolder()
  try {
    for (const [file, content] of Object.values(files).flat()) {
      folder.write(file, typeof content === 'string' ? content : JSON.stringify(content, null, 2)) // secrets' values are among it
    }
    const { exitCode, lines } = await runDeployCli(folder.path, { types, languages }, surroundings, progress)
    if (exitCode !== 0) throw explainDeployCli(lines)
  } finally {
    folder.remove()
  }
}

/** Only what changes. */
function filesFor({ actions, triggers, resetEmail, customText }: Plan['send']): Files {
  return {
    ...(actions.length > 0 && {
      actions: actions.flatMap((action, index): [string, unknown][] => {
        const code = `actions/${index}/code.js` // by number: in the tenant, an Action may be called anything
        return [
          [`actions/${index}.json`, { ...action, code: `./${code}` }],
          [code, action.code],
        ]
      }),
    }),
    ...(Object.keys(triggers).length > 0 && { triggers: [['triggers/triggers.json', triggers]] }),
    ...(resetEmail !== undefined && {
      emailTemplates: [
        ['emails/reset_email.json', { ...resetEmail, body: './reset_email.html' }],
        ['emails/reset_email.html', resetEmail.body],
      ],
    }),
    ...(Object.keys(customText).length > 0 && { prompts: [['prompts/custom-text.json', customText]] }),
  }
}

async function runDeployCli(
  folder: string,
  { types, languages }: { types: string[]; languages: string[] },
  { api, environment, signal, secrets }: Surroundings,
  progress: (line: string) => void,
): Promise<{ exitCode: number | null; lines: string[] }> {
  const program = createRequire(import.meta.url).resolve('auth0-deploy-cli')
  const preloads = ['fewer-languages.cjs', 'wait-for-turns.cjs'].flatMap((file) => [
    '--require',
    join(projectFolder(), 'scripts', 'deployments', file),
  ])
  const token = await api.token()
  secrets.add(token)
  const proxy = proxyFor(new URL(`https://${api.domain}`), environment)
  const child = spawn(process.execPath, [...preloads, program, 'import', '--input_file', folder], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    signal,
    env: {
      ...Object.fromEntries(passedOn.flatMap((name) => (environment[name] ? [[name, environment[name]]] : []))),
      AUTH0_DOMAIN: api.domain,
      AUTH0_ACCESS_TOKEN: token, // the one that there is: every other counts against a quota of the tenant
      AUTH0_ALLOW_DELETE: 'false',
      AUTH0_INCLUDED_ONLY: JSON.stringify(types),
      DEPLOYED_LANGUAGES: languages.join(','),
      CALL_TIMEOUT_MS: String(api.timeoutMs),
      ...(proxy && { DEPLOY_PROXY_URL: proxy.address.href }),
      FORCE_COLOR: '0',
    },
  })
  giveTurns(child, api)
  const lines: string[] = []
  const collect = (line: string) => {
    const said = secrets
      .hide(stripVTControlCharacters(line))
      .replace(/^\S+Z - /, '')
      .trim()
    if (said === '') return
    lines.push(said)
    progress(`Deploy CLI: ${said}`)
  }
  // By whole lines: a piece of one could end in the middle of a secret.
  for (const input of [child.stdout, child.stderr]) if (input) createInterface({ input }).on('line', collect)
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.on('error', (failure) => {
      reject(
        signal.aborted
          ? interrupted(
              'The deploy was stopped by Ctrl-C; a part of it may be done.',
              'Deploy again: that finishes it.',
            )
          : failure,
      )
    })
    child.on('close', resolve)
  })
  return { exitCode, lines }
}

function explainDeployCli(lines: string[]): InvitationsError {
  const firstError = lines.findIndex((line) => line.startsWith('error:'))
  const said = lines.slice(Math.max(firstError, 0)).join('\n')
  const scopes = /Insufficient scope, expected any of: ([\w:, ]+)/.exec(said)?.[1]
  if (scopes !== undefined) {
    return new InvitationsError('deploy_failed', `The deploy stopped: the token lacks the scope ${scopes}.`, {
      hint: `Grant ${scopes} to the machine-to-machine app, then deploy again: a second deploy finishes the first.`,
    })
  }
  if (/expired token|token expired|jwt expired/i.test(said)) {
    return new InvitationsError('deploy_failed', 'The deploy stopped: the access token expired.', {
      hint: 'Get a new AUTH0_ACCESS_TOKEN, then deploy again: a second deploy finishes the first.',
    })
  }
  return new InvitationsError('deploy_failed', 'The Deploy CLI stopped:', {
    details: lines.slice(Math.max(firstError, 0)),
    hint: 'Mend what it says, then deploy again: a second deploy finishes the first.',
  })
}
