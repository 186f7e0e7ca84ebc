import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { objects, stage } from './stage.ts'

const play = stage({ deployed: false })
beforeEach(() => play.tenant.faults([]))

function desk(csv: string) {
  const folder = mkdtempSync(join(tmpdir(), 'import-'))
  writeFileSync(join(folder, 'people.csv'), csv)
  return {
    import: (...flags: string[]) => play.invitations(['import', 'people.csv', ...flags], {}, folder),
    result: () => readFileSync(join(folder, 'people.result.csv'), 'utf8').trimEnd().split('\r\n').slice(1),
  }
}

const people = (name: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${name}${index}@example.com`)
const mails = async (emails: string[]) =>
  Promise.all(emails.map(async (email) => (await play.tenant.outbox(email)).length))

describe('an import of very many', () => {
  it('makes the accounts by import jobs and mails them one by one, with hardly more than a call per invitation', async () => {
    const emails = people('bulk', 600)
    await play.tenant.forgetRequests()
    const ended = await desk(`email,note\n${emails.map((email) => `${email},${'x'.repeat(450)}\n`).join('')}`).import(
      '--yes',
    )
    expect(ended.exitCode).toBe(0)
    const calls = (await play.tenant.requests()).map(({ method, path }) => `${method} ${path.split('?')[0]}`)
    expect(calls.filter((call) => call === 'POST /dbconnections/change_password')).toHaveLength(600)
    expect(calls.filter((call) => call === 'POST /api/v2/jobs/users-imports')).toHaveLength(2) // 500 kB each
    expect(calls).not.toContain('POST /api/v2/users')
    expect(await mails([emails[0] ?? '', emails[599] ?? ''])).toEqual([1, 1])
  })

  it('leaves an existing account as it is, and names its row', async () => {
    await play.invitations(['invite', 'there@example.com', '--note', 'first'])
    const [first, second] = ['new@example.com', 'there@example.com']
    const { exitCode, stdout } = await desk(`email,note\n${first},\n${second},second\n`).import('--bulk', '1', '--json')
    expect(exitCode).toBe(0)
    const outcomes = objects({ exitCode, stdout, stderr: '' }).map(({ email, outcome }) => [email, outcome])
    expect(outcomes).toEqual(
      expect.arrayContaining([
        [first, 'invited'],
        [second, 'already_invited'],
      ]),
    )
    const { body } = await play.tenant.manage('GET', `users-by-email?email=${second}`)
    expect(body).toMatchObject([{ app_metadata: { invitation: { note: 'first' } } }])
  })

  it('checks row by row if the result of a job is gone', async () => {
    const emails = people('gone', 5)
    await play.tenant.faults([{ method: 'GET', path: '/api/v2/jobs', status: 404 }])
    expect((await desk(`email\n${emails.join('\n')}\n`).import('--bulk', '1')).exitCode).toBe(0)
    expect(await mails(emails)).toEqual([1, 1, 1, 1, 1])
  })

  it('invites separately if an invitation lasts less than an hour, because the mail would otherwise come too late', async () => {
    await play.tenant.forgetRequests()
    const { exitCode } = await desk('email,ttl\nshort@example.com,10m\n').import('--bulk', '1')
    expect(exitCode).toBe(0)
    const paths = (await play.tenant.requests()).map(({ path }) => path)
    expect(paths).not.toContain('/api/v2/jobs/users-imports')
  })

  it('invites a row with roles separately, and gives the roles', async () => {
    const { body } = await play.tenant.manage('POST', 'roles', { name: 'editor' })
    const { exitCode } = await desk('email,roles\neditor@example.com,editor\nplain@example.com,\n').import(
      '--bulk',
      '1',
    )
    expect(exitCode).toBe(0)
    const { id } = body as { id: string }
    expect((await play.tenant.manage('GET', `roles/${id}/users`)).body).toMatchObject([{ email: 'editor@example.com' }])
    expect(await mails(['editor@example.com', 'plain@example.com'])).toEqual([1, 1])
  })

  it('names the row of a page that is not the app’s, and makes no account for it', async () => {
    const { import: importAll, result } = desk('email,redirect_to\nastray@example.com,https://evil.example/\n')
    expect((await importAll('--bulk', '1')).exitCode).not.toBe(0)
    expect(result()[0]).toContain('failed,invalid_redirect_to')
    expect((await play.tenant.manage('GET', 'users-by-email?email=astray@example.com')).body).toEqual([])
  })

  it('notes a mail that could not be asked for, and the same command sends it', async () => {
    const emails = people('late', 3)
    const { import: importAll, result } = desk(`email\n${emails.join('\n')}\n`)
    await play.tenant.faults([{ method: 'POST', path: '/dbconnections/change_password', times: 2, status: 400 }])
    expect((await importAll('--bulk', '1')).exitCode).toBe(1)
    expect(result().filter((row) => row.includes('failed,email_not_sent'))).toHaveLength(2)
    await play.tenant.faults([])
    expect((await importAll('--bulk', '1')).exitCode).toBe(0)
    expect(await mails(emails)).toEqual([1, 1, 1])
  })

  it('goes row by row if the token lacks read:connections, unless somebody asks for jobs', async () => {
    const { tenant } = play
    const app = { name: 'inviter', app_type: 'non_interactive', grant_types: ['client_credentials'] }
    const { body } = await tenant.manage('POST', 'clients', app)
    const { client_id, client_secret } = body as { client_id: string; client_secret: string }
    const grant = { audience: `${tenant.description.issuer}api/v2/`, scope: ['create:users', 'update:users'] }
    await tenant.manage('POST', 'client-grants', { client_id, ...grant })
    const folder = mkdtempSync(join(tmpdir(), 'import-'))
    const emails = people('narrow', 200)
    writeFileSync(join(folder, 'people.csv'), `email\n${emails.join('\n')}\n`)
    const settings = { AUTH0_CLIENT_ID: client_id, AUTH0_CLIENT_SECRET: client_secret }
    const importWith = (...flags: string[]) =>
      play.invitations(['import', 'people.csv', '--yes', ...flags], settings, folder)
    const asked = await importWith('--bulk', '200')
    expect([asked.exitCode, asked.stderr]).toEqual([2, expect.stringContaining('missing_scope') as string])
    expect((await importWith()).exitCode).toBe(0)
    expect(await mails([emails[0] ?? '', emails[199] ?? ''])).toEqual([1, 1])
  })
})
