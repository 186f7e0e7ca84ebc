import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { inlineRows, workbook } from '../workbook.ts'
import { objects, stage, untilSearchesCaughtUp } from './stage.ts'

const play = stage({ deployed: false })

interface App {
  name: string
  client_id: string
  client_secret: string
}

/** The commands in README's quick start, without the program's name. */
function readmeCommands(): string[][] {
  const [, block = ''] = /3\. Invite:\n\n *```sh\n([\s\S]*?)```/.exec(readFileSync('README.md', 'utf8')) ?? []
  const lines = block.split('\n').flatMap((line) => /run -s invitations -- ([^#]+)/.exec(line)?.[1]?.trim() ?? [])
  return lines.map((line) => [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, word]) => quoted ?? word ?? ''))
}

/** `.env.example`, filled in. */
function dotEnv(values: Record<string, string>): string {
  return Object.entries(values).reduce(
    (text, [name, value]) => {
      const line = new RegExp(`^(?:# )?${name}=.*$`, 'm')
      expect(text).toMatch(line)
      return text.replace(line, `${name}=${value}`)
    },
    readFileSync('.env.example', 'utf8'),
  )
}

it('README’s quick start works exactly as written, with two apps that have only the scopes it names', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'quick-start-'))
  const { domain, clients, management_token } = play.tenant.description
  // Unsets what the stage sets, because only .env counts here. This process already trusts the certificate.
  const nothing = Object.fromEntries(Object.keys(play.tenant.namedSettings).map((name) => [name, undefined]))
  const run = (args: string[], more: Record<string, string> = {}) =>
    play.invitations(args, { ...nothing, ...more }, folder)

  // 2. Machine-to-machine apps: an administrator’s token makes them, and the dashboard shows their secrets.
  const administrator = { AUTH0_DOMAIN: domain, AUTH0_ACCESS_TOKEN: management_token }
  expect((await run(['deploy', 'credentials', '--yes'], administrator)).exitCode).toBe(0)
  const all = (await play.tenant.manage('GET', 'clients?per_page=100')).body as App[]
  const app = (wanted: string) => all.find(({ name }) => name === wanted) as App
  const [admin, deploy] = [app('invitations-admin'), app('invitations-deploy')]

  // 3. Settings
  const settings = {
    AUTH0_DOMAIN: domain,
    AUTH0_CLIENT_ID: admin.client_id,
    AUTH0_CLIENT_SECRET: admin.client_secret,
    AUTH0_DEPLOY_CLIENT_ID: deploy.client_id,
    AUTH0_DEPLOY_CLIENT_SECRET: deploy.client_secret,
    INVITATIONS_CLIENT_ID: clients.app.client_id,
  }
  writeFileSync(join(folder, '.env'), dotEnv(settings))
  const people = inlineRows([['email'], ['bob@example.com'], ['carol@example.com']])
  writeFileSync(join(folder, 'people.xlsx'), workbook({ sheets: [{ name: 'People', xml: people }] }))
  await play.tenant.forgetRequests()

  // 4. and 5. Deploy and check.
  expect((await run(['deploy', 'plan'])).exitCode).toBe(3)
  expect(await run(['deploy', 'apply', '--yes'])).toMatchObject({ exitCode: 0 })
  const doctor = await run(['doctor', '--json'])
  expect(objects(doctor).filter(({ severity }) => severity === 'error')).toEqual([])
  expect(doctor.exitCode).toBe(0)

  // 6. Invite
  const commands = readmeCommands()
  expect(commands.map(([name]) => name)).toEqual(
    expect.arrayContaining(['invite', 'import', 'list', 'resend', 'remind', 'revoke', 'reconcile', 'report']),
  )
  // The desk runs until Ctrl-C, and has its own stories.
  for (const command of commands.filter(([name]) => name !== 'desk')) {
    await play.tenant.advance(120)
    await untilSearchesCaughtUp(play)
    const answers = ['remind', 'revoke'].includes(command[0] ?? '') ? ['--yes'] : []
    const ended = await run([...command, ...answers])
    expect([command, ended.exitCode, ended.stderr]).toEqual([command, 0, expect.anything()])
  }
  expect((await play.tenant.outbox('ada@example.com'))[0]?.subject).toContain('You are invited')

  const calls = (await play.tenant.requests()).filter(({ path }) => path.startsWith('/api/v2/'))
  const looking = calls.filter(({ status }) => status === 403)
  // Only the doctor tries to read what it may not, and says so.
  expect(looking.filter(({ method, client_id }) => method !== 'GET' || client_id !== deploy.client_id)).toEqual([])
  const writers = (what: RegExp) =>
    new Set(calls.filter(({ method, path }) => method !== 'GET' && what.test(path)).map(({ client_id }) => client_id))
  expect(writers(/\/(actions|email-templates|prompts)/)).toEqual(new Set([deploy.client_id]))
  expect(writers(/\/users/)).toEqual(new Set([admin.client_id]))
})
