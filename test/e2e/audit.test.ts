import { mkdtempSync, readFileSync, statSync } from 'node:fs'
import { hostname, tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { errorIn, stage } from './stage.ts'

const play = stage({ deployed: false })
const folder = mkdtempSync(join(tmpdir(), 'audit-'))
const lines = (file: string) =>
  readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)

describe('--audit', () => {
  it('appends who did what and when, to a file that only its owner can read', async () => {
    const file = join(folder, 'audit.ndjson')
    const ended = await play.invitations(['invite', 'ada@example.com', '--note', 'Between us.', '--audit', file])
    expect(ended.stdout).toMatch(
      /\nRecorded in .*audit\.ndjson\. The tenant's own log: https:\/\/manage\.auth0\.com\/#\/logs\n$/,
    )
    await play.invitations(['revoke', 'ada@example.com', 'eve@example.com', '--yes', '--json', '--audit', file])
    const { domain, clients } = play.tenant.description
    const who = { user: userInfo().username, host: hostname(), tenant: domain, client_id: clients.deploy.client_id }
    const at = expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) as string
    expect(lines(file)).toMatchObject([
      { at, ...who, command: 'invite', event: 'started', operands: ['ada@example.com'] },
      {
        at,
        ...who,
        command: 'invite',
        event: 'result',
        email: 'ada@example.com',
        outcome: 'invited',
        email_sent: true,
      },
      { at, ...who, command: 'invite', event: 'ended', exit_code: 0 },
      { command: 'revoke', event: 'started', operands: ['ada@example.com', 'eve@example.com'] },
      { command: 'revoke', event: 'result', email: 'ada@example.com', outcome: 'revoked', reason: null },
      { command: 'revoke', event: 'result', email: 'eve@example.com', outcome: 'failed', reason: 'not_found' },
      { command: 'revoke', event: 'ended', exit_code: 1 },
    ])
    expect(statSync(file).mode & 0o777).toBe(0o600)
    const text = readFileSync(file, 'utf8')
    for (const secret of ['Between us', clients.deploy.client_secret, 'ticket=']) expect(text).not.toContain(secret)
  })

  it('is a setting, too; commands that change nothing are not in it', async () => {
    const file = join(folder, 'setting.ndjson')
    const settings = { INVITATIONS_AUDIT_FILE: file }
    await play.invitations(['invite', 'dry@example.com', '--dry-run'], settings)
    await play.invitations(['list'], settings)
    expect((await play.invitations(['requests'], settings)).exitCode).toBe(0)
    expect(() => statSync(file)).toThrow('ENOENT')
    await play.invitations(['resend', 'nobody'], settings)
    expect(lines(file).at(-1)).toMatchObject({ command: 'resend', event: 'ended', exit_code: 2, error: 'usage' })
  })

  it('holds no link that is handed over', async () => {
    const file = join(folder, 'link.ndjson')
    const ended = await play.invitations(['invite', 'link@example.com', '--link', '--json', '--audit', file])
    expect(ended.stdout).toContain('ticket=')
    expect(lines(file)[1]).toMatchObject({ event: 'result', email: 'link@example.com', outcome: 'invited' })
    expect(readFileSync(file, 'utf8')).not.toContain('ticket=')
  })

  it('with a file that cannot be written stops everything before the first call', async () => {
    await play.tenant.forgetRequests()
    const ended = await play.invitations(['invite', 'unnoted@example.com', '--json', '--audit', folder])
    expect(ended.exitCode).toBe(1)
    expect(errorIn(ended)).toMatchObject({ code: 'audit_failed' })
    expect(await play.tenant.requests()).toEqual([])
  })

  it('notes what a deploy does', async () => {
    const file = join(folder, 'deploy.ndjson')
    await play.invitations(['deploy', 'apply', '--yes', '--audit', file])
    const told = lines(file)
    expect(told.map(({ event }) => event)).toEqual([
      'started',
      ...told.slice(1, -2).map(() => 'planned'),
      'result',
      'ended',
    ])
    expect(told[1]).toMatchObject({
      command: 'deploy apply',
      change: expect.stringContaining('accept-invitation') as string,
    })
  })
})
