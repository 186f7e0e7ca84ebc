import { expect } from 'vitest'
import { createInvitations, type Invitations } from '../../../scripts/invitations/index.ts'
import { readInvitationSettings } from '../../../scripts/ground/settings/invitation-settings.ts'
import { forgotPassword, signIn } from '../../app.ts'
import type { TenantControls } from '../../start-tenant.ts'
import { Visitor } from '../../visitor.ts'
import type { Model } from './model.ts'

/** Triggers and what our deploy bound to them. */
export type Bindings = Record<string, object[]>

/** Ada, the admin who invites her and the app, at a tenant into which the product was deployed. */
export class Ada {
  readonly email: string
  readonly admin: Invitations
  /** What happened so far, in sentences. */
  readonly story: string[] = []
  page: Visitor | undefined
  readonly #tenant: TenantControls
  readonly #ours: Bindings
  #passwords = 0
  #refreshToken = ''
  #laterSec = 0

  constructor(email: string, tenant: TenantControls, ours: Bindings) {
    this.email = email
    this.#tenant = tenant
    this.#ours = ours
    // The tenant's own token lasts whatever the clock says, as a new one would.
    const settings = { ...tenant.settings, AUTH0_ACCESS_TOKEN: tenant.description.management_token }
    // Only the tenant's clock moves on, not the machine's.
    this.admin = createInvitations(readInvitationSettings(settings))
  }

  async wait(seconds: number): Promise<void> {
    this.#laterSec += seconds
    await this.#tenant.advance(seconds)
  }

  forgotPassword(): Promise<void> {
    return forgotPassword(this.#tenant, this.email)
  }

  /** Opens a mailed link. @returns whether it led to the form */
  async open(which: 'newest' | 'older'): Promise<boolean> {
    const mails = await this.#tenant.outbox(this.email)
    const visitor = await new Visitor().open(mails.at(which === 'newest' ? -1 : -2)?.links[0] ?? '')
    if (visitor.status === 200) this.page = visitor
    return visitor.status === 200
  }

  /** Sends the open form. @returns whether the password was saved */
  async choosePassword(): Promise<boolean> {
    const password = passwordOf(this.#passwords + 1)
    const { heading } = (await this.page?.submit({ password, password2: password })) ?? { heading: '' }
    const isSaved = heading === 'Your password is saved'
    if (isSaved) this.#passwords += 1
    return isSaved
  }

  /** @returns the claim of the ID token if she gets in */
  async signIn(): Promise<{ invitation: unknown } | 'refused'> {
    const outcome = await signIn(this.#tenant, this.email, passwordOf(this.#passwords))
    return 'refused' in outcome ? 'refused' : { invitation: outcome.claims['invitation'] }
  }

  /** The app signs her in by the password grant and keeps the refresh token. @returns whether she got in */
  appSignsIn(): Promise<boolean> {
    const password = passwordOf(this.#passwords)
    return this.#exchange({ grant_type: 'password', username: this.email, password, scope: 'openid offline_access' })
  }

  refresh(): Promise<boolean> {
    return this.#exchange({ grant_type: 'refresh_token', refresh_token: this.#refreshToken })
  }

  async #exchange(parameters: Record<string, string>): Promise<boolean> {
    const { client_id, client_secret } = this.#tenant.description.clients.app
    const { status, body } = await this.#tenant.post('oauth/token', { client_id, client_secret, ...parameters })
    const { refresh_token } = body as { refresh_token?: string }
    if (refresh_token !== undefined) this.#refreshToken = refresh_token
    return status === 200
  }

  /** Another team's deploy unbinds our Actions, or ours binds them again. */
  async bind(areBound: boolean): Promise<void> {
    for (const [trigger, bindings] of Object.entries(this.#ours)) {
      const path = `actions/triggers/${trigger}/bindings`
      const { status } = await this.#tenant.manage('PATCH', path, { bindings: areBound ? bindings : [] })
      expect(status).toBe(200)
    }
  }

  /** What must hold after every move. */
  async agreesWith(model: Model): Promise<void> {
    const { body } = await this.#tenant.manage('GET', `users-by-email?email=${encodeURIComponent(this.email)}`)
    const [user] = body as { app_metadata?: Record<string, unknown>; blocked?: boolean }[]
    const [row] = await this.admin.get(this.email)
    expect({
      status: row?.status,
      sends: row?.sends,
      isAccepted: user?.app_metadata?.['invitation_acceptance'] !== undefined,
      isBlocked: user?.blocked === true,
      mails: (await this.#tenant.outbox(this.email)).length,
    }).toEqual({
      status: model.status,
      sends: model.invitation.sends,
      isAccepted: model.isAccepted,
      isBlocked: model.status === 'revoked',
      mails: model.mails,
    })
  }

  /** Puts the clock and the bindings back for the next story. */
  async leave(): Promise<void> {
    await this.wait(-this.#laterSec)
    await this.bind(true)
  }
}

function passwordOf(number: number): string {
  return `Difference-Engine-${number}`
}
