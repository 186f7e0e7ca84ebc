import { spawn } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { interrupted, InvitationsError } from '../errors.ts'
import type { TenantSettings } from '../settings.ts'
import { mergedFiles, type Desired } from './desired.ts'
import { projectFolder } from './project.ts'

/** The Deploy CLI's names of what tenant/ holds; everything else in the tenant it neither reads nor writes. */
const resourceTypes = ['actions', 'triggers', 'emailTemplates', 'prompts']

/** Variables of the environment that the Deploy CLI gets; no others, so that none becomes a keyword or a setting. */
const passedOn = [
  'PATH',
  'HOME',
  'TMPDIR',
  'TEMP',
  'SystemRoot',
  'NODE_EXTRA_CA_CERTS',
  'HTTPS_PROXY',
  'HTTP_PROXY',
  'NO_PROXY',
]

export interface Deploy {
  tenantFolder: string
  merged: Desired
  settings: TenantSettings
  environment: Readonly<Record<string, string | undefined>>
  /** Ends the Deploy CLI. */
  signal: AbortSignal
}

/**
 * Deploys tenant/, with its merged parts, by the Deploy CLI as CI would run it.
 * @param progress gets the Deploy CLI's own lines
 * @throws InvitationsError `deploy_failed` with what the Deploy CLI said, or `interrupted`
 */
export async function apply(deploy: Deploy, progress: (line: string) => void): Promise<void> {
  const { tenantFolder, merged } = deploy
  const folder = mkdtempSync(join(tmpdir(), 'auth0-invitations-'))
  try {
    cpSync(tenantFolder, folder, { recursive: true })
    const write = (file: string, content: unknown) =>
      writeFileSync(join(folder, file), JSON.stringify(content, null, 2))
    for (const name of Object.keys(merged.leftOut)) rmSync(join(folder, 'actions', `${name}.json`))
    for (const action of merged.actions) write(join('actions', `${action.name}.json`), action)
    write(mergedFiles.resetEmail, { ...merged.resetEmail, body: './reset_email.html' })
    write(mergedFiles.triggers, merged.triggers)
    write(mergedFiles.customText, merged.customText)
    const languages = Object.keys(merged.customText)
    const { exitCode, lines } = await runDeployCli(folder, languages, deploy, progress)
    if (exitCode !== 0) throw explainDeployCli(lines)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function runDeployCli(
  folder: string,
  languages: string[],
  { settings: { domain, credentials }, environment, signal }: Deploy,
  progress: (line: string) => void,
): Promise<{ exitCode: number | null; lines: string[] }> {
  const program = createRequire(import.meta.url).resolve('auth0-deploy-cli')
  const preload = join(projectFolder(), 'scripts', 'deploy', 'fewer-languages.cjs')
  const child = spawn(process.execPath, ['--require', preload, program, 'import', '--input_file', folder], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    signal,
    env: {
      ...Object.fromEntries(passedOn.flatMap((name) => (environment[name] ? [[name, environment[name]]] : []))),
      AUTH0_DOMAIN: domain,
      ...('accessToken' in credentials
        ? { AUTH0_ACCESS_TOKEN: credentials.accessToken }
        : { AUTH0_CLIENT_ID: credentials.clientId, AUTH0_CLIENT_SECRET: credentials.clientSecret }),
      AUTH0_ALLOW_DELETE: 'false',
      AUTH0_INCLUDED_ONLY: JSON.stringify(resourceTypes),
      DEPLOYED_LANGUAGES: languages.join(','),
      FORCE_COLOR: '0',
    },
  })
  const lines: string[] = []
  const collect = (chunk: Buffer) => {
    for (const line of stripVTControlCharacters(chunk.toString()).split('\n')) {
      const said = line.replace(/^\S+Z - /, '').trim()
      if (said === '') continue
      lines.push(said)
      progress(`Deploy CLI: ${said}`)
    }
  }
  child.stdout.on('data', collect)
  child.stderr.on('data', collect)
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
  return new InvitationsError('deploy_failed', `The Deploy CLI stopped:\n${said}`, {
    hint: 'Mend what it says, then deploy again: a second deploy finishes the first.',
  })
}
