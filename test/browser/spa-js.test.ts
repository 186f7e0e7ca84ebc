import { readFileSync } from 'node:fs'
import { createServer } from 'node:https'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { google, providerStage } from '../e2e/provider.ts'
import { keyMaterial } from '../emulator/certificate.ts'
import { visits } from './visit.ts'

const play = providerStage()
const browser = visits()
const password = 'Difference-Engine-2'
const sdk = readFileSync(
  createRequire(import.meta.url).resolve('@auth0/auth0-spa-js/dist/auth0-spa-js.production.js'),
  'utf8',
)
let app: { address: string; close(): void }

/** A page as in the SDK's own documentation: signs in if nobody is, reads the answer, shows who it is. */
const script = (options: object) => `
const client = new auth0.Auth0Client(${JSON.stringify(options)})
const show = (text) => { document.querySelector('main').textContent = text }
const showUser = async () => {
  await client.getTokenSilently()
  const { email, invitation } = await client.getIdTokenClaims()
  show(JSON.stringify({ email, invitation }))
}
globalThis.client = client
const query = new URLSearchParams(location.search)
const start = async () => {
  if (query.has('state')) {
    await client.handleRedirectCallback()
    history.replaceState({}, '', '/')
    return showUser()
  }
  const invitation = query.get('invitation')
  if (invitation) return client.loginWithRedirect({ authorizationParams: { prompt: 'login', 'ext-invitation': invitation } })
  if (query.has('sign-in')) return client.loginWithRedirect({ authorizationParams: { login_hint: query.get('sign-in') } })
  await client.checkSession()
  return (await client.isAuthenticated()) ? showUser() : show('nobody')
}
start().catch(({ error, error_description }) => show(JSON.stringify({ error, error_description })))
`

beforeAll(async () => {
  await play.prepare()
  const { certificate, certificateKey } = await keyMaterial()
  const server = createServer({ cert: certificate, key: certificateKey }, ({ url = '/' }, response) => {
    const isSdk = url === '/spa-js.js'
    response.setHeader('content-type', isSdk ? 'text/javascript' : 'text/html')
    response.end(isSdk ? sdk : page)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = `https://localhost:${(server.address() as AddressInfo).port}`
  const { domain, clients } = play.tenant.description
  await play.tenant.manage('PATCH', `clients/${clients.app.client_id}`, {
    ...{ app_type: 'spa', token_endpoint_auth_method: 'none', callbacks: [address], web_origins: [address] },
    refresh_token: { rotation_type: 'rotating', expiration_type: 'expiring' },
  })
  const options = { domain, clientId: clients.app.client_id, authorizationParams: { redirect_uri: address } }
  const content = `<script src="/spa-js.js"></script><main></main><script>${script(options)}</script>`
  const page = `<!doctype html><html lang="en"><title>An app in the browser</title>${content}</html>`
  app = { address, close: () => server.close() }
})
afterAll(() => {
  app.close()
})

/** Invites somebody, who chooses a password and opens the page that asks for it. */
async function invitedAtTheSignIn(email: string): Promise<Page> {
  expect((await play.invitations(['invite', email, '--context', '{"team":"blue"}'])).stderr).toBe('')
  const page = await browser.visitor()
  await page.goto((await play.tenant.outbox(email)).at(-1)?.links[0] ?? '')
  await page.fill('input[name=password]', password)
  await page.fill('input[name=password2]', password)
  await page.click('button[type=submit]')
  await page.waitForSelector('input', { state: 'detached' })
  await page.goto(`${app.address}/?sign-in=${email}`)
  await page.waitForSelector('input[name=password]')
  return page
}

async function signIn(page: Page): Promise<unknown> {
  await page.fill('input[name=password]', password)
  await page.click('button[type=submit]')
  return shown(page)
}

async function shown(page: Page): Promise<unknown> {
  const text = await page.waitForFunction(`document.querySelector('main')?.textContent`)
  return JSON.parse(String(await text.jsonValue()))
}

it('@auth0/auth0-spa-js gives the app the accepted invitation, and again after a reload, with a hidden frame', async () => {
  const page = await invitedAtTheSignIn('ada@example.com')
  const accepted = { status: 'accepted', context: { team: 'blue' } }
  expect(await signIn(page)).toMatchObject({
    email: 'ada@example.com',
    invitation: { ...accepted, accepted_now: true },
  })
  await page.reload()
  const again = await shown(page)
  expect(again).toMatchObject({ email: 'ada@example.com', invitation: accepted })
  expect(again).not.toHaveProperty('invitation.accepted_now')
})

it('@auth0/auth0-spa-js gives the app the sentence of a refusal', async () => {
  const page = await invitedAtTheSignIn('late@example.com')
  await play.tenant.manage('PATCH', `users/${await userId('late@example.com')}`, {
    app_metadata: { invitation_revocation: { id: await invitationId('late@example.com'), at: '2099-01-01T00:00:00Z' } },
  })
  expect(await signIn(page)).toEqual({
    error: 'access_denied',
    error_description: expect.stringContaining('revoked') as string,
  })
})

it('@auth0/auth0-spa-js passes on an invitation, which is accepted with an account of another provider', async () => {
  const email = 'google@example.com'
  expect((await play.invitations(['invite', email])).stderr).toBe('')
  const page = await browser.visitor()
  await page.goto(`${app.address}/?invitation=${await invitationId(email)}`)
  await page.getByText(`Continue with ${google}`).click()
  await page.fill('input[name=user_id]', '1815')
  await page.fill('input[name=email]', email)
  await page.check('input[name=email_verified]')
  await page.click('button[type=submit]')
  await page.waitForURL(({ origin }) => origin === app.address)
  expect(await shown(page)).toMatchObject({ email, invitation: { status: 'accepted', accepted_now: true } })
})

async function show(email: string): Promise<{ user_id: string; invitation_id: string }> {
  return JSON.parse((await play.invitations(['show', email, '--json'])).stdout) as {
    user_id: string
    invitation_id: string
  }
}
const userId = async (email: string) => (await show(email)).user_id
const invitationId = async (email: string) => (await show(email)).invitation_id
