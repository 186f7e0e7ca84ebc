import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { landingsIn } from '../../scripts/mail/landings.ts'
import { deployedOnce } from '../lent-tenants.ts'
import { actionNamed, writesTo } from './deployed.ts'
import { errorIn, objects, stage } from './stage.ts'

const settings = { INVITATIONS_APP_URL: 'https://app.example.com/login' }
const play = stage({ deployed: false, settings })
const deploy = (args: string[], more?: Record<string, string | undefined>) =>
  play.invitations(['deploy', ...args], more, mkdtempSync(join(tmpdir(), 'deploy-')))
const app = () => play.tenant.description.clients.app.client_id

async function setCallbacks(...callbacks: string[]): Promise<void> {
  const all = [play.tenant.description.clients.app.callback, ...callbacks]
  expect((await play.tenant.manage('PATCH', `clients/${app()}`, { callbacks: all })).status).toBe(200)
}

async function template(): Promise<{ subject: string; body: string }> {
  const { body } = await play.tenant.manage('GET', 'email-templates/reset_email')
  return body as { subject: string; body: string }
}

beforeEach(async () => {
  await play.tenant.reset()
  await play.tenant.takeConfiguration(await deployedOnce(settings))
  await play.tenant.forgetRequests()
})

describe('where invitations may lead', () => {
  it('is in the plan, for people and programs, and a second deploy changes nothing', async () => {
    const ended = await deploy(['plan'])
    expect(ended.stdout).toContain(
      `Invitations may lead for the app ${app()} to https://app.example.com, by default to https://app.example.com/login.`,
    )
    expect(ended.exitCode).toBe(0)
    const places = { origins: ['https://app.example.com'], home: 'https://app.example.com/login' }
    expect(objects(await deploy(['plan', '--json'])).at(-1)).toMatchObject({
      landings: { every: { origins: [] }, apps: { [app()]: places } },
    })
    expect((await deploy(['apply', '--yes'])).exitCode).toBe(0)
    expect(await writesTo(play.tenant)).toEqual([])
  })

  it('a callback at another origin shows as drift, with the reason; another order of callbacks does not', async () => {
    await setCallbacks('https://app.example.com/a', 'https://app.example.com/b', 'https://*.example.com/c')
    expect((await deploy(['plan'])).exitCode).toBe(0)
    await setCallbacks('https://new.example.com/callback')
    const drifted = await deploy(['plan'])
    expect(drifted.exitCode).toBe(3)
    expect(drifted.stdout).toContain(
      `Invitations may also lead to https://new.example.com (app ${app()}): the app’s callbacks or a setting changed.`,
    )
    expect(drifted.stdout).toContain('the value of INVITATIONS_ALLOWED_REDIRECT_ORIGINS changed.')
  })

  it('follows the callbacks at the next deploy, in the mail and in the Action; a rollback brings back the earlier ones', async () => {
    const before = await template()
    const code = (await actionNamed(play.tenant, 'guard-invitation-link')).deployed_version?.code
    await setCallbacks('https://new.example.com/callback')
    expect((await deploy(['apply', '--yes'])).exitCode).toBe(0)
    expect((await deploy(['plan'])).exitCode).toBe(0)
    expect(landingsIn((await template()).body)?.apps[app()]?.origins).toContain('https://new.example.com')
    expect((await deploy(['rollback', '--yes'])).exitCode).toBe(0)
    expect(await template()).toMatchObject({ subject: before.subject, body: before.body })
    expect((await actionNamed(play.tenant, 'guard-invitation-link')).deployed_version?.code).toBe(code)
    await setCallbacks()
    expect((await deploy(['plan'])).exitCode).toBe(0)
  })

  it('a plan in a file is not applied if the callbacks have changed since', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'deploy-'))
    await setCallbacks('https://new.example.com/callback')
    await play.invitations(['deploy', 'plan', '--plan-file', 'the.plan'], {}, folder)
    await setCallbacks('https://newer.example.com/callback')
    const applied = await play.invitations(
      ['deploy', 'apply', '--plan-file', 'the.plan', '--yes', '--json'],
      {},
      folder,
    )
    expect(errorIn(applied).code).toBe('plan_outdated')
    expect(errorIn(applied).message).toContain('the callbacks of the app')
    expect(await writesTo(play.tenant)).toHaveLength(2) // the callbacks
  })

  it('names several apps by their client ids', async () => {
    const shop = { name: 'Shop', callbacks: ['https://shop.example.com/callback'] }
    const { body } = await play.tenant.manage('POST', 'clients', shop)
    const { client_id } = body as { client_id: string }
    const planned = await deploy(['plan'], { INVITATIONS_OTHER_APPS: client_id })
    expect(planned.stdout).toContain(`for the app ${client_id} to https://shop.example.com`)
    expect(planned.exitCode).toBe(3)
  })

  it.each([
    ['an app that does not exist', { INVITATIONS_OTHER_APPS: 'nobody' }, 'has no app with the client id nobody'],
    [
      'a text that is not a client id',
      { INVITATIONS_OTHER_APPS: "a'b" },
      'INVITATIONS_OTHER_APPS: "a\'b" is not a client id',
    ],
    ['the same for the app', { INVITATIONS_CLIENT_ID: '{{a}}' }, 'INVITATIONS_CLIENT_ID: "{{a}}" is not a client id'],
    [
      'a text that is not an address',
      { INVITATIONS_APP_URL: 'javascript:alert(1)' },
      'INVITATIONS_APP_URL: "javascript',
    ],
  ])('%s is refused before anything is changed', async (_, wrong, sentence) => {
    const ended = await deploy(['apply', '--yes', '--json'], wrong)
    expect([ended.exitCode, errorIn(ended).code]).toEqual([2, 'settings_incomplete'])
    expect(errorIn(ended).message).toContain(sentence)
    expect(await writesTo(play.tenant)).toEqual([])
  })

  it('is refused if there are more origins than a secret can hold', async () => {
    await setCallbacks(
      ...Array.from({ length: 99 }, (_, index) => `https://a-host-with-a-long-name-${index}.example.com/`),
    )
    const ended = await deploy(['apply', '--yes', '--json'])
    expect(errorIn(ended).code).toBe('settings_incomplete')
    expect(errorIn(ended).message).toContain('characters, but Auth0 allows only 4096 in a secret')
  })

  it('cannot be found out without read:clients, and the error says so', async () => {
    const machine = { name: 'CI', app_type: 'non_interactive', grant_types: ['client_credentials'] }
    const { body } = await play.tenant.manage('POST', 'clients', machine)
    const { client_id, client_secret } = body as { client_id: string; client_secret: string }
    const scope = ['read:actions', 'read:email_templates', 'read:prompts', 'read:connections']
    const audience = `${play.tenant.description.issuer}api/v2/`
    await play.tenant.manage('POST', 'client-grants', { client_id, audience, scope })
    const ended = await deploy(['plan', '--json'], { AUTH0_CLIENT_ID: client_id, AUTH0_CLIENT_SECRET: client_secret })
    expect(errorIn(ended).code).toBe('missing_scope')
    expect(errorIn(ended).message).toContain(`read the callbacks of the app ${app()}`)
  })
})
