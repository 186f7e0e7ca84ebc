import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { importInvited } from '../invited-users.ts'
import { errorIn, objects, stage } from './stage.ts'

const play = stage({ deployed: false })
const folder = mkdtempSync(join(tmpdir(), 'many-'))
const everybody = 1201

beforeAll(async () => {
  await importInvited(play.tenant, everybody)
  await play.tenant.advance(5) // searches can be behind by seconds
})
afterAll(() => rmSync(folder, { recursive: true }))

describe('more invitations than Auth0’s search returns', () => {
  it('are listed by an export, and the program says so', async () => {
    const { stdout, stderr, exitCode } = await play.invitations(['list', '--format', 'csv'])
    expect(exitCode).toBe(0)
    const [header, ...rows] = stdout.trimEnd().split('\r\n')
    expect(header).toMatch(/^email,user_id,invitation_id,status,name,/)
    expect(new Set(rows.map((row) => row.split(',')[0])).size).toBe(everybody)
    expect(stderr).toContain(`Note: ${everybody} users match, but Auth0's search ends at 1000`)
  })

  it('look the same as a few', async () => {
    const [one] = objects(await play.invitations(['show', 'user7@example.com', '--json']))
    const listed = objects(await play.invitations(['list', '--search', 'user7@', '--json']))
    const { deliveries, history, forgot_password, ...row } = one ?? {}
    expect([deliveries, history, forgot_password]).not.toContain(undefined)
    expect(listed).toEqual([row])
  })

  it('are searched as usual for a status that fewer have', async () => {
    const ended = await play.invitations(['list', '--status', 'revoked'])
    expect(ended.stdout).toMatch(/\n16 invitations\n$/)
    expect(ended.stderr).toBe('')
  })

  it('are shown in a table with even columns, and counted', async () => {
    const { stdout } = await play.invitations(['list'])
    const lines = stdout.split('\n')
    expect(lines.at(-2)).toBe(`${everybody} invitations`)
    expect(new Set(lines.slice(0, 1000).map((line) => line.search(/(pending|accepted|revoked|status) /))).size).toBe(1)
  })

  it('are all counted by report, for people and for programs', async () => {
    const people = await play.invitations(['report', '--since', '2026-01-01'])
    expect(people.exitCode).toBe(0)
    expect(people.stdout).toContain(': 784 pending, 401 accepted, 16 revoked')
    expect(people.stdout).toMatch(/^accepted +█{10}░{20} {2}401 \(33 %\)$/m)
    expect(people.stdout).toContain('Half accepted within 1 h, nine of ten within 1 h.')
    expect(people.stdout).toContain('(15 of 20; --json has all)')
    const [report, ...others] = objects(await play.invitations(['report', '--json']))
    expect(others).toEqual([])
    expect(report).toMatchObject({
      since: null,
      funnel: { created: everybody, mailed: everybody, password_set: 401, accepted: 401 },
      seconds_to_accept: { median: 3600, p90: 3600 },
      by_day: [{ day: '2026-01-01', created: everybody }],
    })
    expect(objects(await play.invitations(['report', '--json', '--since', '1d']))[0]).toMatchObject({
      funnel: { created: 0 },
      by_inviter: [],
    })
  })

  it('are counted the same by report --html, on a page that needs no network', async () => {
    const file = join(folder, 'report.html')
    const ended = await play.invitations(['report', '--html', file])
    expect(ended.exitCode).toBe(0)
    const page = readFileSync(file, 'utf8')
    expect(page).toContain(`password set: 401 (33\u00a0%)`)
    expect(page).toContain('784 pending')
    expect(page).not.toMatch(/<script|<link|src=|url\(|@import|href=/)
    const unwritten = await play.invitations(['report', '--html', join(file, 'no-folder.html'), '--json'])
    expect(unwritten.exitCode).toBe(1)
    expect(errorIn(unwritten).code).toBe('output_failed')
  })

  it('are all checked by remind and reconcile, too', async () => {
    const due = objects(await play.invitations(['remind', '--dry-run', '--json'])).filter(
      ({ reason }) => reason === 'dry_run',
    )
    expect(due).toHaveLength(784)
    const reconciled = await play.invitations(['reconcile', '--dry-run'])
    expect(reconciled.stderr).toContain(`Note: ${everybody} users match`)
    expect(reconciled.stderr).not.toContain('not looked at')
  })

  it('are all written by export, into a file that only its owner can read', async () => {
    const file = join(folder, 'all.csv')
    const ended = await play.invitations(['export', '--output', file])
    expect(ended.stdout).toBe(`${everybody} invitations written to ${file}.\n`)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    const lines = readFileSync(file, 'utf8').trimEnd().split('\r\n')
    expect(lines).toHaveLength(everybody + 1)
    expect(lines[0]).toMatch(/^email,.*,note,locale,time_zone,redirect_to,roles,context$/)
  })

  it('are not read from Auth0 if the file of an export cannot be written', async () => {
    await play.tenant.forgetRequests()
    const ended = await play.invitations(['export', '--output', join(folder, 'no', 'such', 'folder.csv')])
    expect(ended.exitCode).toBe(1)
    expect(ended.stderr).toMatch(
      /^Error \(output_failed\): .*folder\.csv cannot be written: its folder does not exist\. Nothing was done\.$/m,
    )
    expect(await play.tenant.requests()).toEqual([])
  })

  it('give a clear error if the export fails at Auth0', async () => {
    await play.tenant.faults([{ path: '/api/v2/jobs/users-exports', status: 500, times: 3 }])
    const ended = await play.invitations(['list'])
    await play.tenant.faults([])
    expect(ended.exitCode).toBe(1)
    expect(ended.stderr).toMatch(/Error \(tenant_refused\): Could not export the users: Auth0 answered 500/)
  })
})
