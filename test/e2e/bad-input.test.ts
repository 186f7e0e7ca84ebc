import { beforeEach, describe, expect, it } from 'vitest'
import { errorIn, stage } from './stage.ts'

const play = stage({ deployed: false })
const ada = 'ada@example.com'

describe('wrong input ends with exit code 2, one error, and no call', () => {
  beforeEach(() => play.tenant.forgetRequests())

  it.each([
    ['invalid_email', ['invite', 'ada@example']],
    ['invalid_context', ['invite', ada, '--context', '{plan:']],
    ['context_too_large', ['invite', ada, '--context', JSON.stringify({ a: 'x'.repeat(1024) })]],
    ['note_too_long', ['invite', ada, '--note', 'n'.repeat(501)]],
    ['invalid_name', ['invite', ada, '--name', 'Ada www.evil.com']],
    ['invalid_name', ['invite', ada, '--name', 'evil\u3002com']],
    ['invalid_invited_by', ['invite', ada, '--invited-by', 'https://evil.com']],
    ['invalid_redirect_to', ['invite', ada, '--redirect-to', 'http://app.example.com/']],
    ['invalid_ttl', ['invite', ada, '--ttl', '31d']],
    ['invalid_ttl', ['invite', ada, '--ttl', 'soon']],
    ['invalid_locale', ['invite', ada, '--locale', '!']],
    ['usage', ['invite']],
    ['usage', ['invite', ada, '--colour', 'red']],
    ['usage', ['show']],
    ['usage', ['show', 'inv_%']],
    ['usage', ['list', '--status', 'unknown']],
    ['usage', ['list', '--since', 'yesterday-ish']],
    ['usage', ['show', 'nobody']],
    ['usage', ['list', 'extra']],
    ['usage', ['resend']],
    ['usage', ['revoke']],
    ['usage', ['deploy']],
    ['usage', ['dance']],
  ])('%s: %j', async (code, args) => {
    const ended = await play.invitations([...args, '--json'])
    expect(ended.exitCode).toBe(2)
    expect(errorIn(ended).code).toBe(code)
    expect(errorIn(ended).hint).not.toBe('')
    expect(ended.stdout).toBe('')
    expect(ended.stderr).not.toMatch(/\n\s+at /)
    expect(await play.tenant.requests()).toEqual([])
  })

  it('one wrong address among several: nobody is invited', async () => {
    const ended = await play.invitations(['invite', ada, 'not-an-address', '--json'])
    expect(ended.exitCode).toBe(2)
    expect(await play.tenant.requests()).toEqual([])
  })

  it('more than 50 mails: the program asks; without a terminal, --yes is the answer', async () => {
    const many = Array.from({ length: 51 }, (_, i) => `many-${i}@example.com`)
    const ended = await play.invitations(['invite', ...many, '--json'])
    expect(ended.exitCode).toBe(2)
    expect(errorIn(ended)).toMatchObject({ code: 'confirmation_needed' })
    expect(errorIn(ended).message).toContain('Send 51 mails?')
    expect(await play.tenant.requests()).toEqual([])
  })
})

describe('wrong settings', () => {
  it('are all listed at once', async () => {
    const missing = { AUTH0_DOMAIN: '', AUTH0_CLIENT_ID: undefined, INVITATIONS_CLIENT_ID: undefined }
    const ended = await play.invitations(['invite', ada, '--json'], missing)
    expect(ended.exitCode).toBe(2)
    const { code, message } = errorIn(ended)
    expect(code).toBe('settings_incomplete')
    expect(message).toContain('3 settings are missing or wrong')
    for (const name of Object.keys(missing)) expect(message).toContain(name)
  })

  it.each([
    [2, 'wrong_credentials', { AUTH0_CLIENT_SECRET: 'wrong-and-hush' }, 'AUTH0_CLIENT_SECRET'],
    [2, 'wrong_credentials', { AUTH0_ACCESS_TOKEN: 'not.a.token-and-hush' }, 'AUTH0_ACCESS_TOKEN'],
    [2, 'unknown_connection', { INVITATIONS_CONNECTION: 'Nowhere' }, 'INVITATIONS_CONNECTION'],
    [1, 'tenant_unreachable', { AUTH0_DOMAIN: 'localhost:1' }, 'AUTH0_DOMAIN'],
    [1, 'tls_not_trusted', { SSL_CERT_FILE: undefined }, 'NODE_EXTRA_CA_CERTS'],
  ])('end with exit code %i and %s', async (exitCode, code, settings, hint) => {
    const ended = await play.invitations(['invite', ada, '--json'], settings)
    expect(ended.exitCode).toBe(exitCode)
    expect(errorIn(ended).code).toBe(code)
    expect(errorIn(ended).hint).toContain(hint)
    expect(ended.stderr).not.toMatch(/\n\s+at |and-hush/)
    expect((await play.tenant.manage('GET', `users-by-email?email=${ada}`)).body).toEqual([])
  })

  it('a token without a scope: the error names the scope', async () => {
    const { body } = await play.tenant.manage('GET', 'client-grants')
    const [grant] = body as { id: string; scope: string[] }[]
    const path = `client-grants/${grant?.id ?? ''}`
    await play.tenant.manage('PATCH', path, { scope: grant?.scope.filter((scope) => scope !== 'create:users') })
    const ended = await play.invitations(['invite', ada, '--json'])
    await play.tenant.manage('PATCH', path, { scope: grant?.scope })
    expect(ended.exitCode).toBe(2)
    expect(errorIn(ended)).toMatchObject({ code: 'missing_scope' })
    expect(errorIn(ended).message).toContain('create:users')
  })
})

describe('help', () => {
  it('for every command says what it does and what its flags mean, with an example and the exit codes', async () => {
    const overview = await play.invitations(['--help'])
    expect(overview.exitCode).toBe(0)
    const commands = [...overview.stdout.matchAll(/^ {2}(\w+(?: \w+)?) {2,}(\S.*)$/gm)]
    expect(commands.map(([, name]) => name)).toEqual(expect.arrayContaining(['invite', 'deploy apply', 'completion']))
    for (const [, name = '', summary] of commands) {
      const { exitCode, stdout } = await play.invitations([...name.split(' '), '--help'])
      expect([name, exitCode]).toEqual([name, 0])
      expect(stdout.toLowerCase()).toContain(`${summary?.toLowerCase()}.\n\nusage: auth0-invitations ${name} `)
      expect(stdout, name).toMatch(new RegExp(`\n\nExamples?:\n  .*invitations ${name} ?.*\n`))
      expect(stdout).toContain('\n\nExit codes: 0 done')
      for (const flag of stdout.match(/^ {2}--.*$/gm) ?? []) expect(flag).toMatch(/^ {2}--[a-z-]+( <[^>]+>)? {2,}\S/)
    }
  })

  it.each([
    [['help', 'invite'], 'Usage: auth0-invitations invite '],
    [['invite', '-h'], 'Usage: auth0-invitations invite '],
    [['-h', 'invite'], 'Usage: auth0-invitations invite '],
    [['invite', 'ada@example.com', '--json', '-h'], 'Usage: auth0-invitations invite '],
    [['help', 'deploy', 'plan'], 'Usage: auth0-invitations deploy plan '],
    [['deploy', 'plan', '-h'], 'Usage: auth0-invitations deploy plan '],
    [['help', 'deploy'], '  deploy rollback '],
    [['deploy', '--help'], '  deploy rollback '],
    [['help'], '  invite '],
    [['-h'], '  invite '],
  ])('%j is understood', async (args, text) => {
    const { exitCode, stdout } = await play.invitations(args)
    expect([exitCode, stdout]).toEqual([0, expect.stringContaining(text)])
  })

  it('for an unknown command lists the commands', async () => {
    const ended = await play.invitations(['help', 'invit'])
    expect([ended.exitCode, ended.stderr]).toEqual([2, expect.stringContaining('There is no command "invit"')])
  })
})
