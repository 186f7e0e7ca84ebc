import * as oidc from 'openid-client'
import { InvitationsError } from '../ground/errors.ts'
import { CALLBACK } from './callback.ts'
import type { Page, Pages, Person } from './pages/page.ts'

/** How a sign-in ended for the app. */
export type SignIn = { claims: Readonly<Record<string, unknown>> } | { refused: string }

/** An app that people sign in to: authorization code flow with PKCE, state and nonce, checked by openid-client. */
export class TrialApp {
  readonly #app: oidc.Configuration

  private constructor(app: oidc.Configuration) {
    this.#app = app
  }

  /** @param domain where people sign in: the custom domain if there is one */
  static async at(domain: string, client: { client_id: string; client_secret: string }, fetchWith: typeof fetch) {
    const app = await oidc.discovery(
      new URL(`https://${domain}/`),
      client.client_id,
      undefined,
      oidc.ClientSecretPost(client.client_secret),
      { [oidc.customFetch]: (url, options) => fetchWith(url, options as RequestInit) },
    )
    return new TrialApp(app)
  }

  /** The address to which somebody is sent to sign in, and what the answer has to match. */
  async request(): Promise<{ address: string; checks: oidc.AuthorizationCodeGrantChecks }> {
    const verifier = oidc.randomPKCECodeVerifier()
    const checks = {
      pkceCodeVerifier: verifier,
      expectedState: oidc.randomState(),
      expectedNonce: oidc.randomNonce(),
    }
    const address = oidc.buildAuthorizationUrl(this.#app, {
      redirect_uri: CALLBACK,
      scope: 'openid profile email',
      code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      state: checks.expectedState,
      nonce: checks.expectedNonce,
    })
    return { address: address.href, checks }
  }

  /** Signs somebody in, and reads the ID token. */
  async signIn(pages: Pages, person: Person): Promise<SignIn> {
    const { address, checks } = await this.request()
    const page: Page = await pages.signIn(address, person, CALLBACK)
    if (!page.address.startsWith(CALLBACK)) return { refused: page.text }
    const ended = new URL(page.address)
    const refused = ended.searchParams.get('error_description')
    if (refused !== null) return { refused }
    try {
      const tokens = await oidc.authorizationCodeGrant(this.#app, ended, checks)
      return { claims: { ...tokens.claims() } }
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause)
      throw new InvitationsError('tenant_refused', `The app got no tokens for its code: ${reason}.`, {
        hint: 'See the tenant log: Monitoring > Logs.',
        cause,
      })
    }
  }
}
