import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { bundleActions } from '../../../scripts/deployments/declared/bundle.ts'
import { hostile, hostileValues, placesIn, replaced } from '../hostile-json.ts'
import { anyAccountAtTheDoor, type AtTheDoor } from './any-account.ts'
import { postChallenge, postLogin, preUserRegistration } from './deployed-action.ts'
import { invitationWith } from './invitation/records.ts'

const seed = Number(process.env['PROPERTY_SEED'] ?? 20_260_106)
const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 2_000)

/** An event with everything in it that our Actions look at, all of it as Auth0 sends it. */
const ordinary: AtTheDoor = {
  user: {
    email: 'ada@example.com',
    email_verified: false,
    identities: [
      { provider: 'auth0', user_id: '1', connection: 'Username-Password-Authentication' },
      {
        ...{ provider: 'google-oauth2', user_id: '1', connection: 'google-oauth2' },
        profileData: { email: 'ada@example.com', email_verified: true },
      },
    ],
    created_at: '2026-01-01T00:00:00.000Z',
    last_password_reset: '2026-01-02T00:00:00.000Z',
    user_metadata: {},
    app_metadata: {
      invitation: { ...invitationWith(), context: '{"plan":"team"}', redirect_to: 'https://app.example.com/start' },
      invitation_acceptance: { id: 'inv_ffffffffffffffffffffffffffffffff', at: '2026-01-02T00:00:00Z' },
    },
  },
  event: {
    request: { query: { type: 'invite', invitation: 'inv_0123456789abcdef0123456789abcdef' } },
    secrets: {
      INVITATIONS_EXISTING_ACCOUNTS: 'ask-in-app',
      INVITATIONS_ALLOWED_REDIRECT_ORIGINS: 'https://app.example.com',
      INVITATIONS_REDIRECT_WITH_INVITATION: 'on',
      INVITATIONS_REFUSED_URL: 'https://app.example.com/refused',
      INVITATIONS_ALLOWED_DOMAINS: 'acme.example',
      INVITATIONS_REQUIRED_SINCE: '2025-12-01T00:00:00Z',
    },
    connection: { name: 'google-oauth2', strategy: 'google-oauth2' },
    authentication: { methods: [{ name: 'federated', timestamp: '2026-01-03T00:00:00.000Z' }] },
    transaction: { protocol: 'oidc-basic-profile', locale: 'de' },
    client: { client_id: 'app' },
  },
  now: new Date('2026-01-03T00:00:00Z'),
}

const { now } = ordinary
const withRecord = (app_metadata: object): AtTheDoor => ({ ...ordinary, user: { ...ordinary.user, app_metadata } })

/** One for each way through the Actions: accepted, pending, refused in the page's language, and never invited. */
const events: readonly AtTheDoor[] = [
  ordinary,
  withRecord({ invitation: { ...invitationWith(), redirect_to: 'https://app.example.com/start' } }),
  withRecord({ invitation: { ...invitationWith(), expires_at: '2026-01-02T00:00:00Z' } }),
  withRecord({ other: true }),
]

describe('whatever type each part of an event has', { timeout: 600_000 }, () => {
  let doors: ((door: AtTheDoor) => Promise<unknown>)[]

  beforeAll(async () => {
    await bundleActions()
    const codeOf = (action: string) => readFileSync(`tenant/actions/${action}/code.js`, 'utf8')
    const signIns = ['accept-invitation', 'require-invitation-at-sign-in'].map((action) => postLogin(codeOf(action)))
    const links = (['onExecutePostChallenge', 'onContinuePostChallenge'] as const).map((handler) =>
      postChallenge(codeOf('guard-invitation-link'), handler),
    )
    const register = preUserRegistration(codeOf('require-invitation'))
    doors = [
      ...[...signIns, ...links].map(
        (door) =>
          async ({ user, now, event }: AtTheDoor) =>
            door(user, now, event),
      ),
      async ({ user, event }) => register(user, 'secrets' in event ? event.secrets : undefined, event),
    ]
    console.info(`any event: ${numRuns} cases, PROPERTY_SEED=${seed}`)
  })

  const throughEveryDoor = async (door: AtTheDoor) => {
    for (const open of doors) await open(door)
  }

  it('no Action throws: each part of an ordinary event, replaced by each value that hurts', async () => {
    for (const { user, event } of events) {
      for (const place of placesIn({ user, event }).filter(([root, ...way]) => root === 'user' || way.length > 0)) {
        for (const value of hostileValues) {
          const parts = replaced({ user, event }, place, value) as Pick<AtTheDoor, 'user' | 'event'>
          await expect(throughEveryDoor({ ...parts, now }), place.join('.')).resolves.toBeUndefined()
        }
      }
    }
  })

  it('no Action throws: any event, with some of its parts replaced by anything', async () => {
    const changes = fc.array(fc.record({ at: fc.nat(1000), to: hostile }), { minLength: 1, maxLength: 3 })
    const source = fc.oneof(anyAccountAtTheDoor, fc.constantFrom(...events))
    await fc.assert(
      fc.asyncProperty(source, changes, async ({ now, user, event }, replacements) => {
        let parts: unknown = { user, event }
        for (const { at, to } of replacements) {
          const places = placesIn(parts).filter(([root, ...way]) => root === 'user' || way.length > 0)
          parts = replaced(parts, places[at % places.length] ?? ['user'], to)
        }
        await throughEveryDoor({ ...(parts as Pick<AtTheDoor, 'user' | 'event'>), now })
      }),
      { numRuns, seed },
    )
  })
})
