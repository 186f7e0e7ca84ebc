import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runCommand } from '../../run-command.ts'
import {
  beside,
  clientSecret,
  credentials,
  desk,
  everythingIn,
  expectDiscreet,
  token,
  tryEverything,
} from './all-that-is-told.ts'
import { scene } from './scene.ts'

const at = scene()

describe('A credential', () => {
  it('with a line break, a space or an invisible character inside is refused before the first call, without its value', async () => {
    await at.tenant.forgetRequests()
    const halves = ['half-of-a-credential', 'the-other-half-of-it']
    for (const between of ['\n', '\r\n', ' ', '\t', '\u0000', '\u001b[31m', '\u200b', '\u00a0', 'ü', '\u{1f511}']) {
      const torn = halves.join(between)
      for (const setting of [{ AUTH0_ACCESS_TOKEN: torn }, { AUTH0_CLIENT_ID: 'an-app', AUTH0_CLIENT_SECRET: torn }]) {
        const name = Object.keys(setting).at(-1) ?? ''
        for (const args of [['invite', 'ada@example.com'], ['deploy', 'plan', '--json'], ['doctor']]) {
          const settings = { ...beside, AUTH0_DOMAIN: at.tenant.description.domain, ...setting }
          const { exitCode, stdout, stderr } = await runCommand(args, settings)
          expect(exitCode).toBe(2)
          expect(stderr).toContain(`${name}: `)
          for (const half of halves) expect(stdout + stderr).not.toContain(half)
        }
      }
    }
    expect(await at.tenant.requests()).toEqual([])
  })

  it('in the wrong setting, or written out where it does not belong, is not repeated', async () => {
    const unknown = 'dQ5cR8vT1yW4zA7bE0fH3iK6lN9oP2sU5xZ8aC1dF4gJ7mQ0rV3wY6bD'
    for (const [index, secret] of [token, clientSecret, unknown].entries()) {
      const known = secret === unknown ? [] : credentials.slice(index, index + 1)
      const wrong = [
        { AUTH0_DOMAIN: secret },
        { INVITATIONS_CLIENT_ID: secret },
        { AUTH0_DOMAIN: `https://${secret}@acme.eu.auth0.com` },
        { AUTH0_DOMAIN: `https://app:${secret}@acme.eu.auth0.com/` },
        { INVITATIONS_APP_URL: `http://app.example.com/?token=${secret}` },
        { INVITATIONS_TIME_ZONE: secret },
        { INVITATIONS_DEFAULT_LOCALE: secret },
        { INVITATIONS_REFUSED_URL: `http://app:${secret}@app.example.com` },
        { INVITATIONS_REQUIRED_SINCE: secret },
      ]
      const by = known.length > 0 ? known : credentials
      for (const setting of wrong) await tryEverything({ AUTH0_DOMAIN: 'localhost:1', ...setting }, [secret], by)
      if (secret === unknown) continue
      const typed = [
        ['invite', secret],
        ['show', secret],
        ['list', '--since', secret],
        [secret],
        ['invite', `--${secret}`],
      ]
      for (const args of typed) {
        const { stdout, stderr } = await runCommand(args, { ...beside, AUTH0_DOMAIN: 'localhost:1', ...by[0] })
        expectDiscreet(stdout + stderr, args.join(' '))
      }
    }
  })

  it('that is swapped with the client id is not taken for an id, and is not in the audit log', async () => {
    const secret = 'dQ5cR8vT1yW4zA7bE0fH3iK6lN9oP2sU5xZ8aC1dF4gJ7mQ0rV3wY6bD'
    const folder = desk()
    const settings = {
      ...beside,
      AUTH0_DOMAIN: at.tenant.description.domain,
      AUTH0_CLIENT_ID: secret,
      AUTH0_CLIENT_SECRET: 'an-app-id',
    }
    const { exitCode, stdout, stderr } = await runCommand(
      ['invite', 'ada@example.com', '--audit', 'audit.ndjson'],
      settings,
      folder,
    )
    expect([exitCode, stderr.includes('AUTH0_CLIENT_ID: it is as long as a client secret')]).toEqual([2, true])
    expect(stdout + stderr + everythingIn(folder)).not.toContain(secret)
  })

  it('written out in an environment file that is not valid JSON is not repeated', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'secrets-'))
    mkdirSync(join(folder, 'tenant', 'env'), { recursive: true })
    writeFileSync(join(folder, 'tenant', 'env', 'prod.json'), `{"S":${clientSecret.slice(0, 20)}`)
    const { exitCode, stderr } = await runCommand(['doctor', '--env', 'prod'], beside, folder)
    expect(exitCode).toBe(2)
    expect(stderr).not.toContain(clientSecret.slice(0, 10))
  })
})

describe('A link that lets in anyone who has it', () => {
  it('is printed once, to the person who asked for it, and is in no file', async () => {
    const folder = desk()
    const args = ['invite', 'handed@example.com', '--link', '--audit', 'audit.ndjson']
    const { stdout, stderr } = await at.invitations(args, {}, folder)
    expect(stdout.match(/ticket=[\w-]{16,}/g)).toHaveLength(1)
    expect(stderr + everythingIn(folder)).not.toContain('ticket=')
    const json = await at.invitations(['resend', 'handed@example.com', '--link', '--json'], {}, folder)
    expect((json.stdout + json.stderr).match(/ticket=[\w-]{16,}/g)).toHaveLength(1)
  })

  it('turns up where nobody asked for it: it is hidden', async () => {
    const link = `https://${at.tenant.description.domain}/u/reset-verify?type=invite&ticket=r1ddJxJhkck7x0an1s0TLSkb7FToyoce`
    for (const args of [['invite', link], ['show', link], [link], ['list', '--since', link, '--json']]) {
      const { stdout, stderr } = await at.invitations(args)
      expect(stdout + stderr).not.toContain('r1ddJxJhkck7x0an1s0TLSkb7FToyoce')
    }
  })
})
