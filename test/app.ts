import * as oidc from 'openid-client'
import type { TenantControls } from './start-tenant.ts'
import { Visitor } from './visitor.ts'

/** How a sign-in ended for the app: with the ID token's claims, or with the sentence to show. */
export type AppSignIn = { claims: Record<string, unknown> } | { refused: string }

/** Signs somebody in with a password. */
export function signIn(
  tenant: TenantControls,
  email: string,
  password: string,
  browser = new Visitor(),
): Promise<AppSignIn> {
  return signInBy(tenant, {}, browser, (callback) => browser.submit({ username: email, password }, callback))
}

/** Somebody's identity at another provider; the page that plays the provider asks for it. */
export interface ProviderIdentity {
  user_id: string
  email: string
  /** If left out, the provider has not verified the address. */
  email_verified?: 'true'
  name?: string
}

/** Signs somebody in at a social or enterprise connection. */
export function signInAtProvider(
  tenant: TenantControls,
  connection: string,
  identity: ProviderIdentity,
  browser = new Visitor(),
): Promise<AppSignIn> {
  return signInBy(tenant, { connection }, browser, (callback) => browser.submit({ ...identity }, callback))
}

/** The code of the newest mail to an address. */
export async function mailedCode(tenant: TenantControls, email: string): Promise<string> {
  return /<b>(\d+)<\/b>/.exec((await tenant.outbox(email)).at(-1)?.html ?? '')?.[1] ?? ''
}

/** Signs somebody in with a mailed code; the tenant needs a passwordless connection called email. */
export function signInByCode(tenant: TenantControls, email: string, browser = new Visitor()): Promise<AppSignIn> {
  return signInBy(tenant, { connection: 'email' }, browser, async (callback) => {
    await browser.submit({ email })
    await browser.submit({ code: await mailedCode(tenant, email) }, callback)
  })
}

/** Signs somebody in with their passkey; the tenant's database has to allow passkeys. */
export function signInByPasskey(tenant: TenantControls, key_id: string, browser = new Visitor()): Promise<AppSignIn> {
  return signInBy(tenant, {}, browser, async (callback) => {
    await browser.open(browser.linkTo('Continue with a passkey'))
    await browser.submit({ key_id }, callback)
  })
}

/** Signs somebody in as an app does: code flow with PKCE, state and nonce, which openid-client checks. */
export async function signInBy(
  { description }: TenantControls,
  parameters: Record<string, string>,
  browser: Visitor,
  prove: (callback: string) => Promise<unknown>,
): Promise<AppSignIn> {
  const { client_id, client_secret, callback } = description.clients.app
  const app = await oidc.discovery(new URL(description.issuer), client_id, client_secret)
  const verifier = oidc.randomPKCECodeVerifier()
  const checks = { pkceCodeVerifier: verifier, expectedState: oidc.randomState(), expectedNonce: oidc.randomNonce() }
  const address = oidc.buildAuthorizationUrl(app, {
    redirect_uri: callback,
    scope: 'openid profile email',
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state: checks.expectedState,
    nonce: checks.expectedNonce,
    ...parameters,
  })
  await browser.open(address.href, callback)
  if (!browser.url.href.startsWith(callback)) await prove(callback)
  if (!browser.url.href.startsWith(callback)) return { refused: browser.alert || browser.heading }
  const refused = browser.url.searchParams.get('error_description')
  if (refused !== null) return { refused }
  const tokens = await oidc.authorizationCodeGrant(app, browser.url, checks)
  return { claims: { ...tokens.claims() } }
}

/** Clicks “Forgot password?” on the sign-in page and asks for the mail. */
export async function forgotPassword({ description }: TenantControls, email: string): Promise<void> {
  const { client_id, callback } = description.clients.app
  const query = new URLSearchParams({ response_type: 'code', client_id, redirect_uri: callback, scope: 'openid' })
  const browser = await new Visitor().open(`${description.issuer}authorize?${query.toString()}`)
  await browser.open(browser.linkTo('Forgot password?'))
  await browser.submit({ email })
}

/** Opens the link of a mail and sets a password. @returns the page with the result */
export async function choosePassword(link: string, password: string): Promise<Visitor> {
  const browser = await new Visitor().open(link)
  return browser.submit({ password, password2: password })
}
