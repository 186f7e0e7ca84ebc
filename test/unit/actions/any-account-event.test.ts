import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, it, vi } from 'vitest'
import { bytesOf } from '../../../actions/invitation/profile.ts'
import { bundleActions } from '../../../scripts/deployments/declared/bundle.ts'
import { hostile, hostileValues, placesIn, replaced } from '../hostile-json.ts'
import { anyAccountAtTheDoor, type AtTheDoor } from './any-account.ts'
import { postChallenge, postLogin, preUserRegistration } from './deployed-action.ts'
import { invitationWith } from './invitation/records.ts'

const seed = Number(process.env['PROPERTY_SEED'] ?? 20_260_106)
const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 2_000)

/** An event with everything that our Actions read, as Auth0 sends it. */
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
    request: {
      query: {
        'ext-invitation': 'inv_0123456789abcdef0123456789abcdef',
        type: 'invite',
        invitation: 'inv_0123456789abcdef0123456789abcdef',
      },
    },
    secrets: {
      INVITATIONS_EXISTING_ACCOUNTS: 'ask-in-app',
      INVITATIONS_ALLOWED_REDIRECT_ORIGINS: 'https://app.example.com',
      INVITATIONS_REDIRECT_WITH_INVITATION: 'on',
      INVITATIONS_REFUSED_URL: 'https://app.example.com/refused',
      INVITATIONS_ALLOWED_DOMAINS: 'acme.example',
      INVITATIONS_REQUIRED_SINCE: '2025-12-01T00:00:00Z',
      INVITATIONS_ACCEPT_WITH: 'google-oauth2',
      INVITATIONS_LINKING_CLIENT_ID: 'linking',
      INVITATIONS_LINKING_CLIENT_SECRET: 'hush',
      AUTH0_DOMAIN: 'acme.eu.auth0.com',
    },
    connection: { name: 'google-oauth2', strategy: 'google-oauth2' },
    authentication: { methods: [{ name: 'federated', timestamp: '2026-01-03T00:00:00.000Z' }] },
    transaction: { protocol: 'oidc-basic-profile', locale: 'de', metadata: { invitation_try_again: true } },
    authorization: { roles: [] },
    client: { client_id: 'app' },
  },
  now: new Date('2026-01-03T00:00:00Z'),
}

const { now } = ordinary
const withRecord = (app_metadata: object): AtTheDoor => ({ ...ordinary, user: { ...ordinary.user, app_metadata } })

/** A new person at a provider, whom link-identity links. */
const newcomer: AtTheDoor = {
  ...ordinary,
  user: {
    user_id: 'google-oauth2|1815',
    email: 'ada@example.com',
    email_verified: true,
    identities: [{ provider: 'google-oauth2', user_id: '1815', connection: 'google-oauth2' }],
    created_at: '2026-01-02T00:00:00.000Z',
    user_metadata: {},
    app_metadata: {},
  },
}

/** An event for each way through the Actions: accepted, pending, refused in the page's language, never invited, and new. */
const events: readonly AtTheDoor[] = [
  ordinary,
  withRecord({ invitation: { ...invitationWith(), redirect_to: 'https://app.example.com/start' } }),
  withRecord({ invitation: { ...invitationWith(), expires_at: '2026-01-02T00:00:00Z' } }),
  withRecord({ other: true }),
  newcomer,
]

/** Auth0's answers to link-identity, in turn: a token, and every hostile value. */
const answers = [{ access_token: 'token', expires_in: 86_400 }, ...hostileValues].map(
  (body) => new Response(bytesOf(body) === Infinity ? '[[[' : JSON.stringify(body)),
)
let asked = 0

describe('with any type in any part of an event', { timeout: 600_000 }, () => {
  let doors: ((door: AtTheDoor) => Promise<unknown>)[]

  beforeAll(async () => {
    vi.stubGlobal('fetch', () => Promise.resolve(answers[(asked += 1) % answers.length]?.clone()))
    await bundleActions()
    const codeOf = (action: string) => readFileSync(`tenant/actions/${action}/code.js`, 'utf8')
    const signIns = ['accept-invitation', 'require-invitation-at-sign-in', 'link-identity'].map((action) =>
      postLogin(codeOf(action)),
    )
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

  afterAll(() => void vi.unstubAllGlobals())

  const throughEveryDoor = async (door: AtTheDoor) => {
    for (const open of doors) await open(door)
  }

  it('no Action throws: each part of an ordinary event, replaced by each hostile value', async () => {
    for (const { user, event } of events) {
      for (const place of placesIn({ user, event }).filter(([root, ...way]) => root === 'user' || way.length > 0)) {
        for (const value of hostileValues) {
          const parts = replaced({ user, event }, place, value) as Pick<AtTheDoor, 'user' | 'event'>
          await throughEveryDoor({ ...parts, now }).catch((failure: unknown) => {
            throw new Error(`With ${JSON.stringify(value)} at ${place.join('.')}`, { cause: failure })
          })
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
