import { describe, expect, it } from 'vitest'
import { readFileSync } from 'node:fs'
import { createHash, X509Certificate } from 'node:crypto'
import { stage } from './stage.ts'

const play = stage({ deployed: false })

interface Connection {
  id: string
  provisioning_ticket_url?: string
  show_as_button?: boolean
  options: Record<string, unknown>
}

interface Key {
  kid: string
  cert: string
  thumbprint: string
  pkcs: string
  current?: true
  next?: true
  previous?: true
}

interface Answer<Body> {
  status: number
  body: Body
}

async function manage<Body = unknown>(method: string, path: string, body?: object): Promise<Answer<Body>> {
  return (await play.tenant.manage(method, path, body)) as Answer<Body>
}

async function make(name: string, strategy: string, options: object = {}): Promise<Connection> {
  return (await manage<Connection>('POST', 'connections', { name, strategy, options })).body
}

describe('connections', () => {
  it('of companies say where to finish their setup, and that they have no button', async () => {
    const saml = await make('saml', 'samlp')
    expect(saml.provisioning_ticket_url).toMatch(/^https:\/\/localhost:\d+\/p\/samlp\/\w{8}$/)
    expect(saml.show_as_button).toBe(false)
    const social = await make('google', 'google-oauth2')
    expect([social.provisioning_ticket_url, social.show_as_button]).toEqual([undefined, undefined])
  })

  it.each([
    ['PEM', (pem: string) => pem],
    ['PEM in base64', (pem: string) => Buffer.from(pem).toString('base64')],
  ])('of SAML show what a signing certificate in %s says', async (form, encode) => {
    const pem = readFileSync(play.tenant.description.ca_file, 'utf8')
    const signingCert = encode(pem)
    const { raw, validTo } = new X509Certificate(pem)
    const { id, options } = await make(`certificate-${form.length}`, 'samlp', { signingCert })
    expect(options).toEqual({
      signingCert,
      cert: pem,
      expires: new Date(validTo).toISOString(),
      subject: { commonName: 'auth0-invitations local tenant' },
      thumbprints: [createHash('sha1').update(raw).digest('hex')],
    })
    const { body } = await manage<Connection>('PATCH', `connections/${id}`, { options: { signingCert: 'unreadable' } })
    expect(body.options).toEqual({ signingCert: 'unreadable' })
  })

  it('of Okta and OIDC have keys, and a rotation makes the next one current', async () => {
    const path = `connections/${(await make('oidc', 'oidc')).id}/keys`
    expect((await manage<Key[]>('GET', path)).body).toEqual([])
    const { status, body: made } = await manage<Key[]>('POST', path, { signing_alg: 'ES256' })
    expect(status).toBe(201)
    expect((await manage('POST', path)).status).toBe(409)
    const { body: rotated } = await manage<Key>('POST', `${path}/rotate`, { signing_alg: 'ES384' })
    const { body: after } = await manage<Key[]>('GET', path)
    expect(after.map(({ kid, current, next, previous }) => ({ kid, current, next, previous }))).toEqual([
      { kid: made[1]?.kid, current: true },
      { kid: rotated.kid, next: true },
      { kid: made[0]?.kid, previous: true },
    ])
    const { fingerprint } = new X509Certificate(rotated.cert)
    expect(rotated.thumbprint).toBe(fingerprint.replaceAll(':', ''))
    expect(Buffer.from(rotated.pkcs, 'base64')).not.toHaveLength(0)
  })

  it('are found by several strategies, repeated or with commas between', async () => {
    const names = async (query: string) => {
      const { body } = await manage<{ name: string }[]>('GET', `connections?${query}`)
      return body.map(({ name }) => name)
    }
    await make('a-line', 'line')
    await make('a-box', 'box')
    expect(await names('strategy=line&strategy=box')).toEqual(['a-line', 'a-box'])
    expect(await names('strategy=line,box')).toEqual(['a-line', 'a-box'])
  })

  it('pass on tokens of other apps, unless they are databases', async () => {
    const asking = { cross_app_access_requesting_app: { active: true } }
    const { status, body } = await manage('POST', 'connections', { name: 'asks', strategy: 'okta', ...asking })
    expect([status, body]).toEqual([201, expect.objectContaining(asking)])
    expect(await manage('POST', 'connections', { name: 'asks-too', strategy: 'auth0', ...asking })).toMatchObject({
      status: 400,
      body: { message: 'Cross App Access Requesting App is not supported for this connection.' },
    })
  })

  it('have each username once', async () => {
    await make('named', 'auth0', { requires_username: true })
    const user = { connection: 'named', password: 'Difference-Engine-2', username: 'Ada' }
    expect((await manage('POST', 'users', { ...user, email: 'ada@example.com' })).status).toBe(201)
    expect((await manage('POST', 'users', { ...user, email: 'lovelace@example.com' })).status).toBe(409)
  })

  it('of other kinds have no keys, and none has a status', async () => {
    const { id } = await make('database', 'auth0')
    expect((await manage('GET', `connections/${id}/keys`)).status).toBe(400)
    expect((await manage('GET', `connections/${id}/status`)).status).toBe(404)
    expect(await manage('GET', 'connections/con_0000000000000000/keys')).toMatchObject({
      status: 404,
      body: { errorCode: 'inexistent_connection' },
    })
  })
})
