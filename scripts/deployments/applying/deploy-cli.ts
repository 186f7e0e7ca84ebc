import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { stripVTControlCharacters } from 'node:util'
import { proxyFor } from '../../auth0/fetch/proxy.ts'
import { interrupted, InvitationsError } from '../../ground/errors.ts'
import { projectFolder } from '../declared/project.ts'
import type { DeployCliOptions, Tenant } from '../tenant.ts'
import { giveTurns } from './turns-of-deploy-cli.ts'

/** The environment variables that tell Node which certificate authorities to trust (docs: nodejs.org/api/cli.html). */
const trust = ['NODE_EXTRA_CA_CERTS', 'NODE_USE_SYSTEM_CA', 'SSL_CERT_FILE', 'SSL_CERT_DIR']

/** The environment variables that the Deploy CLI gets. It would take any other for a keyword or a setting. */
const passedOn = ['PATH', 'HOME', 'TMPDIR', 'TEMP', 'SystemRoot', ...trust]

/** Files in the Deploy CLI's directory format, keyed by its names for resource types. */
export type Files = Record<string, [file: string, content: unknown][]>

/** What the Deploy CLI writes, and who gets its output. */
interface Import extends DeployCliOptions {
  files: Files
  /** Languages of the prompts that it also reads. */
  languages: string[]
}

/**
 * Has the Deploy CLI write these files and nothing else, as CI would run it. Without files, it is not started.
 * @throws InvitationsError `deploy_failed` with what the Deploy CLI said, or `interrupted`
 */
export async function importFiles(given: Import, tenant: Tenant): Promise<void> {
  const { files } = given
  if (Object.keys(files).length === 0) return
  const folder = tenant.disk.temporaryFolder()
  try {
    for (const [file, content] of Object.values(files).flat()) {
      folder.write(file, typeof content === 'string' ? content : JSON.stringify(content, null, 2)) // contains secrets
    }
    const { exitCode, lines } = await runDeployCli(folder.path, given, tenant)
    if (exitCode !== 0) throw explainDeployCli(lines)
  } finally {
    folder.remove()
  }
}

async function runDeployCli(
  folder: string,
  { files, languages, progress, signal }: Import,
  { api, environment, secrets }: Tenant,
): Promise<{ exitCode: number | null; lines: string[] }> {
  const program = createRequire(import.meta.url).resolve('auth0-deploy-cli')
  const preloads = ['start-sooner.cjs', 'wait-for-turns.cjs'].flatMap((file) => [
    '--require',
    join(projectFolder(), 'scripts', 'deployments', 'applying', file),
  ])
  const token = await api.token()
  secrets.add(token)
  const proxy = proxyFor(new URL(`https://${api.domain}`), environment)
  const child = spawn(process.execPath, [...preloads, program, 'import', '--input_file', folder], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    ...(signal && { signal }),
    env: {
      ...Object.fromEntries(passedOn.flatMap((name) => (environment[name] ? [[name, environment[name]]] : []))),
      // Of the options, only these: one that loads a file may name it from the folder of the program.
      NODE_OPTIONS: (environment['NODE_OPTIONS'] ?? '').match(/--use-(?:openssl|system|bundled)-ca/g)?.join(' ') ?? '',
      AUTH0_DOMAIN: api.domain,
      AUTH0_ACCESS_TOKEN: token, // ours, because each new token counts against the tenant's quota
      AUTH0_ALLOW_DELETE: 'false',
      AUTH0_INCLUDED_ONLY: JSON.stringify(Object.keys(files)),
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
    progress?.(`Deploy CLI: ${said}`)
  }
  // Line by line, because a chunk could end in the middle of a secret.
  for (const input of [child.stdout, child.stderr]) if (input) createInterface({ input }).on('line', collect)
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.on('error', (failure) => {
      reject(
        signal?.aborted
          ? interrupted('Stopped by Ctrl-C. Part of the deploy may be done.', 'Deploy again to finish it.')
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
    hint: 'Fix what it says, then deploy again: a second deploy finishes the first.',
  })
}
