import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { errorIn, stage } from './stage.ts'

const play = stage({ deployed: false })

async function makeForeignAction(name: string): Promise<void> {
  const code = 'exports.onExecutePostLogin = async () => {}'
  const draft = { name, code, supported_triggers: [{ id: 'post-login', version: 'v3' }] }
  const { body } = await play.tenant.manage('POST', 'actions/actions', draft)
  await play.tenant.manage('POST', `actions/actions/${(body as { id: string }).id}/deploy`)
}

async function boundToPostLogin(): Promise<unknown[]> {
  const { body } = await play.tenant.manage('GET', 'actions/triggers/post-login/bindings')
  return (body as { bindings: { action: { name: string } }[] }).bindings.map(({ action }) => action.name)
}

async function writes(): Promise<string[]> {
  const calls = await play.tenant.requests()
  return calls.filter(({ method }) => method !== 'GET').map(({ method, path }) => `${method} ${path}`)
}

describe('a deploy', () => {
  beforeEach(() => play.tenant.reset())

  it('into a tenant that others use keeps their Actions, texts and sender, and saves the template that it replaces', async () => {
    await makeForeignAction('enrich-token')
    await makeForeignAction('audit')
    const bindings = ['enrich-token', 'audit'].map((value) => ({
      ref: { type: 'action_name', value },
      display_name: value,
    }))
    await play.tenant.manage('PATCH', 'actions/triggers/post-login/bindings', { bindings })
    const texts = { 'reset-password': { title: 'Theirs' }, 'reset-password-email': { title: 'Look into your mail' } }
    await play.tenant.manage('PUT', 'prompts/reset-password/custom-text/en', texts)
    await play.tenant.manage('PUT', 'prompts/login/custom-text/en', { login: { title: 'Hello' } })
    const theirs = {
      body: '<p>{{ url }}</p>',
      subject: 'Reset',
      from: 'Acme <hi@acme.example>',
      syntax: 'liquid',
      enabled: false,
      urlLifetimeInSeconds: 3600,
    }
    await play.tenant.manage('POST', 'email-templates', { template: 'reset_email', ...theirs })
    const folder = mkdtempSync(join(tmpdir(), 'deploy-'))

    const ended = await play.invitations(['deploy', 'apply', '--yes'], {}, folder)

    expect(ended.exitCode).toBe(0)
    expect(ended.stdout).toContain('Links in all reset mails of the tenant: expire after 7 days instead of 1 hour.')
    expect(ended.stdout).toContain('It was off, and will be on.')
    expect(await boundToPostLogin()).toEqual(['enrich-token', 'audit', 'accept-invitation'])
    const { body: after } = await play.tenant.manage('GET', 'prompts/reset-password/custom-text/en')
    expect(after).toMatchObject({
      'reset-password': { title: 'Choose your password' },
      'reset-password-email': texts['reset-password-email'],
    })
    expect((await play.tenant.manage('GET', 'prompts/login/custom-text/en')).body).toMatchObject({
      login: { title: 'Hello', 'wrong-credentials': expect.stringContaining('If you were invited') as string },
    })
    const { body: template } = await play.tenant.manage('GET', 'email-templates/reset_email')
    expect(template).toMatchObject({ from: theirs.from, enabled: true })
    const [saved = ''] = readdirSync(join(folder, 'backups'))
    expect(JSON.parse(readFileSync(join(folder, 'backups', saved), 'utf8'))).toMatchObject({
      body: theirs.body,
      subject: 'Reset',
      enabled: false,
      urlLifetimeInSeconds: 3600,
    })
  })

  it('a second time leaves the tenant as it is', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'deploy-'))
    await play.invitations(['deploy', 'apply', '--yes'], {}, folder)
    const ended = await play.invitations(['deploy', 'apply', '--yes'], {}, folder)
    expect(ended.exitCode).toBe(0)
    expect(ended.stdout).not.toMatch(/reset_email|Trigger|Prompt|Links/)
    expect(await boundToPostLogin()).toEqual(['accept-invitation'])
    expect(readdirSync(folder)).toEqual(['.auth0-invitations']) // nothing was replaced; the program remembers what is in order
  })

  it('works while NODE_OPTIONS loads a file from the folder of the program: the Deploy CLI only gets whom to trust', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'deploy-'))
    writeFileSync(join(folder, 'trace.cjs'), '')
    const options = { NODE_OPTIONS: '--use-openssl-ca --require ./trace.cjs' }
    const ended = await play.invitations(['deploy', 'apply', '--yes'], options, folder)
    expect([ended.exitCode, ended.stderr]).toEqual([0, ''])
  })

  it('with --dry-run says what would change and writes nothing', async () => {
    const ended = await play.invitations(['deploy', 'apply', '--dry-run'])
    expect(ended.exitCode).toBe(0)
    expect(ended.stdout).toContain('Trigger post-login: bind accept-invitation.')
    expect(ended.stdout).toContain('Nothing was done.')
    expect(await writes()).toEqual(['POST /oauth/token'])
  })

  it('asks; if nobody can answer, it stops with exit code 2 and writes nothing', async () => {
    const ended = await play.invitations(['deploy', 'apply', '--json'])
    expect(ended.exitCode).toBe(2)
    expect(errorIn(ended)).toMatchObject({ code: 'confirmation_needed' })
    expect(await writes()).toEqual(['POST /oauth/token'])
  })

  it('with AUTH0_ALLOW_DELETE is refused, because the Deploy CLI would delete what others made', async () => {
    const ended = await play.invitations(['deploy', 'apply', '--yes', '--json'], { AUTH0_ALLOW_DELETE: 'true' })
    expect(ended.exitCode).toBe(2)
    expect(errorIn(ended)).toMatchObject({ code: 'allow_delete_refused' })
    expect(await play.tenant.requests()).toEqual([])
  })

  it('with a token that lacks a scope names the scope', async () => {
    const { body } = await play.tenant.manage('GET', 'client-grants')
    const [grant] = body as { id: string; scope: string[] }[]
    const scope = grant?.scope.filter((one) => one !== 'create:actions')
    await play.tenant.manage('PATCH', `client-grants/${grant?.id ?? ''}`, { scope })
    await play.tenant.forgetRequests()
    const ended = await play.invitations(['deploy', 'apply', '--yes', '--json'])
    expect(ended.exitCode).toBe(2)
    expect(errorIn(ended)).toMatchObject({ code: 'missing_scope' })
    expect(errorIn(ended).message).toContain('create:actions')
    expect(await writes()).toEqual(['POST /oauth/token'])
  })
})
