import { randomBytes, X509Certificate } from 'node:crypto'
import { generate } from 'selfsigned'
import { json, managementError } from '../http/answers.ts'
import { bodyText, type Call, type Endpoint } from '../http/endpoint.ts'
import type { Json } from '../json.ts'
import type { ConnectionKeys } from './connection.ts'
import { findConnection, theConnection } from './connections.ts'

// docs: api/management/v2/connections/get-keys and its siblings; which keys appear where: recorded traffic
export const connectionKeys: Endpoint[] = [
  { route: 'GET /api/v2/connections/:id/keys', steps: [findConnection, requireKeyStrategy, listKeys] },
  {
    route: 'POST /api/v2/connections/:id/keys',
    steps: [findConnection, requireKeyStrategy, rejectSecond, createKeys],
  },
  { route: 'POST /api/v2/connections/:id/keys/rotate', steps: [findConnection, requireKeyStrategy, rotateKeys] },
]

/** Only connections of these kinds have keys (docs: post-keys). The words of the refusal are not documented. */
function requireKeyStrategy(call: Call): void {
  const { strategy } = theConnection.of(call)
  if (strategy === 'okta' || strategy === 'oidc') return
  throw managementError(400, 'Only Okta and OIDC connections have keys.', 'operation_not_supported')
}

function listKeys(call: Call): Response {
  const keys = keysOf(call)
  return json(200, keys ? answersOf(keys) : [])
}

/** It is documented that keys are made only once, but not the words of the refusal. */
function rejectSecond(call: Call): void {
  if (keysOf(call)) throw managementError(409, 'The connection already has keys.', 'connection_conflict')
}

async function createKeys(call: Call): Promise<Response> {
  const made = { current: await newKey(call), since: now(call), next: await newKey(call) }
  keep(call, made)
  return json(201, answersOf(made))
}

/** The next key becomes the current one, and the answer is the new next key. */
async function rotateKeys(call: Call): Promise<Response> {
  const before = keysOf(call)
  const next = await newKey(call)
  const current = before?.next ?? (await newKey(call))
  keep(call, { current, since: now(call), next, ...(before && { previous: before.current }) })
  return json(201, { ...next, next: true })
}

function answersOf({ current, since, next, previous }: ConnectionKeys): Json[] {
  return [
    { ...current, current: true, current_since: since },
    { ...next, next: true },
    ...(previous ? [{ ...previous, previous: true }] : []),
  ]
}

function keysOf({ tenant, params }: Call): ConnectionKeys | undefined {
  return tenant.state.connectionKeys.get(params['id'] ?? '')
}

function keep({ tenant, params }: Call, keys: ConnectionKeys): void {
  tenant.state.connectionKeys.set(params['id'] ?? '', keys)
}

function now({ tenant }: Call): string {
  return tenant.clock.now().toISOString()
}

async function newKey(call: Call): Promise<Json> {
  const algorithm = bodyText(call, 'signing_alg') || 'RS256'
  const { cert } = await generate([{ name: 'commonName', value: call.tenant.domain }], keyOptions(algorithm))
  const { fingerprint, subject, raw } = new X509Certificate(cert)
  return {
    kid: randomBytes(16).toString('base64url'),
    algorithm,
    key_use: 'signing',
    cert,
    pkcs: pkcs7Of(raw),
    fingerprint,
    thumbprint: fingerprint.replaceAll(':', ''),
    subject_dn: subject,
  }
}

function keyOptions(algorithm: string): Json {
  if (algorithm.startsWith('ES')) return { keyType: 'ec', curve: algorithm === 'ES256' ? 'P-256' : 'P-384' }
  return { keyType: 'rsa', keySize: 2048, algorithm: `sha${algorithm.slice(-3)}` }
}

/** The certificate alone in a PKCS #7 envelope (RFC 2315, 9.1: signed data without signers). */
function pkcs7Of(certificate: Buffer): string {
  const empty = der(0x31)
  const content = der(0x30, objectIdentifier('2a864886f70d010701'))
  const signedData = der(0x30, Buffer.from('020101', 'hex'), empty, content, der(0xa0, certificate), empty)
  const envelope = der(0x30, objectIdentifier('2a864886f70d010702'), der(0xa0, signedData))
  const lines = envelope.toString('base64').match(/.{1,64}/g) ?? []
  return ['-----BEGIN PKCS7-----', ...lines, '-----END PKCS7-----', ''].join('\r\n')
}

function objectIdentifier(hex: string): Buffer {
  return der(0x06, Buffer.from(hex, 'hex'))
}

function der(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts)
  const { length } = content
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255]
  return Buffer.concat([Buffer.from([tag, ...size]), content])
}
