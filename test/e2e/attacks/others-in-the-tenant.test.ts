import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { choosePassword } from '../../app.ts'
import { Visitor } from '../../visitor.ts'
import { errorIn, objects } from '../stage.ts'
import { password, scene } from './scene.ts'

const at = scene()
const HOUR = 3600
const users = '/api/v2/users/*'

/** Another team's Action, bound after ours, calls this and waits: the sign-in is decided but not yet written. */
class Elsewhere {
  readonly #server: Server
  readonly #waiting: ServerResponse[] = []
  #arrived: () => void = () => undefined

  constructor() {
    this.#server = createServer((_, response) => {
      this.#waiting.push(response)
      this.#arrived()
    })
  }

  async open(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    const { port } = this.#server.address() as AddressInfo
    return `exports.onExecutePostLogin = async () => { await fetch('http://127.0.0.1:${port}/') }`
  }

  async untilWaiting(signIns: number): Promise<void> {
    while (this.#waiting.length < signIns) await new Promise<void>((resolve) => (this.#arrived = resolve))
  }

  goOn(): void {
    for (const response of this.#waiting.splice(0)) response.end()
  }

  close(): void {
    this.#server.close()
  }
}

const elsewhere = new Elsewhere()
let slow: object

beforeAll(async () => {
  slow = await at.anotherTeams('post-login', 'slow', await elsewhere.open())
  const names = ['two', 'late', 'resent', 'revoked-twice', 'resent-twice', 'deleted', 'held-revoke', 'held-resend']
  await at.invite(names.map((name) => `${name}@example.com`))
  await choosePassword(await at.newestLink('late@example.com'), password)
  const others = ['unbound', 'lifted', 'blocked', 'thrown', 'overwritten']
  await at.invite(others.map((name) => `${name}@example.com`))
  await at.invite(['no-guard@example.com', 'deny-first@example.com'], '--ttl', '1h')
})

afterAll(() => elsewhere.close())

const withSlowSignIns = (story: () => Promise<void>) => at.withBindings('post-login', (ours) => [...ours, slow], story)

/** Holds the first call of this kind until something else has happened. */
async function whileHeld<T>(method: string, path: string, begin: () => Promise<T>, story: () => Promise<void>) {
  await at.tenant.faults([{ method, path, times: 1, hold: 'first' }])
  const begun = begin()
  await at.tenant.held('first')
  await story()
  await at.tenant.release('first')
  const ended = await begun
  await at.tenant.faults([])
  return ended
}

/** Dates the last mail long ago. */
async function forgetLastMail(email: string): Promise<void> {
  const invitation = { ...(await at.recordOf(email)), last_sent_at: '2026-01-01T00:00:00Z' }
  await at.change(email, { app_metadata: { invitation } })
}

const none = (): object[] => []

describe('Another team’s deploy', () => {
  it('unbinds all our Actions: a revocation still ends password, session and refresh token', async () => {
    const email = 'unbound@example.com'
    await choosePassword(await at.newestLink(email), password)
    const grant = { grant_type: 'password', username: email, password, scope: 'openid offline_access' }
    await at.withBindings('password-reset-post-challenge', none, () =>
      at.withBindings('post-login', none, async () => {
        const browser = new Visitor()
        expect(await at.signsIn(email, browser)).toHaveProperty('claims') // no Action refuses or accepts
        const { refresh_token = '' } = (await at.exchange(grant)).body as { refresh_token?: string }
        await at.revoke(email)
        expect(await at.signsIn(email)).toEqual({ refused: 'user is blocked' })
        const silently = await at.authorize({ prompt: 'none' }, browser)
        expect(silently.url.searchParams.get('error')).toBe('login_required')
        expect((await at.exchange({ grant_type: 'refresh_token', refresh_token })).status).toBe(403)
        expect(await at.exchange(grant)).not.toHaveProperty('body.id_token')
      }),
    )
    await at.expectNobodyAccepted(email)
  })

  it('unbinds the guard of the link: the sign-in still refuses', async () => {
    const email = 'no-guard@example.com'
    await at.withBindings('password-reset-post-challenge', none, () =>
      at.later(HOUR, async () => {
        expect((await choosePassword(await at.newestLink(email), password)).heading).toBe('Your password is saved')
        expect(await at.signsIn(email)).toHaveProperty('refused')
      }),
    )
    await at.expectNobodyAccepted(email)
  })

  it('binds an Action after ours that fails: the acceptance stays, and the invitee gets in once it is fixed', async () => {
    const email = 'thrown@example.com'
    await choosePassword(await at.newestLink(email), password)
    const failing = await at.anotherTeams(
      'post-login',
      'failing',
      `exports.onExecutePostLogin = async () => { throw Error('x') }`,
    )
    await at.withBindings(
      'post-login',
      (ours) => [...ours, failing],
      async () => expect(await at.signsIn(email)).toHaveProperty('refused'),
    )
    expect(await at.signsIn(email)).toMatchObject({ claims: { invitation: { status: 'accepted' } } })
  })
})

describe('An administrator', () => {
  it('sets a password after the revocation, which lifts Auth0’s block: our Actions still refuse', async () => {
    const email = 'lifted@example.com'
    await at.revoke(email)
    await at.change(email, { password })
    expect(await at.userOf(email)).toMatchObject({ blocked: false })
    const sentence = 'This invitation has been revoked. Ask the person who invited you for a new one.'
    expect(await at.signsIn(email)).toEqual({ refused: sentence })
    await at.expectNobodyAccepted(email)
  })

  it('blocked the account: neither the link nor inviting again gets past that', async () => {
    const email = 'blocked@example.com'
    await at.change(email, { blocked: true })
    await choosePassword(await at.newestLink(email), password)
    expect(await at.signsIn(email)).toEqual({ refused: 'user is blocked' })
    await at.revoke(email)
    expect((await at.invitations(['invite', email])).exitCode).toBe(1)
    expect(await at.userOf(email)).toMatchObject({ blocked: true })
    await at.expectNobodyAccepted(email)
  })
})

describe('Another tool', () => {
  it('overwrites the invitation with its own: the acceptance stays', async () => {
    const email = 'overwritten@example.com'
    await at.expectInviteeGetsIn(email)
    const { invitation_acceptance } = (await at.userOf(email))['app_metadata'] as Record<string, unknown>
    await at.change(email, { app_metadata: { invitation: { state: 'revoked', created_user: true, version: 1 } } })
    expect(await at.signsIn(email)).toMatchObject({ claims: { invitation: { status: 'accepted' } } })
    expect(await at.userOf(email)).toMatchObject({ app_metadata: { invitation_acceptance } })
    expect((await new Visitor().open(await at.newestLink(email))).status).toBe(400) // used, not refused
  })
})

describe('Sign-ins', () => {
  it('two sign-ins at once: both get in, and there is one acceptance', async () => {
    const email = 'two@example.com'
    await choosePassword(await at.newestLink(email), password)
    const { id } = await at.recordOf(email)
    await withSlowSignIns(async () => {
      const signIns = [at.signsIn(email), at.signsIn(email)]
      await elsewhere.untilWaiting(2)
      await at.expectNobodyAccepted(email)
      elsewhere.goOn()
      for (const outcome of await Promise.all(signIns))
        expect(outcome).toMatchObject({ claims: { invitation: { id } } })
    })
    const { invitation_acceptance } = (await at.userOf(email))['app_metadata'] as Record<string, unknown>
    expect(await at.signsIn(email)).toMatchObject({ claims: { invitation: { id } } })
    expect(await at.userOf(email)).toMatchObject({ app_metadata: { invitation_acceptance } })
  })

  it('a sign-in decided before the revocation and written after it: nobody gets in again', async () => {
    const email = 'late@example.com'
    const browser = await at.authorize()
    await withSlowSignIns(async () => {
      const signingIn = browser.submit({ username: email, password }, at.tenant.description.clients.app.callback)
      await elsewhere.untilWaiting(1)
      await at.revoke(email)
      elsewhere.goOn()
      await signingIn
    })
    // Nothing can stop an acceptance that is on its way; it does not count, and Auth0's block holds, too.
    expect(await at.userOf(email)).toHaveProperty('app_metadata.invitation_acceptance')
    expect((await at.authorize({ prompt: 'none' }, browser)).url.searchParams.get('code')).toBeNull()
    expect(await at.signsIn(email)).toEqual({ refused: 'user is blocked' })
    const again = await at.invitations(['revoke', email, '--yes', '--json'])
    expect(objects(again)[0]).toMatchObject({ outcome: 'already_revoked' })
    expect(await at.userOf(email)).toMatchObject({ blocked: true })
  })
})

describe('An admin and the invitee', () => {
  it('a revocation written after the acceptance: the owner keeps the account', async () => {
    const email = 'held-revoke@example.com'
    const revoke = () => at.invitations(['revoke', email, '--yes', '--json'])
    const ended = await whileHeld('PATCH', users, revoke, () => at.expectInviteeGetsIn(email))
    expect(errorIn(ended).code).toBe('already_accepted')
    expect(await at.signsIn(email)).toMatchObject({ claims: { invitation: { status: 'accepted' } } })
  })

  it('a reminder written after the acceptance: no second mail, and the acceptance stays', async () => {
    const email = 'held-resend@example.com'
    await forgetLastMail(email)
    const resend = () => at.invitations(['resend', email, '--json'])
    const ended = await whileHeld('PATCH', users, resend, () => at.expectInviteeGetsIn(email))
    expect(errorIn(ended).code).toBe('already_accepted')
    expect(await at.tenant.outbox(email)).toHaveLength(1)
    expect(await at.signsIn(email)).toMatchObject({ claims: { invitation: { status: 'accepted' } } })
  })

  it('a reminder mailed after the acceptance: it is an ordinary reset', async () => {
    const email = 'resent@example.com'
    await forgetLastMail(email)
    const resend = () => at.invitations(['resend', email])
    await whileHeld('POST', '/dbconnections/change_password', resend, () => at.expectInviteeGetsIn(email))
    expect((await at.tenant.outbox(email)).at(-1)?.subject).toBe('Choose a new password for Analytical Engine')
    expect(await at.signsIn(email)).toMatchObject({ claims: { invitation: { status: 'accepted' } } })
  })

  it('an account deleted by a revocation, whose owner got in a moment before', async () => {
    const email = 'deleted@example.com'
    const revoke = () => at.invitations(['revoke', email, '--delete-account', '--yes', '--json'])
    const ended = await whileHeld('PATCH', users, revoke, () => at.expectInviteeGetsIn(email))
    expect(errorIn(ended).code).toBe('already_accepted')
    expect(await at.signsIn(email)).toMatchObject({ claims: { invitation: { status: 'accepted' } } })
  })
})

describe('Two admins at once', () => {
  it('both invite the same person: one invitation, one mail', async () => {
    const email = 'invited-twice@example.com'
    const invite = () => at.invitations(['invite', email, '--json'])
    const held = await whileHeld('POST', '/api/v2/users', invite, () => at.invite([email]))
    expect(objects(held)[0]).toMatchObject({ outcome: 'already_invited', email_sent: false })
    expect(await at.tenant.outbox(email)).toHaveLength(1)
    await at.expectInviteeGetsIn(email)
  })

  it('both revoke: it is revoked, and inviting again lifts the block', async () => {
    const email = 'revoked-twice@example.com'
    const revoke = () => at.invitations(['revoke', email, '--yes', '--json'])
    const held = await whileHeld('PATCH', users, revoke, () => at.revoke(email))
    expect(objects(held)[0]).toMatchObject({ outcome: 'revoked' })
    expect(await at.recordOf(email)).toMatchObject({ state: 'revoked' })
    await at.invite([email])
    await at.expectInviteeGetsIn(email)
  })

  it('both remind: the newest link works', async () => {
    const email = 'resent-twice@example.com'
    await forgetLastMail(email)
    const resend = () => at.invitations(['resend', email, '--json'])
    const other = async () => expect((await resend()).exitCode).toBe(0)
    expect((await whileHeld('PATCH', users, resend, other)).exitCode).toBe(0)
    await at.expectInviteeGetsIn(email)
  })
})
