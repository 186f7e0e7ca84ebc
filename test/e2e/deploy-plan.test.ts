import { mkdtempSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { deployedOnce } from '../lent-tenants.ts'
import { actionNamed, boundTo, othersBind, othersMake, versionsOf, writesTo } from './deployed.ts'
import { errorIn, objects, stage } from './stage.ts'

const play = stage({ deployed: false })
const deploy = (args: string[], settings?: Record<string, string | undefined>) =>
  play.invitations(['deploy', ...args], settings, mkdtempSync(join(tmpdir(), 'deploy-')))

/** How many deploys without a change are made; Auth0 keeps 50 versions of an Action. */
const DEPLOYS = Number(process.env['DEPLOYS'] ?? 5)

describe('deploy plan', () => {
  beforeEach(() => play.tenant.reset())

  it('says what would change and why, what affects everybody and what stays; it writes nothing and ends with exit code 3', async () => {
    await othersMake(play.tenant, 'post-login', ['enrich-token', 'audit'])
    await othersBind(play.tenant, 'post-login', ['enrich-token', 'audit'])
    const body = '<p>Hello,</p>\n<p>{{ url }}</p>'
    const theirs = { template: 'reset_email', body, subject: 'Reset', from: 'hi@acme.example', syntax: 'liquid' }
    await play.tenant.manage('POST', 'email-templates', { ...theirs, enabled: true })
    await play.tenant.forgetRequests()

    const ended = await deploy(['plan'])

    expect(ended.exitCode).toBe(3)
    for (const line of [
      '  + Trigger post-login: bind accept-invitation, after enrich-token, audit.',
      '\nFor everyone in the tenant, not only invitees:\n',
      '  ! After this, every change_password call in the tenant needs a client_id.\n',
      '  ! Everyone who resets a password gets this mail.\n',
      '\nTo undo it:\n  auth0-invitations deploy rollback\n',
      '  ~ Email template reset_email: replace it; the current one is saved first.\n',
      '      -Reset\n',
      '      -<p>Hello,</p>\n      -<p>{{ url }}</p>\n',
      '\nNot touched:\n  post-login: enrich-token, audit, in this order\n',
    ]) {
      expect(ended.stdout).toContain(line)
    }
    expect(await writesTo(play.tenant)).toEqual([])
  })

  it('with --json prints each change as an object, and how many there are', async () => {
    const ended = await deploy(['plan', '--json'])
    expect(ended.exitCode).toBe(3)
    const lines = objects(ended)
    expect(lines[0]).toMatchObject({ type: 'change', resource: 'action', name: 'accept-invitation', action: 'create' })
    expect(lines.at(-1)).toMatchObject({ type: 'summary', domain: play.tenant.description.domain, changes: 9 })
  })

  it('with --first puts our Actions before others at a sign-in', async () => {
    await othersMake(play.tenant, 'post-login', ['enrich-token'])
    await othersBind(play.tenant, 'post-login', ['enrich-token'])
    const { stdout } = await deploy(['plan', '--first'])
    expect(stdout).toContain('Trigger post-login: bind accept-invitation, before enrich-token.')
  })

  it('leaves out the guard or the texts if a flag or INVITATIONS_WITHOUT says so', async () => {
    const all = await deploy(['plan'])
    expect(all.stdout).toMatch(/Action guard-invitation-link: create it[^]*Prompt reset-password/)
    for (const ended of [
      await deploy(['plan', '--without-guard', '--without-texts']),
      await deploy(['plan'], { INVITATIONS_WITHOUT: 'guard, texts' }),
    ]) {
      expect(ended.exitCode).toBe(3)
      expect(ended.stdout).not.toMatch(/guard-invitation-link|Prompt/)
    }
    const typo = await deploy(['plan', '--json'], { INVITATIONS_WITHOUT: 'gaurd' })
    expect(typo.exitCode).toBe(2)
    expect(errorIn(typo).message).toContain('INVITATIONS_WITHOUT: "gaurd" is not guard or texts.')
  })
})

describe('a plan in a file', () => {
  beforeEach(() => play.tenant.reset())

  it('can be read by its owner only, and is applied as it is', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'deploy-'))
    const planned = await play.invitations(['deploy', 'plan', '--plan-file', 'the.plan'], {}, folder)
    expect(planned.exitCode).toBe(3)
    expect(statSync(join(folder, 'the.plan')).mode & 0o777).toBe(0o600)
    const applied = await play.invitations(['deploy', 'apply', '--plan-file', 'the.plan', '--yes'], {}, folder)
    expect(applied.exitCode).toBe(0)
    const again = await play.invitations(['deploy', 'apply', '--plan-file', 'the.plan', '--yes', '--json'], {}, folder)
    expect(again.exitCode).toBe(1)
    expect(errorIn(again)).toMatchObject({ code: 'plan_outdated' })
  })

  it('is not applied if somebody has changed the tenant since, and the error says what', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'deploy-'))
    await play.invitations(['deploy', 'plan', '--plan-file', 'the.plan'], {}, folder)
    await othersMake(play.tenant, 'post-login', ['enrich-token'])
    await othersBind(play.tenant, 'post-login', ['enrich-token'])
    await play.tenant.forgetRequests()
    const applied = await play.invitations(
      ['deploy', 'apply', '--plan-file', 'the.plan', '--yes', '--json'],
      {},
      folder,
    )
    expect(errorIn(applied)).toMatchObject({ code: 'plan_outdated' })
    expect(errorIn(applied).message).toContain('somebody changed trigger post-login')
    expect(await writesTo(play.tenant)).toEqual([])
  })

  it('that does not exist, or cannot be written: the error says so', async () => {
    const missing = await deploy(['apply', '--plan-file', 'nowhere.plan', '--yes', '--json'])
    expect(errorIn(missing)).toMatchObject({ code: 'unreadable_file' })
    const unwritable = await deploy(['plan', '--plan-file', 'no/such/folder.plan', '--json'])
    expect(errorIn(unwritable)).toMatchObject({ code: 'output_failed' })
  })
})

describe('deploy plan into a tenant that was deployed', () => {
  beforeEach(async () => {
    await play.tenant.reset()
    await play.tenant.takeConfiguration(await deployedOnce({}))
    await play.tenant.forgetRequests()
  })

  it('says that nothing changes, with exit code 0', async () => {
    const ended = await deploy(['plan'])
    expect(ended.stdout).toContain('already matches tenant/ and the settings.')
    expect(ended.exitCode).toBe(0)
  })

  it(`writes nothing at a deploy without a change: ${DEPLOYS} more leave one version of each Action`, async () => {
    for (let count = 0; count < DEPLOYS; count++) expect((await deploy(['apply'])).exitCode).toBe(0)
    expect(await writesTo(play.tenant)).toEqual([])
    expect(await versionsOf(play.tenant, 'accept-invitation')).toBe(1)
  })

  it('a changed setting makes a new version of the Action that gets it, and nothing else', async () => {
    const settings = { INVITATIONS_EXISTING_ACCOUNTS: 'ask-in-app' }
    const planned = await deploy(['plan'], settings)
    expect(planned.stdout).toContain('update it from version 1: it gets the secret INVITATIONS_EXISTING_ACCOUNTS.')
    expect((await deploy(['apply', '--yes'], settings)).exitCode).toBe(0)
    const { id } = await actionNamed(play.tenant, 'accept-invitation')
    const { id: saved } = await actionNamed(play.tenant, 'invitations-saved-state')
    expect(await writesTo(play.tenant)).toEqual([
      `PATCH /api/v2/actions/actions/${saved}`,
      `PATCH /api/v2/actions/actions/${id}`,
      `POST /api/v2/actions/actions/${id}/deploy`,
      `PATCH /api/v2/actions/actions/${saved}`,
    ])
    expect((await deploy(['plan'], settings)).exitCode).toBe(0)
    const other = await deploy(['plan'], { INVITATIONS_EXISTING_ACCOUNTS: 'accept-at-sign-in' })
    expect(other.stdout).toContain('the value of INVITATIONS_EXISTING_ACCOUNTS changed.')
    expect(other.exitCode).toBe(3)
    const [, sealed = ''] = (await actionNamed(play.tenant, 'accept-invitation')).code.split('\n')
    expect(sealed).toMatch(/; secrets scrypt [\w-]+\.[\w-]+$/)
    expect(sealed).not.toContain('ask-in-app')
  })

  it('shows what somebody has changed in the tenant, and a deploy changes it back', async () => {
    const { id, code } = await actionNamed(play.tenant, 'accept-invitation')
    await play.tenant.manage('PATCH', `actions/actions/${id}`, { code: `${code}// hotfix\n` })
    const editing = await deploy(['apply', '--yes', '--json'])
    expect(editing.exitCode).toBe(0) // what runs is as declared; a draft does not count
    await play.tenant.manage('POST', `actions/actions/${id}/deploy`)
    const { stdout, exitCode } = await deploy(['plan'])
    expect(exitCode).toBe(3)
    expect(stdout).toContain('somebody changed its code in the tenant.')
    expect(stdout).toContain('      -// hotfix')
    expect((await deploy(['apply', '--yes'])).exitCode).toBe(0)
    expect((await actionNamed(play.tenant, 'accept-invitation')).deployed_version?.code).toBe(code)
  })

  it('finds our Actions under another name and another display name', async () => {
    const { id } = await actionNamed(play.tenant, 'accept-invitation')
    await play.tenant.manage('PATCH', `actions/actions/${id}`, { name: 'Accept invitations' })
    await play.tenant.manage('POST', `actions/actions/${id}/deploy`)
    await othersBind(play.tenant, 'post-login', ['Accept invitations'])
    expect((await deploy(['plan'])).exitCode).toBe(0)
    const settings = { INVITATIONS_EXISTING_ACCOUNTS: 'ask-in-app' }
    expect((await deploy(['apply', '--yes'], settings)).exitCode).toBe(0)
    expect(await boundTo(play.tenant, 'post-login')).toEqual(['Accept invitations'])
    expect((await actionNamed(play.tenant, 'Accept invitations')).id).toBe(id)
  })
})

describe('a deploy is refused, and nothing is changed,', () => {
  beforeEach(() => play.tenant.reset())

  it('when others have an Action with the name of ours', async () => {
    await othersMake(play.tenant, 'post-login', ['accept-invitation'])
    await play.tenant.forgetRequests()
    const ended = await deploy(['apply', '--yes', '--json'])
    expect(ended.exitCode).toBe(1)
    expect(errorIn(ended)).toMatchObject({ code: 'action_name_taken' })
    expect(errorIn(ended).hint).toContain('Rename it in the dashboard')
    expect(await writesTo(play.tenant)).toEqual([])
  })

  it('when 20 Actions are already bound at the sign-in', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `theirs-${index}`)
    await othersMake(play.tenant, 'post-login', names)
    await othersBind(play.tenant, 'post-login', names)
    await play.tenant.forgetRequests()
    const ended = await deploy(['apply', '--yes', '--json'])
    expect(ended.exitCode).toBe(1)
    expect(errorIn(ended)).toMatchObject({ code: 'trigger_full' })
    expect(await writesTo(play.tenant)).toEqual([])
  })

  it('when somebody is editing an Action of ours that the deploy would write', async () => {
    await play.tenant.takeConfiguration(await deployedOnce({}))
    const { id, code } = await actionNamed(play.tenant, 'accept-invitation')
    await play.tenant.manage('PATCH', `actions/actions/${id}`, { code: `${code}// hotfix\n` })
    await play.tenant.forgetRequests()
    const settings = { INVITATIONS_EXISTING_ACCOUNTS: 'ask-in-app' }
    const ended = await deploy(['apply', '--yes', '--json'], settings)
    expect(errorIn(ended)).toMatchObject({ code: 'draft_edited' })
    expect(await writesTo(play.tenant)).toEqual([])
    expect((await deploy(['apply', '--yes', '--overwrite-drafts'], settings)).exitCode).toBe(0)
  })

  it('when another team’s text looks like a placeholder: the Deploy CLI would drop it', async () => {
    const texts = { 'reset-password-email': { title: '##GREETING##' } }
    await play.tenant.manage('PUT', 'prompts/reset-password/custom-text/en', texts)
    await play.tenant.forgetRequests()
    const ended = await deploy(['apply', '--yes', '--json'])
    expect(errorIn(ended)).toMatchObject({ code: 'placeholder_unresolved' })
    expect(errorIn(ended).message).toContain('##GREETING## (customText.en.reset-password.reset-password-email.title)')
    expect(await writesTo(play.tenant)).toEqual([])
  })
})

describe('a deploy', () => {
  beforeEach(() => play.tenant.reset())

  it('lets the app use the connection, and changes nothing else about the connection', async () => {
    const { body } = await play.tenant.manage('GET', 'connections?name=Username-Password-Authentication')
    const [{ id = '' } = {}] = body as { id?: string }[]
    const client_id = play.tenant.settings['INVITATIONS_CLIENT_ID']
    const connection = async () =>
      (await play.tenant.manage('GET', `connections/${id}`)).body as { options: object; enabled_clients: string[] }
    await play.tenant.manage('PATCH', `connections/${id}/clients`, [{ client_id, status: false }])
    const before = await connection()
    await play.tenant.forgetRequests()

    const ended = await deploy(['apply', '--yes'])

    expect(ended.stdout).toContain(`let the app ${client_id} use it; its options are not written.`)
    expect(await connection()).toEqual({ ...before, enabled_clients: [...before.enabled_clients, client_id] })
    expect((await writesTo(play.tenant)).filter((call) => call.includes('connections'))).toEqual([
      `PATCH /api/v2/connections/${id}/clients`,
    ])
  })

  it('with --keep-reset-body leaves ordinary users the mail that they know', async () => {
    const theirs = { subject: 'Acme: new password', body: '<p>Hi {{ user.email }}: <a href="{{ url }}">here</a></p>' }
    const template = { ...theirs, template: 'reset_email', from: '', syntax: 'liquid', enabled: true }
    await play.tenant.manage('POST', 'email-templates', template)
    const applied = await deploy(['apply', '--yes', '--keep-reset-body'])
    expect(applied.exitCode).toBe(0)

    const connection = play.tenant.description.connection
    const account = { email: 'bob@example.com', password: 'correct horse 1', connection, verify_email: false }
    await play.tenant.manage('POST', 'users', account)
    const { client_id } = play.tenant.description.clients.app
    await play.tenant.post('dbconnections/change_password', { client_id, email: 'bob@example.com', connection })
    await play.invitations(['invite', 'ada@example.com'])

    const [toBob] = await play.tenant.outbox('bob@example.com')
    expect(toBob).toMatchObject({ subject: 'Acme: new password' })
    expect(toBob?.html).toMatch(/^<p>Hi bob@example.com: <a href="[^"]+">here<\/a><\/p>$/)
    const [toAda] = await play.tenant.outbox('ada@example.com')
    expect(toAda).toMatchObject({ subject: 'You are invited to Analytical Engine' })

    const keeping = { INVITATIONS_KEEP_RESET_BODY: 'on' }
    expect((await deploy(['plan'], keeping)).exitCode).toBe(0)
    expect((await deploy(['plan'])).stdout).toContain('Email template reset_email: replace it')
  })

  it('checks afterwards that the tenant is as planned, and says what is not', async () => {
    const path = '/api/v2/actions/triggers/post-login/bindings'
    await play.tenant.faults([{ method: 'PATCH', path, hold: 'binding', times: 1 }])
    const ending = deploy(['apply', '--yes', '--json'])
    await play.tenant.held('binding')
    await play.tenant.manage('PATCH', 'email-templates/reset_email', { subject: 'Somebody was quicker' })
    await play.tenant.release('binding')
    const ended = await ending
    expect(ended.exitCode).toBe(1)
    expect(errorIn(ended)).toMatchObject({ code: 'deploy_incomplete' })
    expect(errorIn(ended).message).toContain('Email template reset_email: change its subject')
    expect((await deploy(['apply', '--yes'])).exitCode).toBe(0)
  })
})
