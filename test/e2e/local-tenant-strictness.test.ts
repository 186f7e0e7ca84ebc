import { createHash, X509Certificate } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { ownValue, type Json } from '../emulator/json.ts'
import { stage } from './stage.ts'

// What a real tenant refuses, forgets or fills in.

const play = stage({ deployed: false })
const password = 'Difference-Engine-2'

interface Answer<Body = Json> {
  status: number
  body: Body
}

async function manage<Body = Json>(method: string, path: string, body?: object): Promise<Answer<Body>> {
  return (await play.tenant.manage(method, path, body)) as Answer<Body>
}

async function makeUser(email: string, fields: object = {}): Promise<string> {
  const { connection } = play.tenant.description
  const { body } = await manage('POST', 'users', { connection, email, password, ...fields })
  return `users/${encodeURIComponent(String(body['user_id']))}`
}

/** A call with a token that has these scopes and no others. */
async function withScopes(scope: string[]): Promise<(method: string, path: string, body: object) => Promise<Answer>> {
  const { domain, issuer } = play.tenant.description
  const audience = `https://${domain}/api/v2/`
  const { body: app } = await manage('POST', 'clients', { name: scope.join(), app_type: 'non_interactive' })
  const { client_id, client_secret } = app
  await manage('POST', 'client-grants', { client_id, audience, scope })
  const asked = { grant_type: 'client_credentials', client_id, client_secret, audience }
  const { body: token } = (await play.tenant.post('oauth/token', asked)) as Answer
  return async (method, path, body) => {
    const authorization = `Bearer ${String(token['access_token'])}`
    const response = await fetch(`${issuer}api/v2/${path}`, {
      ...{ method, body: JSON.stringify(body), headers: { authorization, 'content-type': 'application/json' } },
    })
    return { status: response.status, body: (await response.json()) as Json }
  }
}

describe('app_metadata', () => {
  it('is cleared by an empty object, but not by a single key with null', async () => {
    const user = await makeUser('ada@example.com', { app_metadata: { plan: 'gold', seat: { row: 1, side: 'left' } } })
    const changed = await manage('PATCH', user, { app_metadata: { plan: null, seat: { row: 2 } } })
    expect(changed.body['app_metadata']).toEqual({ seat: { row: 2 } })
    expect((await manage('PATCH', user, { app_metadata: {} })).body['app_metadata']).toEqual({})
  })

  it('is all that update:users_app_metadata may change: it cannot unblock', async () => {
    const user = await makeUser('grace@example.com', { blocked: true })
    const change = await withScopes(['update:users_app_metadata'])
    expect(await change('PATCH', user, { app_metadata: { plan: 'gold' } })).toMatchObject({ status: 200 })
    expect(await change('PATCH', user, { blocked: false, app_metadata: { plan: 'none' } })).toEqual({
      status: 403,
      body: {
        ...{ statusCode: 403, error: 'Forbidden' },
        message: 'You cannot update the following fields: blocked',
      },
    })
    expect((await manage('GET', user)).body).toMatchObject({ blocked: true, app_metadata: { plan: 'gold' } })
  })
})

describe('a database', () => {
  it('requires 15 characters if it is new, whatever older password settings it is made with', async () => {
    const made = await manage('POST', 'connections', { name: 'today', strategy: 'auth0' })
    const options = made.body['options']
    expect(ownValue(options, 'passwordPolicy')).toBeUndefined()
    expect(ownValue(options, 'password_options')).toEqual({
      complexity: {
        ...{ min_length: 15, character_types: [], character_type_rule: 'all' },
        ...{ identical_characters: 'allow', sequential_characters: 'allow', max_length_exceeded: 'error' },
      },
      profile_data: {
        active: false,
        blocked_fields: [
          ...['name', 'username', 'nickname', 'email', 'phone_number'],
          ...['user_metadata.name', 'user_metadata.first', 'user_metadata.last'],
        ],
      },
      history: { active: false, size: 3 },
      dictionary: { active: false, custom: [], default: 'en_100k' },
    })
    const user = { connection: 'today', email: 'ada@example.com', password: 'Fourteen-chars' }
    expect(await manage('POST', 'users', user)).toMatchObject({ status: 400 })
    expect(await manage('POST', 'users', { ...user, password: 'Fifteen-letters' })).toMatchObject({ status: 201 })
    const older = { name: 'older', strategy: 'auth0', options: { passwordPolicy: 'low' } }
    const both = (await manage('POST', 'connections', older)).body['options']
    expect(both).toMatchObject({ passwordPolicy: 'low', password_options: { complexity: { min_length: 15 } } })
  })

  it('keeps only its protection and its ways to sign in when its options are replaced', async () => {
    const given = { authentication_methods: { passkey: { enabled: true } }, brute_force_protection: false }
    const { body } = await manage('POST', 'connections', {
      ...{ name: 'replaced', strategy: 'auth0', options: { ...given, import_mode: true } },
    })
    const path = `connections/${String(body['id'])}`
    const { body: after } = await manage('PATCH', path, { options: { disable_signup: true } })
    expect(after['options']).toEqual({
      ...{ disable_signup: true, brute_force_protection: false },
      authentication_methods: ownValue(body['options'], 'authentication_methods'),
      passkey_options: ownValue(body['options'], 'passkey_options'),
    })
    const methods = { authentication_methods: { password: { enabled: true } } }
    const { body: given2 } = await manage('PATCH', path, { options: methods })
    expect(ownValue(ownValue(given2['options'], 'authentication_methods'), 'passkey')).toEqual({ enabled: false })
  })

  it('that requires a user name refuses a user without one', async () => {
    await manage('POST', 'connections', { name: 'named', strategy: 'auth0', options: { requires_username: true } })
    const user = { connection: 'named', email: 'ada@example.com', password: 'Analytical-Engine-1843' }
    expect(await manage('POST', 'users', user)).toMatchObject({ status: 400, body: { errorCode: 'invalid_body' } })
    expect(await manage('POST', 'users', { ...user, username: 'ada' })).toMatchObject({ status: 201 })
  })
})

describe('an application', () => {
  it('has no sign-in page on localhost', async () => {
    const { description } = play.tenant
    const path = `clients/${description.clients.app.client_id}`
    const local = { initiate_login_uri: 'https://localhost:3000/login' }
    expect(await manage('PATCH', path, local)).toMatchObject({ status: 400, body: { errorCode: 'invalid_body' } })
    expect(await manage('POST', 'clients', { name: 'local', ...local })).toMatchObject({ status: 400 })
    const real = { initiate_login_uri: 'https://app.example.com/login' }
    expect(await manage('PATCH', path, real)).toMatchObject({ status: 200, body: real })
  })

  it('gets defaults for missing settings, and keeps settings that a change does not name', async () => {
    const made = await manage('POST', 'clients', {
      name: 'settings',
      session_transfer: { enforce_cascade_revocation: false },
      refresh_token: { rotation_type: 'rotating', expiration_type: 'expiring' },
      mobile: { ios: { team_id: '9JA89QQLNQ', app_bundle_identifier: 'com.example' } },
    })
    const transfer = {
      ...{ can_create_session_transfer_token: false, allowed_authentication_methods: [] },
      ...{ enforce_device_binding: 'ip', allow_refresh_token: false },
      ...{ enforce_online_refresh_tokens: true, enforce_cascade_revocation: false },
    }
    expect(made.body['session_transfer']).toEqual(transfer)
    const path = `clients/${String(made.body['client_id'])}`
    const android = { app_package_name: 'com.example' }
    const { body } = await manage('PATCH', path, {
      session_transfer: {
        allow_refresh_token: true,
        delegation: { allow_delegated_access: true, enforce_device_binding: 'asn' },
      },
      refresh_token: { rotation_type: 'rotating', expiration_type: 'expiring', leeway: 5 },
      jwt_configuration: { alg: 'RS256' },
      mobile: { android },
    })
    expect(body['session_transfer']).toEqual({
      ...{ ...transfer, allow_refresh_token: true },
      delegation: { allow_delegated_access: true, enforce_device_binding: 'asn' },
    })
    expect(body['refresh_token']).toEqual({ ...(made.body['refresh_token'] as object), leeway: 5 })
    expect(body['jwt_configuration']).toEqual({ alg: 'RS256', secret_encoded: false, lifetime_in_seconds: 36_000 })
    expect(body['mobile']).toEqual({ ...(made.body['mobile'] as object), android })
    const undone = await manage('PATCH', path, { session_transfer: { delegation: null } })
    expect(undone.body['session_transfer']).toEqual({ ...transfer, allow_refresh_token: true })
    expect((await manage('PATCH', path, { session_transfer: null })).body).not.toHaveProperty('session_transfer')
  })

  it('shows the whole certificate that tokens are signed for', async () => {
    const made = await manage<{ signing_keys: Record<string, string>[] }>('POST', 'clients', { name: 'keys' })
    const [key = {}] = made.body.signing_keys
    expect(Object.keys(key).sort()).toEqual(['cert', 'key', 'pkcs7', 'subject'])
    expect(key['subject']).toBe('/CN=localhost')
    expect(key['pkcs7']).toMatch(/^-----BEGIN PKCS7-----/)
    const path = `clients/${play.tenant.description.clients.app.client_id}`
    const read = await manage<{ signing_keys: Record<string, string>[] }>('GET', path)
    expect(read.body.signing_keys).toEqual([{ cert: key['cert'], pkcs7: key['pkcs7'], subject: key['subject'] }])
    const { raw } = new X509Certificate(key['cert'] ?? '')
    const keys = (await (await fetch(`${play.tenant.description.issuer}.well-known/jwks.json`)).json()) as Json
    expect(keys['keys']).toMatchObject([
      { x5c: [raw.toString('base64')], x5t: createHash('sha1').update(raw).digest('base64url') },
    ])
  })
})

describe('POST /oauth/token', () => {
  it('checks the code first, then the address that it was sent to', async () => {
    const { client_id, client_secret } = play.tenant.description.clients.app
    const code = { grant_type: 'authorization_code', client_id, client_secret, code: 'never-given' }
    expect(await play.tenant.post('oauth/token', code)).toEqual({
      status: 403,
      body: { error: 'invalid_grant', error_description: 'Invalid authorization code' },
    })
  })
})

describe('lists', () => {
  it('show an empty description for a member’s role without one', async () => {
    const { body: role } = await manage('POST', 'roles', { name: 'editor' })
    const { body: organization } = await manage('POST', 'organizations', { name: 'acme' })
    const member = String(organization['id'])
    const user = (await makeUser('member@example.com')).replace('users/', '')
    await manage('POST', `organizations/${member}/members/${user}/roles`, { roles: [role['id']] })
    const { body } = await manage('GET', `organizations/${member}/members/${user}/roles`)
    expect(body).toEqual([{ id: role['id'], name: 'editor', description: '' }])
  })

  it('say what an organization uses an application for, if asked about that one', async () => {
    const { body: client } = await manage('POST', 'clients', { name: 'shared', app_type: 'regular_web' })
    const { body: organization } = await manage('POST', 'organizations', { name: 'uses-it' })
    const clients = [{ client_id: client['client_id'], use_for_member_access: true }]
    await manage('POST', `organizations/${String(organization['id'])}/clients`, { clients })
    const asked = `organizations?include_client_association_for=${String(client['client_id'])}`
    const { body } = await manage<Json[]>('GET', asked)
    const association = body.map(({ name, client: one }) => [name, one])
    expect(association).toContainEqual(['uses-it', { use_for_member_access: true }])
    expect(association.filter(([, one]) => one !== undefined)).toHaveLength(1)
  })

  it('have triggers in every version, even deprecated ones', async () => {
    const { body } = await manage<{ triggers: Json[] }>('GET', 'actions/triggers')
    const versions = body.triggers.filter(({ id }) => id === 'post-login')
    expect(versions.map(({ version, status }) => [version, status])).toEqual([
      ...[['v3', 'CURRENT'], ...['v1', 'v2'].map((version) => [version, 'DEPRECATED'])],
    ])
    expect(versions[0]?.['compatible_triggers']).toEqual([{ id: 'post-login', version: 'v2' }])
  })
})

describe('query parameters that Auth0 does not know', () => {
  it('are refused by reads and ignored by writes', async () => {
    expect(await manage('GET', 'roles?color=blue')).toMatchObject({
      status: 400,
      body: {
        message: "Query validation error: 'Additional properties not allowed: color'.",
        errorCode: 'invalid_query_string',
      },
    })
    expect(await manage('POST', 'roles?color=blue', { name: 'painter' })).toMatchObject({ status: 200 })
  })
})
