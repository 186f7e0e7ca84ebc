import { generateKeyPairSync } from 'node:crypto'
import { importPKCS8 } from 'jose'
import * as oidc from 'openid-client'
import { describe, expect, it } from 'vitest'
import { ownValue } from '../emulator/json.ts'
import { stage } from './stage.ts'

const play = stage({ deployed: false })
const audience = 'https://api.example.com'

interface Answer {
  status: number
  body: Record<string, unknown>
}

async function manage(method: string, path: string, body?: object): Promise<Answer> {
  return (await play.tenant.manage(method, path, body)) as Answer
}

async function keyPair(): Promise<{ pem: string; privateKey: Awaited<ReturnType<typeof importPKCS8>> }> {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const pkcs8 = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString()
  return { pem, privateKey: await importPKCS8(pkcs8, 'RS256') }
}

/** A machine-to-machine application that authenticates with the key. */
async function machineWith(pem: string): Promise<string> {
  const credentials = [{ credential_type: 'public_key', name: 'first', pem, alg: 'RS256' }]
  const { body } = await manage('POST', 'clients', {
    ...{ name: 'machine', app_type: 'non_interactive', grant_types: ['client_credentials'] },
    client_authentication_methods: { private_key_jwt: { credentials } },
  })
  const client_id = String(body['client_id'])
  await manage('POST', 'resource-servers', { identifier: audience, name: 'API' })
  await manage('POST', 'client-grants', { client_id, audience, scope: [] })
  return client_id
}

describe('applications', () => {
  it('sign in by Private Key JWT with their key, and can use each assertion once', async () => {
    const { pem, privateKey } = await keyPair()
    const client_id = await machineWith(pem)
    const issuer = new URL(play.tenant.description.issuer)
    const app = await oidc.discovery(issuer, client_id, undefined, oidc.PrivateKeyJwt(privateKey))
    let sent = new URLSearchParams()
    app[oidc.customFetch] = (url, { body, ...options }) => {
      if (body instanceof URLSearchParams) sent = body
      return fetch(url, { ...options, body: body ?? null })
    }
    expect((await oidc.clientCredentialsGrant(app, { audience })).token_type).toBe('bearer')
    expect(await play.tenant.post('oauth/token', Object.fromEntries(sent))).toMatchObject({
      status: 401,
      body: { error: 'invalid_client' },
    })
    const wrong = await oidc.discovery(issuer, client_id, undefined, oidc.PrivateKeyJwt((await keyPair()).privateKey))
    await expect(oidc.clientCredentialsGrant(wrong, { audience })).rejects.toMatchObject({ error: 'invalid_client' })
  })

  it('keep the keys that they sign requests with as credentials, which never show them again', async () => {
    const { pem } = await keyPair()
    const credentials = [{ credential_type: 'public_key', name: 'requests', pem, alg: 'RS256' }]
    const made = await manage('POST', 'clients', {
      name: 'signing',
      signed_request_object: { required: true, credentials },
    })
    const [credential] = ownValue(made.body['signed_request_object'], 'credentials') as [Record<string, unknown>]
    expect(credential).toMatchObject({ name: 'requests', alg: 'RS256', credential_type: 'public_key' })
    expect(JSON.stringify(made.body)).not.toContain('PUBLIC KEY')
    const { body } = await manage('GET', `clients/${String(made.body['client_id'])}`)
    expect(body['signed_request_object']).toEqual({ required: true, credentials: [{ id: credential['id'] }] })
  })

  it('keep their name if it is null, and lose other fields that are null', async () => {
    const { body } = await manage('POST', 'clients', { name: 'named', description: 'Words' })
    const path = `clients/${String(body['client_id'])}`
    expect(await manage('PATCH', path, { name: null })).toMatchObject({
      status: 400,
      body: { message: "Payload validation error: 'Expected type string but found type null' on property name." },
    })
    expect((await manage('PATCH', path, { description: null })).body).not.toHaveProperty('description')
  })
})
