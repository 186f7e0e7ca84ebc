import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import { runCommand } from '../../run-command.ts'
import { grantedToken } from './echoing-server.ts'

/** A token that looks like Auth0's. */
export const token = `${Buffer.from('{"alg":"RS256","typ":"JWT"}').toString('base64url')}.${Buffer.from('{"sub":"whoever-reads-this"}').toString('base64url')}.dGhlLXNpZ25hdHVyZS1vZi1hLXRva2Vu`
export const clientSecret = 'Wc-3hush"hush&Zt8_xK4vQm2Rs7yNp5LdHb9GfJ1TaUeVo6'
export const proxyPassword = 'proxy-pass-word-of-the-office'

const deploySecret = 'dEpLoY-hush_Qz7Xc4Vb1Nm8As5Df2Gh9Jk6Ty3Ui0Op-Wr'
const signingKey = generateKeyPairSync('rsa', { modulusLength: 2048 })
  .privateKey.export({ type: 'pkcs8', format: 'pem' })
  .toString()
const keyFile = join(mkdtempSync(join(tmpdir(), 'key-')), 'key.pem')
writeFileSync(keyFile, signingKey, { mode: 0o600 })

const tokenFile = join(mkdtempSync(join(tmpdir(), 'token-')), 'token')
writeFileSync(tokenFile, `${token}\n`, { mode: 0o600 })

/** Every way to get into a tenant. */
export const credentials: Record<string, string>[] = [
  { AUTH0_ACCESS_TOKEN: token },
  { AUTH0_CLIENT_ID: 'an-app', AUTH0_CLIENT_SECRET: clientSecret },
  {
    ...{ AUTH0_CLIENT_ID: 'an-app', AUTH0_CLIENT_SIGNING_KEY_PATH: keyFile },
    ...{ AUTH0_DEPLOY_CLIENT_ID: 'an-app-that-deploys', AUTH0_DEPLOY_CLIENT_SECRET: deploySecret },
  },
]
/** Other settings; one of them holds a secret, too. */
export const beside = {
  INVITATIONS_CLIENT_ID: 'app',
  HTTPS_PROXY: `http://office:${proxyPassword}@127.0.0.1:1`,
  NO_PROXY: 'localhost,nowhere.invalid',
}

const commands = [
  ['invite', 'ada@example.com', '--audit', 'audit.ndjson'],
  ['invite', 'ada@example.com', 'bob@example.com', '--link', '--json'],
  ['list', '--json'],
  ['export', '--output', 'export.csv'],
  ['import', 'people.csv', '--audit', 'audit.ndjson', '--result', 'result.csv'],
  ['import', 'more.csv', '--json'],
  ['revoke', 'ada@example.com', '--yes', '--audit', 'audit.ndjson'],
  ['report', '--html', 'report.html'],
  ['deploy', 'plan', '--plan-file', 'the.plan'],
  ['deploy', 'apply', '--yes', '--json', '--audit', 'audit.ndjson'],
  ['doctor'],
  ['init', '--token-file', tokenFile, '--deploy', '--yes', '--audit', 'audit.ndjson'],
  ['init', '--token-file', tokenFile, '--dry-run', '--json'],
]

export const program = join(process.cwd(), 'dist', 'invitations.cjs')

/** An empty folder with files of people in it. */
export function desk(): string {
  const folder = mkdtempSync(join(tmpdir(), 'secrets-'))
  writeFileSync(join(folder, 'people.csv'), 'email\nada@example.com\nbob@example.com\n')
  writeFileSync(join(folder, 'more.csv'), 'email\ncarol@example.com\n')
  return folder
}

/** What is in a folder, as text. */
export function everythingIn(folder: string): string {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  return names
    .map((name) => (statSync(join(folder, name)).isFile() ? readFileSync(join(folder, name), 'utf8') : ''))
    .join('\n')
}

const secrets = [token, clientSecret, deploySecret, ...signingKey.split('\n').slice(1, -2), proxyPassword, grantedToken]

/** Fails if the output holds a secret, in any form, or a stack trace. */
export function expectDiscreet(output: string, what: string, more: string[] = []): void {
  for (const secret of [...secrets, ...more]) {
    for (const form of [secret, secret.slice(0, 24), JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)]) {
      if (output.includes(form)) expect.fail(`${what} told ${form} in:\n${output}`)
    }
  }
  expect(output, what).not.toMatch(/\n\s+at /)
}

/** Runs every command with every credential: each fails, and nothing that it prints or leaves behind holds a secret. */
export async function tryEverything(
  settings: Record<string, string>,
  more: string[] = [],
  by = credentials,
): Promise<void> {
  for (const credential of by) {
    const folder = desk()
    const all = { ...beside, ...credential, ...settings }
    const runs = await Promise.all(commands.map((args) => runCommand(args, all, folder)))
    for (const [index, { exitCode, stdout, stderr }] of runs.entries()) {
      const what = `${commands[index]?.join(' ')} (${Object.keys(credential).at(-1)})`
      if (!what.startsWith('doctor')) expect(exitCode, `${what}: ${stdout}${stderr}`).toBeGreaterThan(0) // it may say that it could not check
      expectDiscreet(`${stdout}\n${stderr}`, what, more)
    }
    expectDiscreet(everythingIn(folder), `what is in the folder (${Object.keys(credential).at(-1)})`, more)
  }
}
