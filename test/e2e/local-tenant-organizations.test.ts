import { describe, expect, it } from 'vitest'
import { stage } from './stage.ts'

const play = stage({ deployed: false })

interface Answer<Body> {
  status: number
  body: Body
}

async function manage<Body = { id: string }>(method: string, path: string, body?: object): Promise<Answer<Body>> {
  return (await play.tenant.manage(method, path, body)) as Answer<Body>
}

async function makeUser(email: string): Promise<string> {
  const { connection } = play.tenant.description
  const user = { email, password: 'Difference-Engine-2', connection }
  return (await manage<{ user_id: string }>('POST', 'users', user)).body.user_id
}

async function makeOrganization(name: string, more: object = {}): Promise<string> {
  return (await manage('POST', 'organizations', { name, ...more })).body.id
}

describe('organizations', () => {
  it('are found by id and by name, and are gone once deleted', async () => {
    const id = await makeOrganization('acme', { display_name: 'Acme', metadata: {} })
    expect((await manage('GET', `organizations/${id}`)).body).toEqual({
      id,
      name: 'acme',
      display_name: 'Acme',
      third_party_client_access: 'block',
      is_app_entitlement_active: false,
    })
    expect((await manage('GET', 'organizations/name/acme')).body.id).toBe(id)
    expect((await manage('POST', 'organizations', { name: 'acme' })).status).toBe(409)
    expect((await manage('DELETE', `organizations/${id}`)).status).toBe(204)
    expect(await manage('GET', `organizations/${id}`)).toEqual({
      status: 404,
      body: { statusCode: 404, error: 'Not Found', message: 'No organization found by that id or name' },
    })
  })

  it('a PATCH replaces metadata as a whole, and null removes it', async () => {
    const id = await makeOrganization('patched', {
      metadata: { a: '1' },
      branding: { logo_url: 'https://a.example/x' },
    })
    const { body } = await manage<{ metadata?: object; branding?: object }>('PATCH', `organizations/${id}`, {
      metadata: { b: '2' },
    })
    expect(body.metadata).toEqual({ b: '2' })
    expect(body.branding).toEqual({ logo_url: 'https://a.example/x' })
  })

  it('a user who is deleted is no longer a member', async () => {
    const id = await makeOrganization('members')
    const [ada, grace] = [await makeUser('ada@members.example'), await makeUser('grace@members.example')]
    await manage('POST', `organizations/${id}/members`, { members: [ada, grace] })
    await manage('DELETE', `users/${ada}`)
    const { body } = await manage<{ user_id: string }[]>('GET', `organizations/${id}/members?fields=user_id`)
    expect(body).toEqual([{ user_id: grace }])
    const organizations = await manage<{ id: string }[]>('GET', `users/${grace}/organizations`)
    expect(organizations.body.map((one) => one.id)).toEqual([id])
  })

  it('a member’s roles are shown only if asked for', async () => {
    const id = await makeOrganization('roles')
    const ada = await makeUser('ada@roles.example')
    const role = (await manage('POST', 'roles', { name: 'Engineer' })).body.id
    await manage('POST', `organizations/${id}/members`, { members: [ada] })
    await manage('POST', `organizations/${id}/members/${ada}/roles`, { roles: [role] })
    const members = async (fields: string) =>
      (await manage<object[]>('GET', `organizations/${id}/members${fields}`)).body[0]
    expect(await members('')).not.toHaveProperty('roles')
    expect(await members('?fields=roles')).toEqual({ roles: [{ id: role, name: 'Engineer' }] })
    await manage('DELETE', `roles/${role}`)
    expect((await manage('GET', `organizations/${id}/members/${ada}/roles`)).body).toEqual([])
  })

  it('sign-up on a connection needs membership on login', async () => {
    const id = await makeOrganization('connections')
    const [connection] = (await manage<{ id: string }[]>('GET', 'connections')).body
    const enabled = `organizations/${id}/enabled_connections`
    await manage('POST', enabled, { connection_id: connection?.id })
    const { status, body } = await manage('PATCH', `${enabled}/${connection?.id}`, { is_signup_enabled: true })
    expect(status).toBe(400)
    expect(body).toMatchObject({ errorCode: 'invalid_body' })
    const changed = { is_signup_enabled: true, assign_membership_on_login: true }
    expect((await manage('PATCH', `${enabled}/${connection?.id}`, changed)).body).toMatchObject(changed)
  })

  it('an invitation leads to the application’s login page, for a week, and is mailed unless the caller hands it over', async () => {
    const id = await makeOrganization('invitations')
    const client = (
      await manage<{ client_id: string }>('POST', 'clients', {
        name: 'Looms',
        organization_usage: 'allow',
        initiate_login_uri: 'https://looms.example/login',
      })
    ).body.client_id
    const { body } = await manage<{ id: string; ticket_id: string; invitation_url: string } & Record<string, string>>(
      'POST',
      `organizations/${id}/invitations`,
      { inviter: { name: 'Ada' }, invitee: { email: 'grace@example.com' }, client_id: client },
    )
    expect(body.invitation_url).toBe(
      `https://looms.example/login?invitation=${body.ticket_id}&organization=${id}&organization_name=invitations`,
    )
    expect(Date.parse(body['expires_at'] ?? '') - Date.parse(body['created_at'] ?? '')).toBe(7 * 86_400_000)
    expect(await play.tenant.outbox('grace@example.com')).toMatchObject([
      { template: 'user_invitation', links: [body.invitation_url] },
    ])
    await manage('POST', `organizations/${id}/invitations`, {
      ...{ inviter: { name: 'Ada' }, invitee: { email: 'grace@example.com' }, client_id: client },
      send_invitation_email: false,
    })
    expect(await play.tenant.outbox('grace@example.com')).toHaveLength(1)
    await manage('DELETE', `organizations/${id}/invitations/${body.id}`)
    expect((await manage('GET', `organizations/${id}/invitations/${body.id}`)).body).toMatchObject({
      errorCode: 'inexistent_invitation',
    })
  })
})

describe('client grants', () => {
  it('end with their application, also in organizations', async () => {
    const { client_id } = (await manage<{ client_id: string }>('POST', 'clients', { name: 'Machine' })).body
    const audience = 'https://api.example.com/'
    const grant = (await manage('POST', 'client-grants', { client_id, audience, scope: ['read:looms'] })).body
    const id = await makeOrganization('grants')
    await manage('POST', `organizations/${id}/client-grants`, { grant_id: grant.id })
    expect((await manage<{ id: string }[]>('GET', `client-grants/${grant.id}/organizations`)).body[0]?.id).toBe(id)
    await manage('DELETE', `clients/${client_id}`)
    expect((await manage('GET', `client-grants/${grant.id}`)).body).toMatchObject({
      message: 'The grant does not exist.',
      errorCode: 'inexistent_client_grant',
    })
    expect((await manage('GET', `organizations/${id}/client-grants`)).body).toEqual([])
  })
})

describe('credentials of an application', () => {
  it('never show their key, and let nobody in once they are deleted', async () => {
    const pem = '-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----'
    const { client_id } = (await manage<{ client_id: string }>('POST', 'clients', { name: 'Keyed' })).body
    const path = `clients/${client_id}/credentials`
    const credential = (await manage('POST', path, { credential_type: 'public_key', pem })).body
    expect(credential).not.toHaveProperty('pem')
    const methods = (ids: { id: string }[]) => ({ private_key_jwt: { credentials: ids } })
    await manage('PATCH', `clients/${client_id}`, {
      client_authentication_methods: methods([{ id: credential.id }]),
      token_endpoint_auth_method: null,
    })
    await manage('DELETE', `${path}/${credential.id}`)
    expect((await manage('GET', `clients/${client_id}`)).body).toMatchObject({
      client_authentication_methods: methods([]),
    })
  })
})
