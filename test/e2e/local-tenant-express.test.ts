import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { auth } from 'express-openid-connect'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { keyMaterial } from '../emulator/certificate.ts'
import { Visitor } from '../visitor.ts'
import { stage } from './stage.ts'

const play = stage({ deployed: false })
const email = 'ada@example.com'
const password = 'Difference-Engine-2'
const servers: { close(): void }[] = []

beforeAll(async () => {
  const { connection } = play.tenant.description
  await play.tenant.manage('POST', 'users', { email, password, connection })
})

afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

/** An app made with Auth0's own middleware. @returns its address, with a slash at the end */
async function app(authorizationParams: Record<string, string>): Promise<string> {
  const { certificate, certificateKey } = await keyMaterial()
  const site = express()
  const server = createServer({ cert: certificate, key: certificateKey }, site)
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const baseURL = `https://localhost:${(server.address() as AddressInfo).port}`
  const client = await makeClient(baseURL)
  site.use(
    auth({
      issuerBaseURL: play.tenant.description.issuer,
      baseURL,
      clientID: client.client_id,
      clientSecret: client.client_secret,
      secret: 'a secret of the app for its own cookies',
      authRequired: false,
      idpLogout: true,
      authorizationParams: { scope: 'openid profile email', ...authorizationParams },
    }),
  )
  site.get(
    '/',
    (request, response) => void response.send(`<h1>${String(request.oidc.user?.['email'] ?? 'nobody')}</h1>`),
  )
  return `${baseURL}/`
}

async function makeClient(baseURL: string): Promise<{ client_id: string; client_secret: string }> {
  const { body } = await play.tenant.manage('POST', 'clients', {
    name: 'Express app',
    app_type: 'regular_web',
    callbacks: [`${baseURL}/callback`],
    allowed_logout_urls: [baseURL],
    grant_types: ['authorization_code', 'implicit'],
  })
  const client = body as { client_id: string; client_secret: string }
  const { body: connections } = await play.tenant.manage('GET', 'connections')
  const [connection] = connections as { id: string }[]
  await play.tenant.manage('PATCH', `connections/${connection?.id ?? ''}/clients`, [
    { client_id: client.client_id, status: true },
  ])
  return client
}

describe('an app made with express-openid-connect', () => {
  it.each([
    ['a code', { response_type: 'code' }],
    ['a code in a form', { response_type: 'code', response_mode: 'form_post' }],
    ['an ID token in a form', { response_type: 'id_token', response_mode: 'form_post' }],
    ['both in a form', { response_type: 'code id_token', response_mode: 'form_post' }],
  ])('signs somebody in by %s, knows who they are, and signs them out everywhere', async (_, parameters) => {
    const address = await app(parameters)
    const browser = await new Visitor().open(`${address}login`)
    await browser.submit({ username: email, password })
    if ('response_mode' in parameters) await browser.submit()
    expect([browser.url.href, browser.heading]).toEqual([address, email])

    await browser.open(`${address}logout`)
    expect([browser.url.href, browser.heading]).toEqual([address, 'nobody'])
    await browser.open(`${address}login`)
    expect(browser.heading).toBe('Sign in to Express app')
  })
})
