import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createInvitations } from '../../scripts/invitations/index.ts'
import { choosePassword, signIn } from '../app.ts'
import { assumedByStories } from '../assumed.ts'
import '../localhost-names.mjs'
import type { TenantControls } from '../start-tenant.ts'
import { passwordOfAll, register } from './actions-on-stage.ts'
import { errorIn, objects, stage } from './stage.ts'

const play = stage({ deployed: true })
const login = 'login.localhost'
const other = 'id.example.localhost'
const at = (domain: string) => `${domain}:${new URL(play.tenant.description.issuer).port}`
const hostsOf = async (email: string) =>
  (await play.tenant.outbox(email)).map(({ links }) => new URL(links[0] ?? '').host)

/** Auth0 documents neither whether a call without the header is refused, nor whether the API says where mails lead. */
const takesCanonical = assumedByStories()['no-default-domain'] === 'canonical'
const saysWhereMailsLead = assumedByStories()['custom-domain-in-emails-flag'] === 'shown'

let configuration: string
beforeAll(async () => {
  configuration = await play.tenant.configuration()
})

/** Several custom domains without a default, which mails use. */
let atLogin: TenantControls
beforeEach(async () => {
  await play.tenant.reset()
  await play.tenant.takeConfiguration(configuration)
  atLogin = await play.tenant.addCustomDomain(login)
  await play.tenant.addCustomDomain(other)
  await play.tenant.useCustomDomainInMails(true)
})

const custom = () => ({ AUTH0_CUSTOM_DOMAIN: at(login) })

describe('with AUTH0_CUSTOM_DOMAIN', () => {
  it('the link of the mail leads to the custom domain, where the invitee chooses a password, signs in and accepts', async () => {
    const email = 'ada@example.com'
    expect(await play.invitations(['invite', email], custom())).toMatchObject({
      exitCode: 0,
      stderr: expect.anything() as string,
    })
    const [mail] = await play.tenant.outbox(email)
    const link = new URL(mail?.links[0] ?? '')
    expect([link.host, link.searchParams.get('type')]).toEqual([at(login), 'invite'])
    expect(mail?.subject).toContain('You are invited')
    expect((await choosePassword(link.href, passwordOfAll)).url.host).toBe(at(login))
    const claims = { iss: atLogin.description.issuer, invitation: { status: 'accepted' } }
    expect(await signIn(atLogin, email, passwordOfAll)).toMatchObject({ claims })
  })

  it('every command that changes or mails works if Auth0 requires the domain', async () => {
    const [email, linked, known] = ['bob@example.com', 'link@example.com', 'known@example.com']
    const named = { 'auth0-custom-domain': login }
    const account = { connection: play.tenant.description.connection, email: known, password: passwordOfAll }
    await play.tenant.manage('POST', 'users', { ...account, email_verified: true }, named)
    const appUrl = { INVITATIONS_APP_URL: 'https://app.example.com/login' }
    const handed = await play.invitations(['invite', linked, '--link'], custom())
    expect(/https:\/\/\S+/.exec(handed.stdout)?.[0]).toContain(`https://${at(login)}/`)
    for (const args of [
      ['invite', email],
      ['invite', known],
      ['resend', email],
      ['remind', '--yes'],
      ['revoke', linked, '--yes'],
      ['reconcile', '--yes'],
      ['revoke', email, '--yes', '--delete-account'],
    ]) {
      await play.tenant.advance(120)
      const ended = await play.invitations([...args, '--json'], { ...custom(), ...appUrl })
      expect([args, ended.exitCode, ended.stderr]).toEqual([args, 0, expect.not.stringContaining('error') as string])
    }
    expect(new Set([...(await hostsOf(email)), ...(await hostsOf(known))])).toEqual(new Set([at(login)]))
    // The one is the account that existed.
    expect((await play.tenant.requests()).filter(({ status }) => status === 409)).toHaveLength(1)
  })

  it('import --bulk mails links to the custom domain', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'custom-domains-'))
    const emails = Array.from({ length: 5 }, (_, index) => `p${index}@example.com`)
    writeFileSync(join(folder, 'people.csv'), `email\n${emails.join('\n')}\n`)
    const ended = await play.invitations(['import', 'people.csv', '--bulk', '1', '--yes'], custom(), folder)
    expect(ended.exitCode).toBe(0)
    for (const email of emails) expect(await hostsOf(email)).toEqual([at(login)])
  })

  it('the library has it as customDomain', async () => {
    const { domain, management_token: accessToken, clients } = play.tenant.description
    const settings = { domain, credentials: { accessToken }, clientId: clients.app.client_id, customDomain: at(other) }
    const { outcome } = await createInvitations(settings).invite({ email: 'carol@example.com' })
    expect([outcome, await hostsOf('carol@example.com')]).toEqual(['invited', [at(other)]])
  })

  it('a domain that the tenant does not have is refused before anything is done', async () => {
    const ended = await play.invitations(['invite', 'eve@example.com', '--json'], {
      AUTH0_CUSTOM_DOMAIN: 'x.example.com',
    })
    expect([ended.exitCode, errorIn(ended)]).toEqual([
      2,
      {
        code: 'wrong_domain',
        message:
          'Could not create the user eve@example.com: Auth0 answered 400, "The custom domain does not exist for the tenant.". Nothing was done.',
        hint: `Set AUTH0_CUSTOM_DOMAIN to a verified custom domain of ${play.tenant.description.domain}. Dashboard: Branding > Custom Domains.`,
      },
    ])
  })
})

describe('without it', () => {
  it.skipIf(takesCanonical)(
    'a tenant with several custom domains and no default refuses, and the error does not say that an account exists',
    async () => {
      await play.tenant.forgetRequests()
      const ended = await play.invitations(['invite', 'eve@example.com', '--json'])
      expect([ended.exitCode, errorIn(ended)]).toEqual([
        2,
        {
          code: 'custom_domain_needed',
          message:
            'Could not create the user eve@example.com: Auth0 answered 409, "The tenant has multiple verified custom domains.". Nothing was done.',
          hint: 'Set AUTH0_CUSTOM_DOMAIN to the domain where invitees sign in, or make one of them the default. Dashboard: Branding > Custom Domains.',
        },
      ])
      expect((await play.tenant.requests()).map(({ path }) => path)).toEqual(['/oauth/token', '/api/v2/users'])
      expect(await play.tenant.outbox('eve@example.com')).toEqual([])
    },
  )

  it.skipIf(takesCanonical)('an import of many stops at the first row', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'custom-domains-'))
    const emails = Array.from({ length: 100 }, (_, index) => `p${index}@example.com`)
    writeFileSync(join(folder, 'people.csv'), `email\n${emails.join('\n')}\n`)
    await play.tenant.forgetRequests()
    const ended = await play.invitations(['import', 'people.csv', '--yes', '--json'], {}, folder)
    expect([ended.exitCode, errorIn(ended).code]).toEqual([2, 'custom_domain_needed'])
    const tried = (await play.tenant.requests()).filter(
      ({ method, path }) => `${method} ${path}` === 'POST /api/v2/users',
    )
    expect(tried.length).toBeLessThan(emails.length / 2)
  })

  it.runIf(takesCanonical)('the mail leads to the canonical domain if Auth0 falls back to it', async () => {
    expect((await play.invitations(['invite', 'eve@example.com'])).exitCode).toBe(0)
    expect(await hostsOf('eve@example.com')).toEqual([play.tenant.description.domain])
  })

  it('a default is enough, and an account that exists is reported as such', async () => {
    await play.tenant.manage('PATCH', 'custom-domains/default', { domain: login })
    await register(play.tenant, 'taken@example.com')
    expect((await play.invitations(['invite', 'dan@example.com'])).exitCode).toBe(0)
    expect(await hostsOf('dan@example.com')).toEqual([at(login)])
    const taken = await play.invitations(['invite', 'taken@example.com', '--json'])
    expect(objects(taken)[0]).toMatchObject({ outcome: 'failed', reason: 'confirmation_needed' })
  })
})

describe('a custom domain in AUTH0_DOMAIN', () => {
  it('is recognised with the app’s secret and with an access token, and the error says which value belongs where', async () => {
    const { domain, management_token } = play.tenant.description
    for (const args of [['list'], ['invite', 'eve@example.com'], ['deploy', 'plan'], ['doctor']]) {
      const bySecret = await play.invitations([...args, '--json'], { AUTH0_DOMAIN: at(login) })
      expect([bySecret.exitCode, errorIn(bySecret).code]).toEqual([2, 'wrong_domain'])
      expect(errorIn(bySecret).hint).toContain(
        `set AUTH0_CUSTOM_DOMAIN=${at(login)}. Set AUTH0_DOMAIN to the tenant’s own`,
      )
      const settings = { AUTH0_DOMAIN: at(login), AUTH0_ACCESS_TOKEN: management_token }
      const byToken = await play.invitations([...args, '--json'], settings)
      expect([byToken.exitCode, errorIn(byToken)]).toEqual([
        2,
        {
          code: 'wrong_domain',
          message: `The access token is from ${domain}, but AUTH0_DOMAIN is ${at(login)}.`,
          hint: `If ${at(login)} is a custom domain of that tenant, set AUTH0_DOMAIN=${domain} and AUTH0_CUSTOM_DOMAIN=${at(login)}. If not, get a token from ${at(login)}.`,
        },
      ])
    }
  })

  it('works with the tenant’s own audience in AUTH0_AUDIENCE', async () => {
    const audience = `https://${play.tenant.description.domain}/api/v2/`
    const settings = { AUTH0_DOMAIN: at(login), AUTH0_AUDIENCE: audience, ...custom() }
    expect(await play.invitations(['invite', 'fay@example.com'], settings)).toMatchObject({ exitCode: 0 })
    expect(await hostsOf('fay@example.com')).toEqual([at(login)])
    const wrong = { ...settings, AUTH0_AUDIENCE: 'https://acme.eu.auth0.com/api/v2/' }
    const ended = await play.invitations(['list', '--json'], wrong)
    expect(errorIn(ended)).toMatchObject({ code: 'wrong_domain' })
    expect(errorIn(ended).message).toContain('AUTH0_AUDIENCE does not belong to')
  })
})

it('--env uses the custom domain in its file only, not that of another tenant in .env', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'custom-domains-'))
  mkdirSync(join(folder, 'tenant', 'env'), { recursive: true })
  const { domain } = play.tenant.description
  const write = (name: string, more: object) =>
    writeFileSync(join(folder, 'tenant', 'env', `${name}.json`), JSON.stringify({ AUTH0_DOMAIN: domain, ...more }))
  write('plain', {})
  write('branded', { AUTH0_CUSTOM_DOMAIN: at(other) })
  writeFileSync(join(folder, '.env'), `AUTH0_CUSTOM_DOMAIN=${at(login)}\n`)
  const invite = (email: string, env: string) => play.invitations(['invite', email, '--env', env, '--json'], {}, folder)
  const plain = await invite('guy@example.com', 'plain')
  if (takesCanonical) expect(await hostsOf('guy@example.com')).toEqual([domain])
  else expect(errorIn(plain).code).toBe('custom_domain_needed')
  expect((await invite('gus@example.com', 'branded')).exitCode).toBe(0)
  expect(await hostsOf('gus@example.com')).toEqual([at(other)])
})

describe('doctor', () => {
  async function said(settings: Record<string, string> = {}) {
    const ended = await play.invitations(['doctor', '--json'], settings)
    const findings = objects(ended) as { code?: string; severity: string; what: string; why: string }[]
    return findings
      .filter(({ code }) => code?.includes('domain'))
      .map(({ severity, code, what, why }) => ({ as: `${severity} ${code}`, what, why }))
  }

  it.skipIf(saysWhereMailsLead)('says that the API does not show whether mails use the custom domain', async () => {
    const [finding] = await said(custom())
    expect(finding?.why).toContain('This tenant’s API does not say')
  })

  it.runIf(saysWhereMailsLead)('says whether mails use the custom domain, and whether there is a default', async () => {
    const both = `The tenant has custom domains: ${login}, ${other}.`
    expect(await said(custom())).toEqual([
      {
        as: 'note custom_domain',
        what: `${both} None of them is the default.`,
        why: `“Use Custom Domain in Emails” is on: links in mails lead to ${at(login)}.`,
      },
    ])
    await play.tenant.useCustomDomainInMails(false)
    await play.tenant.manage('PATCH', 'custom-domains/default', { domain: other })
    expect(await said(custom())).toEqual([
      {
        as: 'warning custom_domain_not_in_mails',
        what: `${both} The default is ${other}.`,
        why: `“Use Custom Domain in Emails” is off: links in mails lead to the tenant’s own domain, not to ${at(login)}.`,
      },
    ])
    expect((await said()).map(({ as }) => as)).toEqual(['note custom_domain_not_in_mails'])
  })

  it('says that a domain must be named, or that the tenant does not have it', async () => {
    expect((await said()).map(({ as }) => as)).toEqual(['error no_default_domain', 'note custom_domain'])
    expect((await said({ AUTH0_CUSTOM_DOMAIN: 'x.example.com' }))[0]).toEqual({
      as: 'error custom_domain_unknown',
      what: 'AUTH0_CUSTOM_DOMAIN is x.example.com, which is not a verified custom domain of the tenant.',
      why: 'Auth0 refuses every call that names it, so nobody can be invited.',
    })
  })
})

it.each([
  [{ AUTH0_CUSTOM_DOMAIN: 'https://login.example.com' }, 'is not a bare domain'],
  [{ AUTH0_CUSTOM_DOMAIN: 'acme.eu.auth0.com' }, "is a tenant's own domain"],
  [{ AUTH0_AUDIENCE: 'acme.eu.auth0.com' }, 'is not the audience of a Management API'],
])('an impossible setting is refused before the first call: %j', async (settings, sentence) => {
  const ended = await play.invitations(['list', '--json'], settings)
  expect([ended.exitCode, errorIn(ended).code]).toEqual([2, 'settings_incomplete'])
  expect(errorIn(ended).message).toContain(sentence)
})
