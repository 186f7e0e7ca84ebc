import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { runProgram } from '../run-program.ts'
import { stage } from './stage.ts'

const play = stage({ deployed: false })
const project = process.cwd()
const folder = mkdtempSync(join(tmpdir(), 'package-'))
const installed = join(folder, 'node_modules', 'auth0-invitations')

/** Packs the package and puts it into an empty folder as npm does; its dependencies are those of this repository. */
beforeAll(() => {
  run(process.execPath, ['scripts/build-types.mjs'], project)
  // Without scripts: they would build dist/ anew under the feet of other tests.
  const packed = run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], project)
  const [{ filename }] = JSON.parse(packed) as [{ filename: string }]
  mkdirSync(installed, { recursive: true })
  run('tar', ['-xzf', join(folder, filename), '-C', installed, '--strip-components=1'], folder)
  write('package.json', '{ "type": "module" }')
  for (const name of ['express', '@types/express', '@types/node', 'auth0-deploy-cli', 'esbuild']) {
    const link = join(folder, 'node_modules', name)
    mkdirSync(dirname(link), { recursive: true })
    symlinkSync(join(project, 'node_modules', name), link)
  }
}, 240_000)

function run(command: string, args: string[], cwd: string): string {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8' })
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stdout}${stderr}`)
  return stdout
}

function write(file: string, content: string): void {
  writeFileSync(join(folder, file), content)
}

/** Code in README, from the first line that has `start`. */
function readme(start: string): string {
  const blocks = readFileSync(join(project, 'README.md'), 'utf8').matchAll(/```[jt]s\n([\s\S]*?)```/g)
  const found = [...blocks].map(([, code = '']) => code).find((code) => code.includes(start))
  if (found === undefined) throw new Error(`README has no code with ${start}`)
  return found
}

/** Runs a module in the folder, and gives it the settings of the tenant. */
const runModule = (file: string) => runProgram([join(folder, file)], play.tenant.settings, { cwd: folder })

/** Posts addresses to /invitations in turn, and prints status and answer of each. */
const posting = (serve: string) => `
${serve}
for (const email of ['ada@example.com', 'ada', 'taken@example.com']) {
  const response = await post(JSON.stringify({ email }))
  console.log(response.status, JSON.stringify(await response.json()))
}
process.exit()
`

describe('the package, in an empty folder', () => {
  it('invites from JavaScript', async () => {
    write(
      'invite.js',
      `import { createInvitations, InvitationsError, settingsFrom } from 'auth0-invitations'
const invitations = createInvitations(settingsFrom(process.env))
const { outcome } = await invitations.invite({ email: 'js@example.com' })
const failure = await invitations.get('nobody@example.com').catch((error) => error)
console.log(outcome, failure instanceof InvitationsError, failure.code)`,
    )
    expect(await runModule('invite.js')).toEqual({ exitCode: 0, stdout: 'invited true not_found\n', stderr: '' })
  })

  it('has the program', async () => {
    const { version } = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8')) as { version: string }
    const program = join('node_modules', 'auth0-invitations', 'dist', 'invitations.cjs')
    expect((await runModule(join(program))).exitCode).toBe(2)
    const told = await runProgram([join(folder, program), '--version'], {}, { cwd: folder })
    expect(told.stdout).toBe(`${version}\n`)
    const deploy = await runProgram([join(folder, program), 'deploy', 'apply', '--dry-run'], play.tenant.settings, {
      cwd: folder,
    })
    expect(deploy.stdout).toContain('Action accept-invitation: create it')
  })

  it('has types that are complete in themselves; README’s handlers and a wrong call are checked by them', () => {
    write('express.ts', readme('express.Router'))
    write('route.ts', readme('export async function POST'))
    write(
      'your-sign-in.ts',
      `import type { RequestHandler } from 'express'
export declare const requireAdmin: RequestHandler
export declare function adminOf(request: Request): Promise<{ name: string } | undefined>`,
    )
    write(
      'wrong.ts',
      `import { createInvitations, type Outcome } from 'auth0-invitations'
const invitations = createInvitations({ domain: 'acme.eu.auth0.com', credentials: { accessToken: 'x' }, clientId: 'app' })
export const outcome: Outcome = await invitations.resend('ada@example.com', { extend_sec: 60, signal: AbortSignal.abort() })
// @ts-expect-error a lifetime is a number of seconds
await invitations.invite({ email: 'ada@example.com', ttl_sec: '7d' })`,
    )
    write(
      'tsconfig.json',
      JSON.stringify({
        compilerOptions: { module: 'nodenext', target: 'es2022', strict: true, noEmit: true, types: ['node'] },
        include: ['*.ts'],
      }),
    )
    run(join(project, 'node_modules', '.bin', 'tsc'), ['--project', folder], folder)
  })
})

describe('README’s handlers', () => {
  const answers = [
    /^201 \{"email":"ada@example.com",.*"outcome":"invited","email_sent":true/,
    /^400 \{"problems":\[\{"code":"invalid_email"/,
    /^409 \{"email":"taken@example.com",.*"outcome":"failed"/,
  ]

  beforeAll(async () => {
    const { connection } = play.tenant.description
    await play.tenant.manage('POST', 'users', {
      email: 'taken@example.com',
      password: 'Difference-Engine-2',
      connection,
    })
    write(
      'your-sign-in.js',
      `export const requireAdmin = (req, res, next) => { res.locals.admin = { name: 'Grace' }; next() }
export const adminOf = async () => ({ name: 'Grace' })`,
    )
  })

  it('invite with Express', async () => {
    write('express.js', readme('express.Router'))
    const serve = `import express from 'express'
import { router } from './express.js'
const server = express().use(router).listen(0)
await new Promise((resolve) => server.on('listening', resolve))
const post = (body) => fetch('http://localhost:' + server.address().port + '/invitations',
  { method: 'POST', headers: { 'content-type': 'application/json' }, body })`
    write('serve-express.js', posting(serve))
    const { stdout, stderr } = await runModule('serve-express.js')
    expect(stderr).toBe('')
    stdout
      .trim()
      .split('\n')
      .forEach((line, index) => expect(line).toMatch(answers[index] ?? /^$/))
    const { body } = await play.tenant.manage('GET', 'users-by-email?email=ada%40example.com')
    expect(body).toMatchObject([{ app_metadata: { invitation: { invited_by: 'Grace' } } }])
  })

  it('invite with Next.js', async () => {
    run(join(project, 'node_modules', '.bin', 'esbuild'), ['route.ts', '--outfile=route.js'], folder)
    const serve = `import { POST } from './route.js'
const post = (body) => POST(new Request('https://app.example.com/api/invitations', { method: 'POST', body }))`
    write('serve-next.js', posting(serve).replaceAll('ada@', 'eve@'))
    const { stdout, stderr } = await runModule('serve-next.js')
    expect(stderr).toBe('')
    stdout
      .replaceAll('eve@', 'ada@')
      .trim()
      .split('\n')
      .forEach((line, index) => expect(line).toMatch(answers[index] ?? /^$/))
  })
})
