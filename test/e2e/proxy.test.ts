import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { ConnectProxy, type Behaviour } from '../connect-proxy.ts'
import { runProgram } from '../run-program.ts'
import { program } from './attacks/all-that-is-told.ts'
import { errorIn, stage, untilSearchesCaughtUp } from './stage.ts'

const play = stage({ deployed: false })
const user = 'office:p%40ss-word-of-the-office'
const proxies: ConnectProxy[] = []

async function proxy(behaviour: Behaviour = {}): Promise<ConnectProxy> {
  const started = await ConnectProxy.start(behaviour)
  proxies.push(started)
  return started
}

afterEach(() => {
  for (const one of proxies.splice(0)) one.close()
})

/** A process that can reach only this port. */
const onlyReaching = (port: number) => ({
  ...play.tenant.settings,
  ONLY_THIS_PORT: String(port),
  NODE_OPTIONS: `--use-openssl-ca --require ${join(process.cwd(), 'test', 'only-this-port.cjs')}`,
})

describe('behind a proxy', () => {
  it('the program and the Deploy CLI deploy and invite', async () => {
    const through = await proxy({ credentials: decodeURIComponent(user) })
    const settings = { ...onlyReaching(through.port), HTTPS_PROXY: through.address(user) }
    await play.tenant.forgetRequests()
    const deploy = await runProgram([program, 'deploy', 'apply', '--yes'], settings)
    expect(deploy).toMatchObject({ exitCode: 0, stderr: '' })
    const invite = await runProgram([program, 'invite', 'ada@example.com'], settings)
    expect(invite.exitCode).toBe(0)
    expect(await play.tenant.outbox('ada@example.com')).toHaveLength(1)
    // Only the Deploy CLI writes templates.
    const written = (await play.tenant.requests()).filter(({ path }) => path.startsWith('/api/v2/email-templates'))
    expect(written.map(({ method }) => method)).toContain('PATCH')
    expect([...new Set(through.opened)]).toEqual([play.tenant.description.domain])
    for (const { stdout, stderr } of [deploy, invite]) expect(stdout + stderr).not.toContain('ss-word-of-the-office')
  })

  it('the program imports many at once and exports them, with files in both directions', async () => {
    const through = await proxy()
    const folder = mkdtempSync(join(tmpdir(), 'proxy-'))
    const emails = Array.from({ length: 5 }, (_, index) => `p${index}@example.com`)
    writeFileSync(join(folder, 'people.csv'), `email\n${emails.join('\n')}\n`)
    const settings = { ...onlyReaching(through.port), HTTPS_PROXY: through.address() }
    const imported = await runProgram([program, 'import', 'people.csv', '--bulk', '1', '--yes'], settings, {
      cwd: folder,
    })
    expect(imported.exitCode).toBe(0)
    for (const email of emails) expect(await play.tenant.outbox(email)).toHaveLength(1)
    await untilSearchesCaughtUp(play)
    const exported = await runProgram([program, 'export'], settings, { cwd: folder })
    for (const email of emails) expect(exported.stdout).toContain(email)
  })

  it('without the setting, the program says that nothing answers', async () => {
    const ended = await runProgram([program, 'list', '--json'], onlyReaching(1))
    expect(errorIn(ended)).toMatchObject({ code: 'tenant_unreachable' })
  })

  it('an app with the library reaches the tenant, even by a proxy that uses TLS, and ends by itself', async () => {
    const library = join(process.cwd(), 'dist', 'library', 'index.js')
    const file = join(mkdtempSync(join(tmpdir(), 'proxy-')), 'app.mjs')
    const code = `import { createInvitations, settingsFrom } from ${JSON.stringify(library)}
const { outcome } = await createInvitations(settingsFrom(process.env)).invite({ email: 'bob@example.com' })
console.log(outcome)`
    writeFileSync(file, code)
    const through = await proxy({ secure: true })
    const settings = { ...onlyReaching(through.port), https_proxy: through.address() }
    expect(await runProgram([file], settings)).toEqual({ exitCode: 0, stdout: 'invited\n', stderr: '' })
    expect(through.opened).toContain(play.tenant.description.domain)
  })
})

describe('a proxy', () => {
  it('may be named in .env, and is not used for hosts in NO_PROXY', async () => {
    const through = await proxy()
    const folder = mkdtempSync(join(tmpdir(), 'proxy-'))
    writeFileSync(join(folder, '.env'), `HTTPS_PROXY=localhost:${through.port}\n`)
    expect((await play.invitations(['list'], { NO_PROXY: 'example.com, localhost' }, folder)).exitCode).toBe(0)
    expect(through.opened).toEqual([])
    expect((await play.invitations(['list'], {}, folder)).exitCode).toBe(0)
    expect(through.opened).toContain(play.tenant.description.domain)
  })

  it('costs nothing without a setting: its code is loaded with the first call through it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'proxy-'))
    const told = join(folder, 'told.cjs')
    writeFileSync(told, `process.on('exit', () => console.log(Object.keys(require.cache).join('\\n')))`)
    const loaded = async (args: string[], settings: Record<string, string> = {}) =>
      (await runProgram(['--require', told, program, ...args], { ...play.tenant.settings, ...settings })).stdout
    const through = await proxy()
    const proxied = { HTTPS_PROXY: through.address() }
    expect(await loaded(['--help'], proxied)).not.toContain('proxy-agent.cjs')
    expect(await loaded(['list'])).not.toContain('proxy-agent.cjs')
    expect(await loaded(['list'], proxied)).toContain('proxy-agent.cjs')
  })

  it.each<[string, Behaviour, RegExp]>([
    [
      'requires another password',
      { credentials: 'office:another' },
      /: the proxy localhost:\d+ \(HTTPS_PROXY\) needs a user name and password, or does not accept these \(407\)\.$/,
    ],
    [
      'does not let calls through',
      { refuses: 502 },
      /: the proxy localhost:\d+ \(HTTPS_PROXY\) answered 502 instead of connecting to localhost:\d+\.$/,
    ],
    [
      'hangs up',
      { refuses: 'hangs up' },
      /: no answer from https:\/\/localhost:\d+ through the proxy localhost:\d+ \(HTTPS_PROXY\) \(UND_ERR_SOCKET\)\.$/,
    ],
  ])('that %s: an error without its password', async (_, behaviour, sentence) => {
    const through = await proxy(behaviour)
    for (const args of [['invite', 'eve@example.com'], ['list'], ['deploy', 'plan']]) {
      const ended = await play.invitations([...args, '--json'], { HTTPS_PROXY: through.address(user) })
      expect([ended.exitCode, errorIn(ended).code]).toEqual([1, 'proxy_failed'])
      expect(errorIn(ended).message).toMatch(sentence)
      expect(ended.stdout + ended.stderr).not.toMatch(/ss-word-of-the-office/)
    }
  })

  it('that does not answer: the error says which one, and how to do without it', async () => {
    const gone = await proxy()
    const { port } = gone
    gone.close()
    const ended = await play.invitations(['list', '--json'], { http_proxy: `http://${user}@localhost:${port}` })
    expect(errorIn(ended)).toEqual({
      code: 'proxy_failed',
      message: `Could not search the users: the proxy localhost:${port} (http_proxy) cannot be reached (ECONNREFUSED).`,
      hint: 'Check http_proxy, or name localhost in NO_PROXY to call it directly.',
    })
  })

  it.each([
    [{ HTTPS_PROXY: `socks5://${user}@localhost:1080` }, 'HTTPS_PROXY: a SOCKS proxy cannot be used.'],
    [{ ALL_PROXY: `http://${user}@localhost:1080` }, 'ALL_PROXY: it is not supported.'],
  ])('of another kind is refused before the first call: %j', async (settings, sentence) => {
    await play.tenant.forgetRequests()
    for (const args of [['list'], ['invite', 'eve@example.com'], ['deploy', 'plan'], ['doctor']]) {
      const ended = await play.invitations([...args, '--json'], settings)
      expect([ended.exitCode, errorIn(ended).code]).toEqual([2, 'settings_incomplete'])
      expect(errorIn(ended).message).toBe(`${sentence} Nothing was called.`)
      expect(ended.stderr).not.toContain('ss-word-of-the-office')
    }
    expect(await play.tenant.requests()).toEqual([])
  })

  it('may be missing if the tenant’s name cannot be resolved, and the error says so', async () => {
    const ended = await play.invitations(['list', '--json'], { AUTH0_DOMAIN: 'nowhere.invalid' })
    expect(errorIn(ended)).toMatchObject({
      code: 'tenant_unreachable',
      hint: 'Check AUTH0_DOMAIN and the network. If this network reaches the internet only through a proxy, set HTTPS_PROXY, like http://proxy.example:3128.',
    })
  })
})
