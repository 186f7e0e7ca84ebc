import { expect } from 'vitest'
import { choosePassword, signIn, type AppSignIn } from '../../app.ts'
import type { TenantControls } from '../../start-tenant.ts'
import { Visitor } from '../../visitor.ts'
import { stage, type Stage } from '../stage.ts'

/** The password of everybody in these stories. */
export const password = 'Difference-Engine-2'

interface TriggerBinding {
  action: { id: string }
  display_name: string
}

/** What attackers, invitees, admins and other teams do to a tenant into which the product was deployed. */
export interface Scene extends Stage {
  /** Invites all of them in one run. */
  invite(people: string[], ...flags: string[]): Promise<void>
  revoke(...people: string[]): Promise<void>
  newestLink(email: string): Promise<string>
  userOf(email: string): Promise<Record<string, unknown>>
  recordOf(email: string): Promise<Record<string, unknown>>
  /** Changes a user, as an admin or another team with a token may. */
  change(email: string, changes: object): Promise<{ status: number; body: unknown }>
  /** Somebody makes an account without any invitation. */
  signUp(email: string, more?: object): Promise<{ status: number; body: unknown }>
  signsIn(email: string, browser?: Visitor): Promise<AppSignIn>
  /** The app asks for a sign-in; the visit stops where it would go back to the app. */
  authorize(parameters?: Record<string, string>, browser?: Visitor): Promise<Visitor>
  /** POST /oauth/token as the app. */
  exchange(parameters: Record<string, string>): Promise<{ status: number; body: unknown }>
  /** Tells a story that plays later, except for our program; then the clock goes back. */
  later(seconds: number, story: () => Promise<void>): Promise<void>
  /** Tells a story while only these Actions are bound to a trigger: none of them, or another team's before or after ours. */
  withBindings(trigger: string, change: (ours: object[]) => object[], story: () => Promise<void>): Promise<void>
  /** Deploys an Action of another team. @returns its binding */
  anotherTeams(trigger: string, name: string, code: string): Promise<object>
  /** The rightful invitee takes the newest link and gets in; the invitation is accepted. */
  expectInviteeGetsIn(email: string): Promise<void>
  expectNobodyAccepted(email: string): Promise<void>
}

/** @param settings of the program, at the deploy and later */
export function scene(settings: Record<string, string> = {}): Scene {
  const play = stage({ deployed: true, settings })
  const manage: TenantControls['manage'] = (...call) => play.tenant.manage(...call)

  const userOf: Scene['userOf'] = async (email) => {
    const { body } = await manage('GET', `users-by-email?email=${encodeURIComponent(email)}`)
    return (body as Record<string, unknown>[])[0] ?? {}
  }
  const recordOf: Scene['recordOf'] = async (email) => {
    const { app_metadata } = await userOf(email)
    return (app_metadata as { invitation: Record<string, unknown> }).invitation
  }
  const newestLink: Scene['newestLink'] = async (email) => (await play.tenant.outbox(email)).at(-1)?.links[0] ?? ''
  const signsIn: Scene['signsIn'] = (email, browser) => signIn(play.tenant, email, password, browser)
  const succeed = async (args: string[]): Promise<void> => {
    const { exitCode, stderr } = await play.invitations(args)
    if (exitCode !== 0) throw new Error(stderr)
  }

  return {
    get tenant() {
      return play.tenant
    },
    invitations: (...call) => play.invitations(...call),
    invite: (people, ...flags) => succeed(['invite', ...people, ...flags]),
    revoke: (...people) => succeed(['revoke', ...people, '--yes']),
    newestLink,
    userOf,
    recordOf,
    signsIn,
    async change(email, changes) {
      const { user_id } = await userOf(email)
      return manage('PATCH', `users/${encodeURIComponent(String(user_id))}`, changes)
    },
    signUp(email, more) {
      const { clients, connection } = play.tenant.description
      const { client_id } = clients.app
      return play.tenant.post('dbconnections/signup', { client_id, connection, email, password, ...more })
    },
    async authorize(parameters = {}, browser = new Visitor()) {
      const { issuer, clients } = play.tenant.description
      const { client_id, callback } = clients.app
      const query = { response_type: 'code', client_id, redirect_uri: callback, scope: 'openid', ...parameters }
      return browser.open(`${issuer}authorize?${new URLSearchParams(query).toString()}`, callback)
    },
    exchange(parameters) {
      const { client_id, client_secret } = play.tenant.description.clients.app
      return play.tenant.post('oauth/token', { client_id, client_secret, ...parameters })
    },
    async later(seconds, story) {
      await play.tenant.advance(seconds)
      try {
        await story()
      } finally {
        await play.tenant.advance(-seconds)
      }
    },
    async withBindings(trigger, change, story) {
      const path = `actions/triggers/${trigger}/bindings`
      const { body } = await manage('GET', path)
      const ours = (body as { bindings: TriggerBinding[] }).bindings.map(({ action, display_name }) => ({
        ...{ ref: { type: 'action_id', value: action.id }, display_name },
      }))
      const { status } = await manage('PATCH', path, { bindings: change(ours) })
      expect(status).toBe(200)
      try {
        await story()
      } finally {
        await manage('PATCH', path, { bindings: ours })
      }
    },
    async anotherTeams(trigger, name, code) {
      const supported_triggers = [{ id: trigger, version: trigger === 'post-login' ? 'v3' : 'v1' }]
      const { body } = await manage('POST', 'actions/actions', { name, code, supported_triggers })
      const { id } = body as { id: string }
      await manage('POST', `actions/actions/${id}/deploy`)
      return { ref: { type: 'action_id', value: id }, display_name: name }
    },
    async expectInviteeGetsIn(email) {
      expect((await choosePassword(await newestLink(email), password)).heading).toBe('Your password is saved')
      const { id } = await recordOf(email)
      expect(await signsIn(email)).toMatchObject({ claims: { email, invitation: { id, status: 'accepted' } } })
    },
    async expectNobodyAccepted(email) {
      expect(await userOf(email)).not.toHaveProperty('app_metadata.invitation_acceptance')
    },
  }
}
