import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { auth } from 'express-openid-connect'
import { keyMaterial } from '../emulator/certificate.ts'
import type { TenantControls } from '../start-tenant.ts'

/** The app of docs/in-your-app.md: says who is signed in, shows refusals, and lets people switch accounts. */
export async function startApp(tenant: TenantControls): Promise<{ address: string; close(): void }> {
  const { certificate, certificateKey } = await keyMaterial()
  const site = express()
  const server = createServer({ cert: certificate, key: certificateKey }, site)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const baseURL = `https://localhost:${(server.address() as AddressInfo).port}`
  const { client_id, client_secret } = tenant.description.clients.app
  await tenant.manage('PATCH', `clients/${client_id}`, { callbacks: [`${baseURL}/callback`] })
  site.get('/callback', (request, response, next) => {
    const { error, error_description = '' } = request.query as Record<string, string>
    if (error !== 'access_denied') {
      next()
      return
    }
    response.send(page('Not signed in', `<p role="alert">${escaped(error_description)}</p>${again}`))
  })
  site.use(
    auth({
      ...{ issuerBaseURL: tenant.description.issuer, baseURL, clientID: client_id, clientSecret: client_secret },
      ...{ secret: 'a secret of the app for its own cookies', authRequired: false },
      authorizationParams: { response_type: 'code', scope: 'openid profile email' },
    }),
  )
  site.get('/welcome', (request, response) => {
    const { email = '', invitation } = request.query as Record<string, string>
    return response.oidc.login({
      returnTo: '/',
      authorizationParams: {
        prompt: 'login',
        ...(email !== '' && { login_hint: email }),
        ...(invitation !== undefined && { 'ext-invitation': invitation }),
      },
    })
  })
  site.get('/', (request, response) => {
    const { email = 'nobody', invitation } = (request.oidc.user ?? {}) as {
      email?: string
      invitation?: { status: string }
    }
    response.send(page(escaped(email), `<p>Invitation: ${escaped(invitation?.status ?? 'none')}</p>${again}`))
  })
  return { address: `${baseURL}/`, close: () => server.close() }
}

const again = '<p><a href="/welcome">Sign in with another account</a></p>'

function page(heading: string, content: string): string {
  return `<!doctype html><html lang="en"><title>${heading}</title><main><h1>${heading}</h1>${content}</main></html>`
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}
