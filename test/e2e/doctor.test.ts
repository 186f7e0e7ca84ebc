import { readFileSync } from 'node:fs'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { patient } from './patient.ts'
import { objects, stage } from './stage.ts'

const play = stage({ deployed: true })
const manage: typeof play.tenant.manage = (...call) => play.tenant.manage(...call)
const { app, changeOptions, faults } = patient(play)

type Settings = Record<string, string | undefined>

async function doctor(settings: Settings = {}) {
  const ended = await play.invitations(['doctor', '--json'], settings)
  const findings = objects(ended).filter(({ type }) => type === 'finding')
  return {
    exitCode: ended.exitCode,
    summary: objects(ended).find(({ type }) => type === 'summary'),
    codes: findings.map(({ severity, code }) => `${severity as string} ${code as string}`),
  }
}

let configuration: string

/** What the stage does not reset: settings of an app, the connection and the tenant. */
async function putInOrder(): Promise<void> {
  await manage('PATCH', app(), {
    initiate_login_uri: 'https://app.example.com/login',
    grant_types: ['authorization_code', 'refresh_token'],
    organization_usage: 'deny',
  })
}

beforeAll(async () => {
  configuration = await play.tenant.configuration()
  await putInOrder()
})

afterEach(async () => {
  await play.tenant.reset()
  await play.tenant.takeConfiguration(configuration)
  await putInOrder()
})

describe('doctor', () => {
  it('finds nothing in a tenant that is in order, and changes nothing', async () => {
    const token = await tokenOf(needed)
    await play.tenant.forgetRequests()
    expect(await doctor({ AUTH0_ACCESS_TOKEN: token })).toMatchObject({ exitCode: 0, codes: [] })
    expect((await play.tenant.requests()).filter(({ method }) => method !== 'GET')).toEqual([])
    const people = await play.invitations(['doctor'], { AUTH0_ACCESS_TOKEN: token })
    expect(people.stdout).toBe(`✓ ${play.tenant.description.domain} is ready for invitations.\n`)
  })

  it('says what is wrong, why it matters and how to fix it', async () => {
    await manage('DELETE', 'emails/provider')
    const { exitCode, stdout } = await play.invitations(['doctor'], { AUTH0_ACCESS_TOKEN: await tokenOf(needed) })
    expect(stdout).toBe(`✗ error    The tenant has no email provider of its own. (no_email_provider)
           Invitations arrive as password resets: Auth0’s built-in provider ignores templates. It sends ten mails a minute.
         → Dashboard: Branding > Email Provider.

${play.tenant.description.domain}: 1 error, 0 warnings, 0 notes.
`)
    expect(exitCode).toBe(1)
  })

  it('says what it cannot check, and goes on', async () => {
    const token = await tokenOf(['read:email_provider', 'read:users'])
    const { exitCode, codes, summary } = await doctor({ AUTH0_ACCESS_TOKEN: token })
    expect(exitCode).toBe(0)
    const unseen = codes.filter((code) => code === 'note not_looked_at').length
    expect(unseen).toBeGreaterThan(8)
    expect(summary).toMatchObject({ notes: 0, not_looked_at: unseen })
    expect(codes[0]).toBe('warning scopes_missing')
    const people = await play.invitations(['doctor'], { AUTH0_ACCESS_TOKEN: token })
    expect(people.stdout).toContain('Not checked: the Actions (the app lacks read:actions).')
    expect(people.stdout).toMatch(
      new RegExp(`: 0 errors, 1 warning, 0 notes\\. ${unseen} things could not be checked\\.\n$`),
    )
  })

  it('with --strict, ends with 1 if there is something that it cannot check', async () => {
    const missing = needed.filter((scope) => scope !== 'read:rules')
    const settings = { AUTH0_ACCESS_TOKEN: await tokenOf(missing) }
    expect((await play.invitations(['doctor'], settings)).exitCode).toBe(0)
    expect((await play.invitations(['doctor', '--strict'], settings)).exitCode).toBe(1)
    const all = { AUTH0_ACCESS_TOKEN: await tokenOf(needed) }
    expect((await play.invitations(['doctor', '--strict'], all)).exitCode).toBe(0)
  })

  it('refuses a misspelt setting, and names the right one', async () => {
    const ended = await play.invitations(['doctor'], { INVITATIONS_APPURL: 'https://app.example.com/' })
    expect(ended.stderr).toContain('INVITATIONS_APPURL: there is no such setting. Did you mean INVITATIONS_APP_URL?')
  })
})

it.each(faults)('%s: %s', async (_, finding, make, settings = {}) => {
  await make()
  const { exitCode, codes } = await doctor({ AUTH0_ACCESS_TOKEN: await tokenOf(needed), ...settings })
  const beside = besides[finding] ?? []
  expect(codes).toEqual([finding, ...beside])
  expect(exitCode).toBe(finding.startsWith('error') ? 1 : 0)
})

/** What the doctor also finds in the same tenant. */
const besides: Readonly<Record<string, string[]>> = {
  'error no_default_domain': ['note custom_domain'],
  'warning accepts_too_early': ['note bindings_of_others'],
  'warning actions_nearly_full': ['note bindings_of_others'],
}

/** Exactly the scopes that the commands need. */
const needed = [
  ...(JSON.parse(readFileSync('tenant/grants/invitations-admin.json', 'utf8')) as { scope: string[] }).scope,
  ...['read:actions', 'read:attack_protection', 'read:email_provider', 'read:email_templates', 'read:prompts'],
  ...['read:custom_domains', 'read:rules', 'read:tenant_settings'],
]

/** A token of the tenant's own app with these scopes only. */
async function tokenOf(scope: string[]): Promise<string> {
  const { issuer } = play.tenant.description
  const made = await manage('POST', 'clients', {
    name: 'doctor',
    app_type: 'non_interactive',
    grant_types: ['client_credentials'],
  })
  const { client_id, client_secret } = made.body as { client_id: string; client_secret: string }
  const audience = `${issuer}api/v2/`
  await manage('POST', 'client-grants', { client_id, audience, scope })
  const asked = { grant_type: 'client_credentials', client_id, client_secret, audience }
  const { body } = await play.tenant.post('oauth/token', asked)
  return (body as { access_token: string }).access_token
}

it('where invitations are required, the doctor notes that the connection forbids sign-ups', async () => {
  const required = { INVITATIONS_REQUIRE: 'on', INVITATIONS_REQUIRED_SINCE: '2020-01-01T00:00:00Z' }
  await play.invitations(['deploy', 'apply', '--yes'], required)
  await changeOptions({ disable_signup: true })
  const { codes } = await doctor({ AUTH0_ACCESS_TOKEN: await tokenOf(needed), ...required })
  expect(codes).toEqual(['note signup_disabled'])
})

it('the doctor finds languages that have texts, but that the tenant does not use', async () => {
  const settings = { INVITATIONS_LANGUAGES: 'en,de,ar' }
  await manage('PATCH', 'tenants/settings', { enabled_locales: ['en', 'de'] })
  const { codes } = await doctor({ AUTH0_ACCESS_TOKEN: await tokenOf(needed), ...settings })
  expect(codes).toEqual(['warning languages_not_enabled'])
})

it('the doctor notes credentials that may do more than any command needs', async () => {
  const { exitCode, codes } = await doctor({ AUTH0_ACCESS_TOKEN: await tokenOf([...needed, 'delete:clients']) })
  expect([exitCode, codes]).toEqual([0, ['note scopes_in_excess']])
})
