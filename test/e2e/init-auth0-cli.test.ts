import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { beforeEach, describe, expect, it } from 'vitest'
import { writesTo } from './deployed.ts'
import { initAt } from './init-desk.ts'
import { errorIn, stage } from './stage.ts'

const play = stage({ deployed: false, plan: 'free', isHurried: true })
const { called, desk, dotEnv, startOver, tokenWith } = initAt(play)

beforeEach(startOver)

/** A folder with a program that works like `auth0 api`, for this tenant. @param token that it is logged in with */
function standIn(token: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'auth0-cli-'))
  const given = JSON.stringify({ token, ca: play.tenant.description.ca_file })
  const code = `#!/usr/bin/env node
const { token, ca } = ${given}
const [command, method, path, ...flags] = process.argv.slice(2)
const flag = (name) => (flags.includes(name) ? flags[flags.indexOf(name) + 1] : undefined)
const headers = { authorization: 'Bearer ' + token, 'content-type': 'application/json' }
const options = { method: method.toUpperCase(), headers, ca: require('node:fs').readFileSync(ca) }
const request = require('node:https').request('https://' + flag('--tenant') + '/api/v2/' + path, options, (response) => {
  require('node:stream/consumers').text(response).then((body) => {
    if (response.statusCode === 403) {
      console.error('request failed because access token lacks scope: ' + body)
      process.exit(1)
    }
    if (body !== '') console.log(JSON.stringify(JSON.parse(body), null, 2))
  })
})
request.end(command === 'api' ? flag('--data') : undefined)
`
  writeFileSync(join(folder, 'auth0'), code)
  chmodSync(join(folder, 'auth0'), 0o700)
  return folder
}

function run(folder: string, path: string, ...more: string[]) {
  const settings = play.tenant.namedSettings
  const nothing = Object.fromEntries(Object.keys(settings).map((name) => [name, undefined]))
  const args = ['init', '--domain', play.tenant.description.domain, '--via', 'auth0-cli', '--yes', ...more]
  return play.invitations(args, { ...nothing, PATH: path }, folder)
}

const withNode = (folder: string) => `${folder}:${process.env['PATH']}`

describe('init --via auth0-cli', () => {
  it('makes the apps and .env with an auth0 CLI that is logged in, and needs no token', async () => {
    const { folder } = desk()
    const path = withNode(standIn(play.tenant.description.management_token))
    const foreseen = await run(folder, path, '--dry-run')
    expect([foreseen.exitCode, foreseen.stdout]).toEqual([
      0,
      expect.stringContaining('App invitations-admin: create it'),
    ])
    const ended = await run(folder, path)
    expect([ended.exitCode, ended.stderr]).toEqual([0, ''])
    expect(ended.stdout).toContain('+ Action accept-invitation: create it')
    const [admin] = await called('invitations-admin')
    expect(parseEnv(dotEnv(folder))).toMatchObject({
      AUTH0_CLIENT_ID: admin?.client_id,
      AUTH0_CLIENT_SECRET: admin?.client_secret,
    })
    await play.tenant.forgetRequests()
    expect((await run(folder, path)).stdout).toContain('.env already has all of it.')
    expect(await writesTo(play.tenant)).toEqual([])
  })

  it('says how to log in if its token may not make apps, and how to get the CLI if it is missing', async () => {
    const { folder } = desk()
    const small = errorIn(await run(folder, withNode(standIn(await tokenWith(['read:users']))), '--json'))
    expect(small).toMatchObject({
      code: 'missing_scope',
      hint: expect.stringContaining('auth0 login --scopes read:clients,') as string,
    })
    const none = errorIn(await run(folder, mkdtempSync(join(tmpdir(), 'nothing-')), '--json'))
    expect(none).toMatchObject({ code: 'usage', message: 'The auth0 CLI is not installed.' })
  })
})
