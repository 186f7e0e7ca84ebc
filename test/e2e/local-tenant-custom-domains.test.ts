import { describe, beforeEach, expect, it } from 'vitest'
import '../localhost-names.mjs'
import { choosePassword, forgotPassword, signIn } from '../app.ts'
import { bind, passwordOfAll, postLogin, register, userOf } from './actions-on-stage.ts'
import { stage } from './stage.ts'

const play = stage({ deployed: false })
const lenient = stage({
  deployed: false,
  assume: ['no-default-domain=canonical', 'custom-domain-in-emails-flag=hidden'],
})
const email = 'ada@example.com'
const login = 'login.localhost'
const other = 'id.example.localhost'
const conflict = {
  ...{ statusCode: 409, error: 'Conflict', errorCode: 'custom_domain_conflict' },
  message: 'The tenant has multiple verified custom domains.',
}

beforeEach(async () => {
  await play.tenant.reset()
  await lenient.tenant.reset()
})

const hostOf = (address: string | undefined) => new URL(address ?? '').host
const at = (domain: string) => `${domain}:${new URL(play.tenant.description.issuer).port}`
const newestLink = async () => (await play.tenant.outbox(email)).at(-1)?.links[0] ?? ''

/** Several custom domains, none of them the default. */
async function severalDomains() {
  return [await play.tenant.addCustomDomain(login), await play.tenant.addCustomDomain(other)] as const
}

async function makeUser(headers: Record<string, string> = {}, more: object = {}) {
  const { connection } = play.tenant.description
  return play.tenant.manage('POST', 'users', { connection, email, password: passwordOfAll, ...more }, headers)
}

async function askForPassword(tenant = play.tenant) {
  const { clients, connection } = tenant.description
  return tenant.post('dbconnections/change_password', { client_id: clients.app.client_id, email, connection })
}

describe('a custom domain', () => {
  it('is listed, read, changed, verified and deleted as Auth0 recorded it', async () => {
    const asked = { domain: login, type: 'auth0_managed_certs', domain_metadata: { brand: 'Analytical' } }
    const { status, body } = await play.tenant.manage('POST', 'custom-domains', asked)
    const { custom_domain_id: id, ...made } = body as Record<string, unknown>
    expect(status).toBe(201)
    expect(made).toMatchObject({ ...asked, primary: true, is_default: false, status: 'pending_verification' })
    expect(made).toMatchObject({ tls_policy: 'recommended', verification: { methods: [{ name: 'CNAME' }] } })
    expect((await play.tenant.manage('GET', 'custom-domains')).body).toEqual([body])
    expect((await play.tenant.manage('GET', `custom-domains/${String(id)}`)).body).toEqual(body)
    const changed = await play.tenant.manage('PATCH', `custom-domains/${String(id)}`, {
      domain_metadata: { brand: 'B' },
    })
    expect(changed).toMatchObject({ status: 200, body: { ...made, domain_metadata: { brand: 'B' } } })
    const verified = await play.tenant.manage('POST', `custom-domains/${String(id)}/verify`)
    expect(verified.body).toMatchObject({ status: 'ready', verification: { status: 'verified' } })
    expect((await play.tenant.manage('POST', 'custom-domains', asked)).status).toBe(409)
    expect((await play.tenant.manage('DELETE', `custom-domains/${String(id)}`)).status).toBe(204)
    expect((await play.tenant.manage('GET', `custom-domains/${String(id)}`)).status).toBe(404)
  })

  it('becomes the default once it is verified, instead of the canonical domain', async () => {
    const canonical = { domain: play.tenant.description.domain }
    expect((await play.tenant.manage('GET', 'custom-domains/default')).body).toEqual(canonical)
    await play.tenant.manage('POST', 'custom-domains', { domain: other, type: 'auth0_managed_certs' })
    const early = await play.tenant.manage('PATCH', 'custom-domains/default', { domain: other })
    expect(early).toMatchObject({
      ...{ status: 400, body: { message: 'The domain must be verified before it can be set as default.' } },
    })
    await play.tenant.addCustomDomain(login)
    const set = await play.tenant.manage('PATCH', 'custom-domains/default', { domain: login })
    expect(set.body).toMatchObject({ domain: login, is_default: true, status: 'ready' })
    expect((await play.tenant.manage('GET', 'custom-domains/default')).body).toEqual(set.body)
    await play.tenant.manage('PATCH', 'custom-domains/default', canonical)
    expect((await play.tenant.manage('GET', 'custom-domains/default')).body).toEqual(canonical)
  })

  it('is served only once it is verified', async () => {
    await play.tenant.manage('POST', 'custom-domains', { domain: login, type: 'auth0_managed_certs' })
    await expect(fetch(`https://${at(login)}/.well-known/openid-configuration`)).rejects.toThrow('fetch failed')
    await play.tenant.reset()
    await play.tenant.addCustomDomain(login)
    expect((await fetch(`https://${at(login)}/.well-known/openid-configuration`)).status).toBe(200)
  })

  it('signs people in: its discovery, tokens and Actions name it', async () => {
    const tenant = await play.tenant.addCustomDomain(login, { domain_metadata: { brand: 'Analytical' } })
    await register(play.tenant, email)
    const told = "api.idToken.setCustomClaim('seen', [event.request.hostname, event.custom_domain])"
    await bind(play.tenant, 'post-login', postLogin(told))
    const seen = [login, { domain: login, domain_metadata: { brand: 'Analytical' } }]
    expect(await signIn(tenant, email, passwordOfAll)).toMatchObject({
      claims: { iss: tenant.description.issuer, seen },
    })
    const { issuer } = play.tenant.description
    expect(await signIn(play.tenant, email, passwordOfAll)).toMatchObject({
      claims: { iss: issuer, seen: ['localhost', null] },
    })
  })
})

describe('a token for the Management API', () => {
  const tokenAt = async (domain: string, audience: string) => {
    const { client_id, client_secret } = play.tenant.description.clients.deploy
    const body = { grant_type: 'client_credentials', client_id, client_secret, audience }
    const headers = { 'content-type': 'application/json' }
    const response = await fetch(`https://${domain}/oauth/token`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    })
    return { status: response.status, body: (await response.json()) as Record<string, string> }
  }
  const callAt = async (domain: string, token: string) =>
    (await fetch(`https://${domain}/api/v2/roles`, { headers: { authorization: `Bearer ${token}` } })).status

  it('is refused for the audience of a custom domain, which does not exist', async () => {
    await play.tenant.addCustomDomain(login)
    const audience = `https://${at(login)}/api/v2/`
    expect(await tokenAt(at(login), audience)).toEqual({
      status: 403,
      body: { error: 'access_denied', error_description: `Service not enabled within domain: ${audience}` },
    })
  })

  it('works at the domain that granted it, and nowhere else', async () => {
    await play.tenant.addCustomDomain(login)
    const { domain } = play.tenant.description
    const audience = `https://${domain}/api/v2/`
    const custom = (await tokenAt(at(login), audience)).body['access_token'] ?? ''
    const canonical = (await tokenAt(domain, audience)).body['access_token'] ?? ''
    expect(await Promise.all([callAt(at(login), custom), callAt(domain, canonical)])).toEqual([200, 200])
    expect(await Promise.all([callAt(domain, custom), callAt(at(login), canonical)])).toEqual([401, 401])
  })
})

describe('links of mails', () => {
  it('lead to the canonical domain while “Use Custom Domain in Emails” is off', async () => {
    const tenant = await play.tenant.addCustomDomain(login)
    await makeUser()
    await askForPassword(tenant)
    expect(hostOf(await newestLink())).toBe(play.tenant.description.domain)
  })

  it('lead to the only custom domain if it is on, wherever the mail was asked for, and the settings say so', async () => {
    await play.tenant.addCustomDomain(login)
    await play.tenant.useCustomDomainInMails(true)
    await makeUser()
    expect(hostOf(await newestLink())).toBe(at(login))
    await askForPassword()
    expect(hostOf(await newestLink())).toBe(at(login))
    const flags = { enable_custom_domain_in_emails: true }
    expect((await play.tenant.manage('GET', 'tenants/settings')).body).toMatchObject({ flags })
  })

  it('lead to the domain where the mail was asked for, and set the password there', async () => {
    const [first, second] = await severalDomains()
    await play.tenant.useCustomDomainInMails(true)
    await makeUser({ 'auth0-custom-domain': login })
    await askForPassword(second)
    expect(hostOf(await newestLink())).toBe(at(other))
    await forgotPassword(first, email)
    expect(hostOf(await newestLink())).toBe(at(login))
    const newer = 'Analytical-Engine-3'
    expect((await choosePassword(await newestLink(), newer)).url.host).toBe(at(login))
    expect(await signIn(first, email, newer)).toMatchObject({ claims: { email } })
  })

  it('lead to the default if no domain is named; if that is the canonical domain, to no custom domain', async () => {
    await severalDomains()
    await play.tenant.useCustomDomainInMails(true)
    await play.tenant.manage('PATCH', 'custom-domains/default', { domain: other })
    await makeUser()
    expect(hostOf(await newestLink())).toBe(at(other))
    const { domain } = play.tenant.description
    await play.tenant.manage('PATCH', 'custom-domains/default', { domain })
    await askForPassword()
    expect(hostOf(await newestLink())).toBe(domain)
  })

  it('lead to the domain that the header names, as tickets do, and templates can name it', async () => {
    await severalDomains()
    await play.tenant.useCustomDomainInMails(true)
    const body = 'At {{ custom_domain.domain }}: {{ url }}'
    const template = {
      template: 'verify_email',
      from: 'me@example.com',
      subject: 'Hello',
      body,
      syntax: 'liquid',
      enabled: true,
    }
    await play.tenant.manage('POST', 'email-templates', template)
    await makeUser({ 'auth0-custom-domain': other })
    expect((await play.tenant.outbox(email)).at(-1)?.html).toContain(`At ${other}: https://${at(other)}/`)
    const { user_id } = await userOf(play.tenant, email)
    const named = { 'auth0-custom-domain': login }
    const ticket = await play.tenant.manage('POST', 'tickets/password-change', { user_id }, named)
    expect(hostOf((ticket.body as { ticket: string }).ticket)).toBe(at(login))
  })
})

describe('the header auth0-custom-domain', () => {
  it('is required when several custom domains exist and none is the default', async () => {
    await severalDomains()
    expect(await makeUser()).toEqual({ status: 409, body: conflict })
    const { status, body } = await makeUser({ 'auth0-custom-domain': login })
    expect(status).toBe(201)
    const { user_id } = body as { user_id: string }
    const path = `users/${encodeURIComponent(user_id)}`
    expect(await play.tenant.manage('PATCH', path, { name: 'Ada' })).toEqual({ status: 409, body: conflict })
    expect(await play.tenant.manage('POST', 'tickets/password-change', { user_id })).toEqual({
      status: 409,
      body: conflict,
    })
    const renamed = await play.tenant.manage('PATCH', path, { name: 'Ada' }, { 'auth0-custom-domain': login })
    expect(renamed.status).toBe(200)
    expect((await play.tenant.manage('GET', path)).status).toBe(200) // reads do not need it
  })

  it('is not needed with one custom domain, nor with a default', async () => {
    await play.tenant.addCustomDomain(login)
    expect((await makeUser()).status).toBe(201)
    await play.tenant.addCustomDomain(other)
    await play.tenant.manage('PATCH', 'custom-domains/default', { domain: login })
    expect((await makeUser({}, { email: 'bob@example.com' })).status).toBe(201)
  })

  it('must name a verified domain of the tenant', async () => {
    await play.tenant.manage('POST', 'custom-domains', { domain: login, type: 'auth0_managed_certs' })
    const unknown = { message: 'The custom domain does not exist for the tenant.' }
    expect(await makeUser({ 'auth0-custom-domain': login })).toMatchObject({ status: 400, body: unknown })
    const malformed = { message: 'The auth0-custom-domain HTTP header has an invalid format.' }
    expect(await makeUser({ 'auth0-custom-domain': 'https://x' })).toMatchObject({ status: 400, body: malformed })
  })

  it('may be missing if a tenant falls back to its canonical domain', async () => {
    for (const domain of [login, other]) await lenient.tenant.addCustomDomain(domain)
    await lenient.tenant.useCustomDomainInMails(true)
    expect((await register(lenient.tenant, email)).status).toBe(201)
    const [mail] = await lenient.tenant.outbox(email)
    expect(hostOf(mail?.links[0])).toBe(lenient.tenant.description.domain)
    const { flags } = (await lenient.tenant.manage('GET', 'tenants/settings')).body as { flags: object }
    expect(flags).not.toHaveProperty('enable_custom_domain_in_emails')
  })
})
