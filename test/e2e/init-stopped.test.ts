import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { beforeEach, describe, expect, it } from 'vitest'
import { pressCtrlC } from './ctrl-c.ts'
import { boundTo } from './deployed.ts'
import { initAt, type InitDesk } from './init-desk.ts'
import { stage } from './stage.ts'

const play = stage({ deployed: false })
const { called, desk, dotEnv, startOver, whole } = initAt(play)

beforeEach(startOver)

describe('init that is stopped in the middle', () => {
  /** Starts it in a process of its own. */
  function start({ folder, token }: InitDesk) {
    const { domain, ca_file } = play.tenant.description
    const args = ['init', '--domain', domain, '--token-file', token, '--deploy', '--yes']
    const env = { PATH: process.env['PATH'], HOME: folder, NODE_EXTRA_CA_CERTS: ca_file }
    const child = spawn(process.execPath, [join(process.cwd(), 'dist', 'invitations.cjs'), ...args], {
      ...{ cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] as const },
    })
    return { child, said: text(child.stderr), ended: once(child, 'close') }
  }

  async function expectNextRunFinishes(at: InitDesk): Promise<void> {
    await play.tenant.faults([])
    const next = await whole(at, '--deploy')
    expect([next.exitCode, next.stderr]).toEqual([0, ''])
    for (const name of ['invitations-admin', 'invitations-deploy']) {
      expect(await called(name)).toHaveLength(1)
      expect(dotEnv(at.folder)).toContain((await called(name))[0]?.client_secret)
    }
    expect(await boundTo(play.tenant, 'post-login')).toContain('accept-invitation')
  }

  it('by Ctrl-C while it makes the first app: it finishes the app, writes no .env, and the next run goes on', async () => {
    const at = desk()
    await play.tenant.faults([{ method: 'POST', path: '/api/v2/clients', times: 1, hold: 'app' }])
    const { child, said, ended } = start(at)
    await play.tenant.held('app')
    await pressCtrlC(child)
    await play.tenant.release('app')
    expect((await ended)[0]).toBe(130)
    expect(await said).toMatch(
      /Stopped by Ctrl-C\. The apps are in localhost:\d+, and \.env is unchanged\.\nTo continue: .*invitations.cjs init\n/,
    )
    expect(readdirSync(at.folder)).toEqual([])
    await expectNextRunFinishes(at)
  })

  it.each([
    ['before anything is made', { method: 'GET', path: '/api/v2/client-grants' }],
    ['when one app has no scopes yet', { method: 'POST', path: '/api/v2/client-grants' }],
    ['when the apps are made and their secrets are not in .env', { method: 'GET', path: '/api/v2/clients', after: 2 }],
    ['in the deploy', { method: 'POST', path: '/api/v2/actions/actions', after: 1 }],
  ])('by a kill %s: the next run finishes', async (_, fault) => {
    const at = desk()
    await play.tenant.faults([{ ...fault, times: 1, hold: 'here' }])
    const { child, ended } = start(at)
    await play.tenant.held('here')
    child.kill('SIGKILL')
    await ended
    await expectNextRunFinishes(at)
  })
})
