import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { runProgram } from '../run-program.ts'
import { installPackage, type InstalledPackage } from './installed-package.ts'
import { errorIn, stage } from './stage.ts'

const play = stage({ deployed: false })
const project = process.cwd()
let app: InstalledPackage

beforeAll(async () => {
  app = await installPackage('commonjs')
}, 600_000)

const runFile = (file: string, env = play.tenant.settings) =>
  runProgram([join(app.folder, file)], env, { cwd: app.folder })

/** What a backend does with the library: invites, and recognises an error by its class. */
const invite = (email: string) => `
  const invitations = createInvitations(settingsFrom(process.env))
  const { outcome } = await invitations.invite({ email: '${email}' })
  const failure = await invitations.get('nobody@example.com').catch((error) => error)
  const said = [outcome, failure instanceof InvitationsError, failure.code].join(' ')`
const said = 'invited true not_found'
const names = '{ createInvitations, InvitationsError, settingsFrom }'

describe('the installed package', () => {
  it('is installed without the Deploy CLI, and takes less than 6 MB', () => {
    const modules = join(app.folder, 'node_modules')
    expect(readdirSync(modules).filter((name) => !name.startsWith('.'))).toEqual(['auth0-invitations'])
    const files = readdirSync(modules, { recursive: true, encoding: 'utf8' }).map((file) =>
      statSync(join(modules, file)),
    )
    expect(files.reduce((sum, { size }) => sum + size, 0)).toBeLessThan(6_000_000)
  })

  it('can be loaded by require, in CommonJS', async () => {
    const code = `const ${names} = require('auth0-invitations')
void (async () => {${invite('require@example.com')}
  console.log(said)
})()`
    app.write('invite.cjs', code)
    expect(await runFile('invite.cjs')).toEqual({ exitCode: 0, stdout: `${said}\n`, stderr: '' })
  })

  it('can be loaded by import, in a module', async () => {
    app.write(
      'invite.mjs',
      `import ${names} from 'auth0-invitations'${invite('import@example.com')}\nconsole.log(said)`,
    )
    expect(await runFile('invite.mjs')).toEqual({ exitCode: 0, stdout: `${said}\n`, stderr: '' })
  })

  it('is one module, however an app loads it', async () => {
    app.write(
      'both.mjs',
      `import * as imported from 'auth0-invitations'
import { createRequire } from 'node:module'
const required = createRequire(import.meta.url)('auth0-invitations')
const names = Object.keys(required)
console.log(names.length > 0, names.every((name) => imported[name] === required[name]))`,
    )
    expect((await runFile('both.mjs')).stdout).toBe('true true\n')
  })

  it('has createDeployments, which reads without the Deploy CLI and says what a deploy needs', async () => {
    app.write(
      'deployments.mjs',
      `import { InvitationsError } from 'auth0-invitations'
import { createDeployments, settingsFrom } from 'auth0-invitations/deployments'
import { createRequire } from 'node:module'
const required = createRequire(import.meta.url)('auth0-invitations/deployments')
const deployments = createDeployments(settingsFrom(process.env))
const { domain, deploys } = await deployments.history()
const failure = await deployments.apply().catch((error) => error)
console.log(domain === process.env.AUTH0_DOMAIN, deploys.length, failure instanceof InvitationsError, failure.code)
console.log(required.createDeployments === createDeployments)`,
    )
    const ended = await runFile('deployments.mjs')
    expect(ended).toEqual({ exitCode: 0, stdout: 'true 0 true deploy_tools_missing\ntrue\n', stderr: '' })
  })

  it('has createDesk, which is one module for import and require', async () => {
    app.write(
      'desk.mjs',
      `import { createInvitations, settingsFrom } from 'auth0-invitations'
import { createDesk } from 'auth0-invitations/desk'
import { createRequire } from 'node:module'
const required = createRequire(import.meta.url)('auth0-invitations/desk')
const desk = createDesk(createInvitations(settingsFrom(process.env)), { admin: () => undefined })
const { status } = await desk(new Request('https://app.example.com/'))
console.log(status, required.createDesk === createDesk)`,
    )
    expect(await runFile('desk.mjs')).toEqual({ exitCode: 0, stdout: '403 true\n', stderr: '' })
  })

  it('has the program', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }
    const bin = join(app.folder, 'node_modules', '.bin', 'auth0-invitations')
    expect(app.run(bin, ['--version'])).toBe(`${version}\n`)
    expect(app.run(bin, ['help', 'invite'])).toContain('invite <email>…')
    const told = await runFile(join('node_modules', '.bin', 'auth0-invitations'))
    expect(told.exitCode).toBe(2)
  })

  it.each([
    ['plan', 'auth0-deploy-cli and esbuild, which are', 'auth0-deploy-cli esbuild'],
    ['apply', 'auth0-deploy-cli and esbuild, which are', 'auth0-deploy-cli esbuild'],
  ])('says at deploy %s what to install, and makes no call', async (command, which, tools) => {
    const { devDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      devDependencies: Record<string, string>
    }
    await play.tenant.forgetRequests()
    const bin = join(app.folder, 'node_modules', '.bin', 'auth0-invitations')
    const ended = await runProgram([bin, 'deploy', command, '--json'], play.tenant.settings, { cwd: app.folder })
    const versions = tools.split(' ').map((name) => `${name}@${devDependencies[name]}`)
    expect(errorIn(ended)).toEqual({
      code: 'deploy_tools_missing',
      message: `A deploy needs ${which} not installed.`,
      hint: `Install ${versions.length === 1 ? 'it' : 'them'}: npm install --save-dev ${versions.join(' ')}`,
    })
    expect(ended.exitCode).toBe(2)
    expect(await play.tenant.requests()).toEqual([])
  })

  const compiled: [string, Record<string, unknown>, string][] = [
    ['node16 in CommonJS', { module: 'node16' }, 'node16.cts'],
    ['node16 in a module', { module: 'node16' }, 'node16.mts'],
    ['nodenext in CommonJS', { module: 'nodenext' }, 'nodenext.cts'],
    ['bundler', { module: 'esnext', moduleResolution: 'bundler' }, 'bundler.mts'],
    ['commonjs with the resolution of old', commonjsOfOld(), 'node10.ts'],
  ]
  /** What tsc says about each, in one run, so that it reads its own files once. */
  let report: string
  beforeAll(() => {
    for (const [, options, file] of compiled) {
      app.write(
        file,
        `import { createInvitations, InvitationsError, type Outcome } from 'auth0-invitations'
const invitations = createInvitations({ domain: 'acme.eu.auth0.com', credentials: { accessToken: 'x' }, clientId: 'app' })
export const outcome: Promise<Outcome> = invitations.resend('ada@example.com', { extend_sec: 60 })
export const code = (error: unknown) => (error instanceof InvitationsError ? error.code : undefined)
// @ts-expect-error a lifetime is a number of seconds
void invitations.invite({ email: 'ada@example.com', ttl_sec: '7d' })
${file === 'node10.ts' ? '' : deploying}`,
      )
      const compilerOptions = {
        target: 'es2022',
        lib: ['es2023', 'dom'],
        strict: true,
        noEmit: true,
        skipDefaultLibCheck: true, // lib.dom.d.ts is TypeScript's own; the package's types are checked completely
        types: [],
        ...options,
      }
      app.write(`${file}.tsconfig.json`, JSON.stringify({ compilerOptions, files: [file] }))
    }
    const projects = compiled.map(([, , file]) => join(app.folder, `${file}.tsconfig.json`))
    const tsc = join(project, 'node_modules', '.bin', 'tsc')
    const { stdout, stderr } = spawnSync(tsc, ['--build', '--verbose', ...projects], { encoding: 'utf8' })
    report = stdout + stderr
  }, 600_000)

  it.each(compiled)('has types for tsc with module %s', (_, __, file) => {
    expect(report).toContain(`Building project '${join(app.folder, `${file}.tsconfig.json`)}'`)
    expect(report.split('\n').filter((line) => line.includes('error'))).toEqual([])
  })
})

/** The old resolution knows only the first entry of a package. */
const deploying = `
import { createDeployments, settingsFrom, type DeployPlan } from 'auth0-invitations/deployments'
import { createDesk, type DeskOptions } from 'auth0-invitations/desk'
const deployments = createDeployments(settingsFrom({}))
const options: DeskOptions = { admin: () => ({ name: 'Grace', email: 'grace@example.com' }) }
export const desk: (request: Request) => Promise<Response> = createDesk(invitations, options)
export const plan: Promise<DeployPlan> = deployments.plan({ without: ['texts'] })
// @ts-expect-error it is called dryRun
void deployments.apply({ dryrun: true })`

/** As in many projects today; TypeScript 6 wants it written out. */
function commonjsOfOld() {
  return { module: 'commonjs', moduleResolution: 'node10', ignoreDeprecations: '6.0', esModuleInterop: true }
}

describe('under Jest', () => {
  let jest: string | undefined
  beforeAll(() => {
    jest = installJest()
  }, 600_000)

  it('require and import both work', async ({ skip }) => {
    if (jest === undefined) return skip('NOT TRIED: Jest cannot be installed here.')
    const test = (email: string) => `test('invites', async () => {${invite(email)}
  expect(said).toBe('${said}')
}, 60_000)`
    app.write(
      'jest/required.test.js',
      `const ${names} = require('auth0-invitations')\n${test('jest-require@example.com')}`,
    )
    app.write('jest/imported.test.mjs', `import ${names} from 'auth0-invitations'\n${test('jest-import@example.com')}`)
    app.write('jest.config.json', JSON.stringify({ testMatch: ['**/jest/*.test.*js'], transform: {} }))
    const args = ['--experimental-vm-modules', jest, '--config', 'jest.config.json', '--runInBand']
    const ended = await runProgram(args, play.tenant.settings, { cwd: app.folder })
    expect(ended.stderr).toContain('Tests:       2 passed, 2 total')
    expect(ended.exitCode).toBe(0)
  })
})

/** Jest has 260 packages, too many for a dependency: npm downloads them, or has them. @returns its program */
function installJest(): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'jest-'))
  writeFileSync(join(folder, 'package.json'), '{ "private": true }')
  const args = ['install', '--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund', 'jest@30.2.0']
  const { status, stderr } = spawnSync('npm', args, { cwd: folder, encoding: 'utf8', timeout: 500_000 })
  if (status === 0) return join(folder, 'node_modules', 'jest', 'bin', 'jest.js')
  console.error(`NOT TRIED: the library under Jest, because Jest cannot be installed here.\n${stderr}`)
  return undefined
}
