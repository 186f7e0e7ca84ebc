import { writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createInvitations } from '../../../scripts/invitations/index.ts'
import { ConnectProxy } from '../../connect-proxy.ts'
import { runCommand } from '../../run-command.ts'
import { runProgram } from '../../run-program.ts'
import {
  beside,
  clientSecret,
  desk,
  everythingIn,
  expectDiscreet,
  program,
  proxyPassword,
  token,
  tryEverything,
} from './all-that-is-told.ts'
import { afterToken, EchoingServer, grantedToken, instead, refusing, saying, type Received } from './echoing-server.ts'
import { scene } from './scene.ts'

const at = scene()

let echo: EchoingServer
beforeAll(async () => {
  echo = await EchoingServer.start()
})
afterAll(() => {
  echo.close()
})
const fast = { INVITATIONS_TIMEOUT_SECONDS: '2' }

describe('A server that answers in Auth0’s place', () => {
  it('refuses and repeats the request', async () => {
    for (const status of [400, 401, 403, 404, 409, 418, 599]) {
      echo.answers(refusing(status))
      await tryEverything({ AUTH0_DOMAIN: echo.domain, ...fast })
    }
  })

  it('grants a token, then refuses and repeats it, or the password that was made for an account', async () => {
    const passwords: string[] = []
    for (const status of [400, 401, 403]) {
      echo.answers(
        afterToken((request, response) => {
          passwords.push(...[...request.echo.matchAll(/"password":"([^"]+)"/g)].map(([, password = '']) => password))
          refusing(status)(request, response)
        }),
      )
      await tryEverything({ AUTH0_DOMAIN: echo.domain, ...fast }, passwords)
    }
    expect(passwords.length).toBeGreaterThan(0)
  })

  it('answers with a page that repeats the request, as if all were well or as an error', async () => {
    const pages = [
      (request: string) => `<html><pre>${request}`,
      (request: string) => request.slice(-39),
      (request: string) => `{"a":"${request}`,
    ]
    for (const status of [200, 502]) {
      for (const page of status === 200 ? pages : pages.slice(0, 1)) {
        echo.answers(saying(status, page))
        await tryEverything({ AUTH0_DOMAIN: echo.domain, ...fast })
      }
    }
  })

  it('grants something that is not a token, or a token with a line break in it', async () => {
    for (const granted of [`torn-${clientSecret}\nin-two`, `${grantedToken}\r\nX-Header: 1`, 'spaced out token', '']) {
      echo.answers(afterToken(refusing(400), granted))
      await tryEverything({ AUTH0_DOMAIN: echo.domain, ...fast }, ['torn-', 'spaced out'])
    }
  })

  it('breaks off in the middle of the request that it repeats, or says nothing at all', async () => {
    echo.answers((request, response) => {
      response.writeHead(400, { 'content-type': 'application/json', 'content-length': '100000' })
      response.write(request.echo, () => response.destroy())
    })
    await tryEverything({ AUTH0_DOMAIN: echo.domain, ...fast })
    echo.answers(() => undefined)
    await tryEverything(
      { AUTH0_DOMAIN: echo.domain, INVITATIONS_TIMEOUT_SECONDS: '0.2' },
      [],
      [{ AUTH0_ACCESS_TOKEN: token }],
    )
  })
})

describe('What runs with the program', () => {
  it('the Deploy CLI is refused in the middle of a deploy, and repeats what it sent', async () => {
    const { issuer, management_token } = at.tenant.description
    const isDeployCli = ({ method, body }: Received) => method === 'PATCH' && body.includes('ask-in-app')
    const settings = {
      ...at.tenant.settings,
      AUTH0_DOMAIN: echo.domain,
      AUTH0_ACCESS_TOKEN: management_token,
      INVITATIONS_EXISTING_ACCOUNTS: 'ask-in-app',
    }
    for (const [status, ...more] of [[400], [403, '--json']] as const) {
      echo.answers(instead(isDeployCli, refusing(status), issuer))
      const folder = desk()
      const args = ['deploy', 'apply', '--yes', '--audit', 'audit.ndjson', ...more]
      const { exitCode, stdout, stderr } = await runCommand(args, settings, folder)
      expect([exitCode, stderr]).toEqual([1, expect.stringContaining('deploy_failed')])
      expectDiscreet(stdout + stderr + everythingIn(folder), args.join(' '), [management_token])
    }
  })

  it('a part of the program crashes with a secret in its message', async () => {
    const folder = desk()
    const crash = `setTimeout(() => { throw new Error('at fault: ' + process.env.AUTH0_ACCESS_TOKEN) }, 1)`
    writeFileSync(join(folder, 'crash.cjs'), crash)
    const args = ['--require', join(folder, 'crash.cjs'), program, 'list']
    echo.answers(() => undefined)
    const settings = { ...beside, ...at.tenant.settings, AUTH0_DOMAIN: echo.domain, AUTH0_ACCESS_TOKEN: token }
    const { exitCode, stdout, stderr } = await runProgram(args, settings, { cwd: folder })
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining('at fault: [hidden]')])
    expectDiscreet(stdout + stderr, 'the crash')
  })
})

describe('A tenant that cannot be reached', () => {
  it('is not there, has no address, or speaks no TLS', async () => {
    const plain = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\nplain'))
    await new Promise<void>((resolve) => plain.listen(0, '127.0.0.1', resolve))
    const { port } = plain.address() as AddressInfo
    for (const domain of ['localhost:1', 'nowhere.invalid', `localhost:${port}`])
      await tryEverything({ AUTH0_DOMAIN: domain })
    plain.close()
  })

  it('has a certificate that nobody trusts', async () => {
    const settings = { ...beside, AUTH0_DOMAIN: at.tenant.description.domain, AUTH0_ACCESS_TOKEN: token }
    const folder = desk()
    for (const args of [
      ['invite', 'ada@example.com', '--audit', 'audit.ndjson'],
      ['import', 'people.csv'],
      ['deploy', 'plan', '--json'],
    ]) {
      const { exitCode, stdout, stderr } = await runProgram([program, ...args], settings, { cwd: folder })
      expect([exitCode, stderr.includes('tls_not_trusted')]).toEqual([1, true])
      expectDiscreet(stdout + stderr, args.join(' '))
    }
    expectDiscreet(everythingIn(folder), 'what is in the folder')
  })
})

describe('A proxy', () => {
  it('is not there, hangs up, refuses every call, or does not accept its password', async () => {
    const proxied = { AUTH0_DOMAIN: 'acme.eu.auth0.com', NO_PROXY: '' }
    await tryEverything(proxied)
    for (const behaviour of [{ refuses: 502 }, { refuses: 'hangs up' }, { credentials: 'office:another' }] as const) {
      const through = await ConnectProxy.start(behaviour)
      await tryEverything({ ...proxied, HTTPS_PROXY: through.address(`office:${proxyPassword}`) })
      through.close()
    }
  })

  it('lets calls through to a server that answers in Auth0’s place', async () => {
    const through = await ConnectProxy.start()
    for (const answering of [refusing(403), saying(200, String)]) {
      echo.answers(answering)
      const address = through.address(`office:${proxyPassword}`)
      await tryEverything({ AUTH0_DOMAIN: echo.domain, NO_PROXY: '', HTTPS_PROXY: address, ...fast })
    }
    expect(through.opened).toContain(echo.domain)
    through.close()
  })
})

describe('An app that uses the library', () => {
  it('logs every error completely: its message, hint and causes hold no secret', async () => {
    const answers = [
      ...[400, 401, 502].flatMap((status) => [refusing(status), afterToken(refusing(status))]),
      ...[200, 502].flatMap((status) => [saying(status, String), afterToken(saying(status, String))]),
      ...['text/plain', 'application/json'].flatMap((type) => [
        saying(200, String, type),
        afterToken(saying(200, String, type)),
      ]),
      afterToken(refusing(400), `${grantedToken}\nX-Header: 1`),
    ]
    for (const answering of answers) {
      echo.answers(answering)
      const tried = [{ accessToken: token }, { clientId: 'an-app', clientSecret }].flatMap((given) => {
        const settings = { domain: echo.domain, credentials: given, clientId: 'app', timeout_sec: 2 }
        const invitations = createInvitations(settings)
        return [
          invitations.invite({ email: 'ada@example.com' }),
          invitations.revoke('ada@example.com'),
          invitations.get('ada@example.com'),
          invitations.accept({ user_id: 'auth0|1', invitation_id: `inv_${'0'.repeat(32)}` }),
          invitations.joinRequests(),
        ]
      })
      for (const result of await Promise.allSettled(tried)) {
        const failure: unknown = result.status === 'rejected' ? result.reason : result.value
        const told = inspect(failure, { depth: 20, showHidden: true, maxStringLength: null })
        expectDiscreet(told.replace(/\n\s+at .*/g, ''), 'the library')
      }
    }
  })
})
