import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { runProgram } from '../run-program.ts'
import { installPackage, type InstalledPackage } from './installed-package.ts'
import { stage } from './stage.ts'

const play = stage({ deployed: false })
const project = process.cwd()
let app: InstalledPackage

beforeAll(async () => {
  app = await installPackage('module')
  app.link('express', '@types/express', '@types/node', 'auth0-deploy-cli', 'esbuild')
}, 600_000)

/** Code in a page of the manual, from the first line that has `start`. */
function codeIn(page: string, start: string): string {
  const blocks = readFileSync(join(project, page), 'utf8').matchAll(/```[jt]s\n([\s\S]*?)```/g)
  const found = [...blocks].map(([, code = '']) => code).find((code) => code.includes(start))
  if (found === undefined) throw new Error(`${page} has no code with ${start}`)
  return found
}

/** Runs a module in the folder, and gives it the settings of the tenant. */
const runModule = (file: string) => runProgram([join(app.folder, file)], play.tenant.settings, { cwd: app.folder })

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
  it('deploys, with the Deploy CLI and esbuild beside it', async () => {
    const program = join('node_modules', 'auth0-invitations', 'dist', 'invitations.cjs')
    const args = [join(app.folder, program), 'deploy', 'apply', '--dry-run']
    const deploy = await runProgram(args, play.tenant.settings, { cwd: app.folder })
    expect(deploy.stdout).toContain('Action accept-invitation: create it')
  })

  it('deploys by code: the caller hears the plan and approves it, and a second deploy changes nothing', async () => {
    app.write(
      'deploy.js',
      `import { createDeployments, settingsFrom } from 'auth0-invitations/deployments'
const deployments = createDeployments(settingsFrom(process.env))
const said = []
const refused = await deployments.apply({ approve: () => false }).catch(({ code }) => code)
await deployments.apply({ planned: ({ changes }) => said.push(changes.length > 5), approve: () => said.push('approved') })
const { changes } = await deployments.plan()
const { deploys } = await deployments.history()
console.log(refused, ...said, changes.length, deploys.map(({ what, isFinished }) => what + ' ' + isFinished).join())
process.exit()`,
    )
    const { stdout, stderr } = await runModule('deploy.js')
    expect({ stdout, stderr }).toEqual({ stdout: 'cancelled true approved 0 apply true\n', stderr: '' })
  })

  it('has complete types, which accept the manual’s handlers and refuse a wrong call', () => {
    app.write('express.ts', codeIn('docs/library.md', 'express.Router'))
    app.write('route.ts', codeIn('docs/library.md', 'export async function POST'))
    app.write('desk-route.ts', codeIn('docs/desk.md', 'export { answer as GET'))
    app.write(
      'your-sign-in.ts',
      `import type { RequestHandler } from 'express'
export declare const requireAdmin: RequestHandler
export declare function adminOf(request: Request): Promise<{ name: string; email: string } | undefined>`,
    )
    app.write(
      'wrong.ts',
      `import { createInvitations, type Outcome } from 'auth0-invitations'
const invitations = createInvitations({ domain: 'acme.eu.auth0.com', credentials: { accessToken: 'x' }, clientId: 'app' })
export const outcome: Outcome = await invitations.resend('ada@example.com', { extend_sec: 60, signal: AbortSignal.abort() })
// @ts-expect-error a lifetime is a number of seconds
await invitations.invite({ email: 'ada@example.com', ttl_sec: '7d' })`,
    )
    app.write(
      'tsconfig.json',
      JSON.stringify({
        compilerOptions: { module: 'nodenext', target: 'es2022', strict: true, noEmit: true, types: ['node'] },
        include: ['*.ts'],
      }),
    )
    app.run(join(project, 'node_modules', '.bin', 'tsc'), ['--project', app.folder])
  })

  it('has the reference that docs/reference/ shows (UPDATE_GENERATED=1 writes it)', () => {
    const types = join(app.folder, 'node_modules', 'auth0-invitations', 'dist', 'library')
    const kept = join(project, 'docs', 'reference')
    const into = process.env['UPDATE_GENERATED'] === '1' ? kept : join(app.folder, 'reference')
    const { status, stderr } = spawnSync('node', ['scripts/build-reference.mjs', types, into], { encoding: 'utf8' })
    expect([status, stderr]).toEqual([0, ''])
    expect(readdirSync(into)).toEqual(['deployments.md', 'desk.md', 'library.md'])
    for (const page of readdirSync(into)) {
      expect(readFileSync(join(kept, page), 'utf8')).toBe(readFileSync(join(into, page), 'utf8'))
    }
  })
})

describe('the manual’s handlers', () => {
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
    app.write(
      'your-sign-in.js',
      `const admin = { name: 'grace.hopper@example.com', email: 'grace.hopper@example.com' } // as Auth0's default profile of a database user has it
export const requireAdmin = (req, res, next) => { res.locals.admin = admin; next() }
export const adminOf = async () => admin`,
    )
  })

  it('invite with Express', async () => {
    app.write('express.js', codeIn('docs/library.md', 'express.Router'))
    const serve = `import express from 'express'
import { router } from './express.js'
const server = express().use(router).listen(0)
await new Promise((resolve) => server.on('listening', resolve))
const post = (body) => fetch('http://localhost:' + server.address().port + '/invitations',
  { method: 'POST', headers: { 'content-type': 'application/json' }, body })`
    app.write('serve-express.js', posting(serve))
    const { stdout, stderr } = await runModule('serve-express.js')
    expect(stderr).toBe('')
    stdout
      .trim()
      .split('\n')
      .forEach((line, index) => expect(line).toMatch(answers[index] ?? /^$/))
    const { body } = await play.tenant.manage('GET', 'users-by-email?email=ada%40example.com')
    expect(body).toMatchObject([{ app_metadata: { invitation: { invited_by: 'grace.hopper@example.com' } } }])
  })

  it('invite with Next.js', async () => {
    app.run(join(project, 'node_modules', '.bin', 'esbuild'), ['route.ts', '--outfile=route.js'])
    const serve = `import { POST } from './route.js'
const post = (body) => POST(new Request('https://app.example.com/api/invitations', { method: 'POST', body }))`
    app.write('serve-next.js', posting(serve).replaceAll('ada@', 'eve@'))
    const { stdout, stderr } = await runModule('serve-next.js')
    expect(stderr).toBe('')
    stdout
      .replaceAll('eve@', 'ada@')
      .trim()
      .split('\n')
      .forEach((line, index) => expect(line).toMatch(answers[index] ?? /^$/))
  })

  /** Opens the list, invites somebody with the form, and prints the answers. */
  const visiting = (serve: string) => `
${serve}
const origin = 'https://app.example.com'
const form = { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' }
const list = await visit('/desk', {})
console.log(list.status, /href="\\/desk\\/desk.css"/.test(await list.text()))
const typed = new URLSearchParams({ emails: EMAIL, key: crypto.randomUUID() }).toString()
const sent = await visit('/desk/invite/send', { method: 'POST', headers: form, body: typed, redirect: 'manual' })
const done = await visit(sent.headers.get('location'), {})
console.log(sent.status, (await done.text()).includes('Invited ' + EMAIL))
const foreign = await visit('/desk/do', { method: 'POST', headers: { ...form, 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }, body: '' })
console.log(foreign.status)
process.exit()
`
  const visited = { exitCode: 0, stdout: '200 true\n303 true\n403\n', stderr: '' }

  it('mount the desk with Express', async () => {
    app.write('desk-express.js', codeIn('docs/desk.md', "express.Router().use('/desk'"))
    const serve = `import express from 'express'
import { router } from './desk-express.js'
const EMAIL = 'express@example.com'
const server = express().use(router).listen(0)
await new Promise((resolve) => server.on('listening', resolve))
const visit = (path, init) => fetch('http://localhost:' + server.address().port + path, init)`
    app.write('visit-express.js', visiting(serve))
    expect(await runModule('visit-express.js')).toEqual(visited)
  })

  it('mount the desk with Next.js', async () => {
    app.write('desk-route.ts', codeIn('docs/desk.md', 'export { answer as GET'))
    app.run(join(project, 'node_modules', '.bin', 'esbuild'), ['desk-route.ts', '--outfile=desk-route.js'])
    const serve = `import { GET, POST } from './desk-route.js'
const EMAIL = 'next@example.com'
const visit = (path, init) => (init.method === 'POST' ? POST : GET)(new Request('https://app.example.com' + path, init))`
    app.write('visit-next.js', visiting(serve))
    expect(await runModule('visit-next.js')).toEqual(visited)
  })
})
