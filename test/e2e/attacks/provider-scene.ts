import { beforeAll, expect } from 'vitest'
import type { ProviderIdentity } from '../../app.ts'
import { google, providerStage } from '../provider.ts'

export const notInvited = {
  refused: 'You need an invitation. Ask somebody who has access to invite the address that you sign in with.',
}

interface Binding {
  action: { id: string; name: string }
}

/** Where attackers have accounts at other providers, and invitations are required. */
export function providerScene() {
  const at = providerStage()

  beforeAll(() => at.prepare({ INVITATIONS_REQUIRE: 'on', INVITATIONS_REQUIRED_SINCE: '2020-01-01T00:00:00Z' }))

  async function run(...args: string[]): Promise<void> {
    const { exitCode, stderr } = await at.invitations(args)
    expect(exitCode, stderr).toBe(0)
  }

  async function invite(email: string): Promise<string> {
    await run('invite', email)
    return at.invitationOf(email)
  }

  async function manage(method: string, where: string, body?: object): Promise<unknown> {
    const answer = await at.tenant.manage(method, where, body)
    expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300)
    return answer.body
  }

  /** The invited account. */
  async function invited(email: string) {
    const found = (await at.accounts(email)).find(({ user_id }) => user_id.startsWith('auth0|'))
    if (found === undefined) throw new Error(`Nobody was invited: ${email}`)
    return found
  }

  /** Tells a story while the sign-in runs these Actions, in this order. */
  async function withActions(names: string[], story: () => Promise<void>): Promise<void> {
    const where = 'actions/triggers/post-login/bindings'
    const { bindings } = (await manage('GET', where)) as { bindings: Binding[] }
    const bind = (wanted: Binding[]) =>
      manage('PATCH', where, {
        bindings: wanted.map(({ action: { id, name } }) => ({
          ref: { type: 'action_id', value: id },
          display_name: name,
        })),
      })
    await bind(names.flatMap((name) => bindings.filter(({ action }) => action.name === name)))
    try {
      await story()
    } finally {
      await bind(bindings)
    }
  }

  /** The identity gets in nowhere that requires invitations, elsewhere as itself; the invited account stays as it is. */
  async function staysOut(who: ProviderIdentity, id: string, email = who.email, connection = google): Promise<void> {
    const before = await invited(email)
    expect(await at.enters(who, id, connection)).toEqual(notInvited)
    await withActions(['link-identity', 'accept-invitation'], async () => {
      const { claims } = (await at.enters(who, id, connection)) as { claims: { sub: string } }
      expect(claims.sub).not.toBe(before.user_id)
      expect(claims).not.toHaveProperty('invitation')
    })
    expect(await invited(email)).toMatchObject({
      identities: before.identities,
      app_metadata: before.app_metadata,
    })
  }

  async function getsIn(who: ProviderIdentity, id: string): Promise<void> {
    expect(await at.enters(who, id)).toMatchObject({ claims: { invitation: { id, status: 'accepted' } } })
  }

  return { at, run, invite, manage, invited, withActions, staysOut, getsIn }
}

/** A user of the Management API. */
export function path(user_id: string): string {
  return `users/${encodeURIComponent(user_id)}`
}
