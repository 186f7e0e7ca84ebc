import fc from 'fast-check'
import { invitationWith, made } from './invitation/records.ts'

/** An account at a sign-in or reset: what Auth0 tells an Action, and when. Everything in it may be hostile. */
export interface AtTheDoor {
  user: {
    user_id?: unknown
    email?: unknown
    email_verified?: unknown
    identities?: unknown
    created_at?: unknown
    last_password_reset?: unknown
    user_metadata?: unknown
    app_metadata?: unknown
  }
  event: object
  now: Date
}

const before = '2026-01-01T00:00:00Z'
const noon = '2026-01-02T12:00:00Z'
const after = '2026-01-09T00:00:00Z'

const ada = fc.constantFrom('ada@example.com', 'Ada@Example.COM', 'ADA@example.com')
const addresses = fc.oneof(
  { arbitrary: ada, weight: 9 },
  { arbitrary: fc.constantFrom('eve@example.com', ' ada@example.com', 'ａda@example.com', ''), weight: 1 },
)
const ids = fc.constantFrom('inv_0123456789abcdef0123456789abcdef', 'inv_ffffffffffffffffffffffffffffffff')
const anything = fc.jsonValue()
const oftenAnything = <T>(usual: fc.Arbitrary<T>) =>
  fc.oneof({ arbitrary: usual, weight: 9 }, { arbitrary: fc.option(anything, { nil: undefined }), weight: 1 })

/** Origins that a team may allow, and addresses that only look as if they led there. */
const landings = [
  ...['https://app.example.com/start', 'http://localhost:3000/', 'https://app.example.com.evil.example/'],
  ...['https://app.example.com@evil.example/', '//evil.example', 'https:evil.example', 'javascript:alert(1)'],
]

/** A record as our tools write it, in every state. */
const record = fc
  .record(
    {
      id: ids,
      email: addresses,
      state: fc.constantFrom('open', 'open', 'open', 'revoked'),
      created_user: fc.constantFrom(true, true, false),
      delivery: fc.constantFrom('mail', 'mail', 'link'),
      expires_at: fc.constantFrom(before, noon, after, after, after, after, after),
      sends: fc.nat(10),
      invited_by: fc.string(),
      context: fc.oneof(fc.json(), fc.string(), fc.constant('{"__proto__":{"plan":"team"}}')),
      revoked_at: fc.constant(noon),
      redirect_to: fc.constantFrom(...landings),
      password_ended_at: fc.constantFrom(before, noon),
      consented_at: fc.constantFrom('2026-01-02T06:00:00Z', after, 'yes'),
      roles: fc.array(fc.string(), { maxLength: 2 }),
      previous_ids: fc.array(ids, { maxLength: 3 }),
    },
    { requiredKeys: ['id', 'email', 'state', 'created_user', 'delivery', 'expires_at', 'sends'] },
  )
  .map((fields) => ({ ...invitationWith(), ...fields }))

/** A record, half of the time with one or two faults: a missing field, one of a later version, or anything. */
const change = fc.record({
  field: fc.constantFrom(...Object.keys(invitationWith()), 'context', 'roles', 'previous_ids', '__proto__'),
  to: fc.oneof(
    anything,
    fc.constantFrom(undefined, 2, 'requested', 'OPEN', 'true', -1, 'soon', '2026-13-01T00:00:00Z'),
  ),
})
const nearlyARecord = fc
  .tuple(record, fc.oneof(fc.constant([]), fc.array(change, { minLength: 1, maxLength: 2 })))
  .map(([valid, changes]) => {
    const changed = new Map<string, unknown>(Object.entries(valid))
    for (const { field, to } of changes) changed.set(field, to)
    return Object.fromEntries([...changed].filter(([, value]) => value !== undefined))
  })

const acceptance = fc.record({ id: oftenAnything(ids), at: oftenAnything(fc.constant(noon)) }, { requiredKeys: [] })

/** Facts about this invitation or another one, one of them or several. */
const facts = fc.record(
  {
    invitation_revocation: fc.record({
      id: oftenAnything(ids),
      at: oftenAnything(fc.constantFrom(before, noon)),
    }),
    invitation_block: acceptance,
    invitation_consent: fc.record({ id: ids, at: oftenAnything(fc.constantFrom('2026-01-02T06:00:00Z', after)) }),
    invitation_roles: acceptance,
  },
  { requiredKeys: [] },
)

const appMetadata = fc.oneof(
  { arbitrary: anything, weight: 1 },
  {
    arbitrary: fc.record({ invitation: anything, invitation_acceptance: anything }, { requiredKeys: [] }),
    weight: 1,
  },
  {
    arbitrary: fc.oneof(
      {
        arbitrary: fc.record({ invitation: nearlyARecord, other: anything }, { requiredKeys: ['invitation'] }),
        weight: 6,
      },
      { arbitrary: fc.record({ invitation: nearlyARecord, invitation_acceptance: acceptance }), weight: 1 },
      {
        arbitrary: fc
          .tuple(nearlyARecord, facts, fc.option(acceptance, { nil: undefined }))
          .map(([invitation, some, accepted]) => ({
            invitation,
            ...some,
            ...(accepted && { invitation_acceptance: accepted }),
          })),
        weight: 2,
      },
    ),
    weight: 8,
  },
)

const signsIn = 'oidc-basic-profile'
const ownIdentity = { connection: 'Username-Password-Authentication' }
/** What the provider of a linked identity says about the address. */
const linkedIdentity = fc.record(
  {
    connection: fc.constantFrom('Username-Password-Authentication', 'google'),
    profileData: oftenAnything(
      fc.record(
        { email: addresses, email_verified: oftenAnything(fc.boolean()) },
        { requiredKeys: ['email_verified'] },
      ),
    ),
  },
  { requiredKeys: ['connection'] },
)
const identities = fc.oneof(
  { arbitrary: fc.constant([ownIdentity]), weight: 5 },
  {
    arbitrary: fc.array(oftenAnything(linkedIdentity), { maxLength: 2 }).map((some) => [ownIdentity, ...some]),
    weight: 3,
  },
  { arbitrary: fc.constant([]), weight: 1 },
)
/** What they sign in with, mostly a password. */
const ways = fc.constantFrom(
  ...Array.from({ length: 5 }, () => ({ name: ownIdentity.connection, strategy: 'auth0' })),
  ...[{ strategy: 'auth0' }, { name: 'google', strategy: 'google-oauth2' }, { strategy: 'samlp' }],
)
const methods = fc.constantFrom(
  ...[[], [{ name: 'pwd' }], [{ name: 'pwd' }, { name: 'mfa' }], [{ name: 'passkey' }], [{ name: 'federated' }]],
)

/** A team's settings, which mostly make sense. */
const secrets = fc.record(
  {
    INVITATIONS_EXISTING_ACCOUNTS: oftenAnything(fc.constantFrom('ask-in-app', 'accept-at-sign-in')),
    INVITATIONS_ALLOWED_REDIRECT_ORIGINS: oftenAnything(
      fc.constantFrom('https://app.example.com', 'http://localhost:3000, https://app.example.com'),
    ),
    INVITATIONS_REDIRECT_WITH_INVITATION: oftenAnything(fc.constantFrom('on', 'off')),
    INVITATIONS_ALLOWED_DOMAINS: oftenAnything(fc.constantFrom('example.com', 'acme.example', '')),
    INVITATIONS_REQUIRED_SINCE: oftenAnything(fc.constantFrom(before, noon)),
  },
  { requiredKeys: [] },
)

/** Any account, mostly with an invitation or something similar. */
export const anyAccountAtTheDoor: fc.Arbitrary<AtTheDoor> = fc.record({
  user: fc.record(
    {
      user_id: fc.oneof(
        { arbitrary: fc.constant(made.user_id), weight: 6 },
        { arbitrary: fc.constantFrom('auth0|5f7c8ec7c33c6c004bbafe82', 'google-oauth2|1'), weight: 2 },
        { arbitrary: fc.option(anything, { nil: undefined }), weight: 1 },
      ),
      email: oftenAnything(addresses),
      email_verified: oftenAnything(fc.boolean()),
      identities: oftenAnything(identities),
      last_password_reset: oftenAnything(fc.constantFrom(before, '2026-01-02T06:00:00.000Z')),
      created_at: oftenAnything(fc.constantFrom('2025-12-31T00:00:00.000Z', noon)),
      // Users can write user_metadata themselves, so its claims mean nothing.
      user_metadata: fc.record({ invitation: record, invitation_acceptance: acceptance }, { requiredKeys: [] }),
      app_metadata: appMetadata,
    },
    { requiredKeys: ['email', 'app_metadata'] },
  ),
  event: fc.record(
    {
      request: fc.record({ query: fc.dictionary(fc.constantFrom('type', 'invitation', 'x'), fc.string()) }),
      secrets: oftenAnything(secrets),
      connection: oftenAnything(ways),
      authentication: oftenAnything(fc.record({ methods: oftenAnything(methods) })),
      transaction: oftenAnything(
        fc.record(
          {
            protocol: fc.constantFrom(signsIn, signsIn, signsIn, 'oauth2-refresh-token'),
            locale: oftenAnything(fc.constantFrom('en', 'de', 'pt-BR', 'xx')),
          },
          { requiredKeys: ['protocol'] },
        ),
      ),
      client: anything,
      stats: anything,
    },
    { requiredKeys: [] },
  ),
  now: fc
    .constantFrom(
      '2026-01-02T11:59:59.999Z',
      noon,
      '2026-01-07T00:00:00Z',
      '2026-01-08T23:59:59Z',
      '2026-02-01T00:00:00Z',
    )
    .map((instant) => new Date(instant)),
})
