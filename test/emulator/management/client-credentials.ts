import { createHash, X509Certificate } from 'node:crypto'
import { empty, json, managementError } from '../http/answers.ts'
import { slot, type Call, type Endpoint } from '../http/endpoint.ts'
import { identifier } from '../identifier.ts'
import { isObject, ownValue, type Json } from '../json.ts'
import type { Client, ClientCredential } from './client.ts'
import type { Tenant } from '../tenant.ts'
import { findClient, theClient } from './the-client.ts'

const theCredential = slot<ClientCredential>('the credential')

// docs: api/management/v2/clients/get-credentials and its siblings; what is answered: recorded traffic
export const clientCredentials: Endpoint[] = [
  {
    route: 'GET /api/v2/clients/:id/credentials',
    query: ['include_totals', 'per_page', 'page'], // accepted, but without effect
    steps: [findClient, listCredentials],
  },
  { route: 'POST /api/v2/clients/:id/credentials', steps: [findClient, createCredential] },
  {
    route: 'GET /api/v2/clients/:id/credentials/:credential_id',
    steps: [findClient, findCredential, readCredential],
  },
  {
    route: 'PATCH /api/v2/clients/:id/credentials/:credential_id',
    steps: [findClient, findCredential, changeExpiry],
  },
  { route: 'DELETE /api/v2/clients/:id/credentials/:credential_id', steps: [findClient, deleteCredential] },
]

function listCredentials(call: Call): Response {
  return json(200, credentialsOf(call.tenant, theClient.of(call).client_id).map(readAnswer))
}

function createCredential(call: Call): Response {
  return json(201, addCredential(call.tenant, theClient.of(call).client_id, call.body))
}

function findCredential(call: Call): void {
  const all = credentialsOf(call.tenant, theClient.of(call).client_id)
  const credential = all.find(({ id }) => id === call.params['credential_id'])
  if (credential === undefined) {
    throw managementError(404, 'The credential does not exist', 'inexistent_credential')
  }
  theCredential.put(call, credential)
}

function readCredential(call: Call): Response {
  return json(200, readAnswer(theCredential.of(call)))
}

/** The answer to reading a key says that it never expires; the answer to making one does not (recorded traffic). */
function readAnswer(credential: ClientCredential): Json {
  return { ...(credential['credential_type'] === 'public_key' && { expires_at: null }), ...credential }
}

function changeExpiry(call: Call): Response {
  const credential = theCredential.of(call)
  const { expires_at } = call.body
  if (typeof expires_at === 'string') credential['expires_at'] = new Date(expires_at).toISOString()
  else Reflect.deleteProperty(credential, 'expires_at')
  credential['updated_at'] = call.tenant.clock.now().toISOString()
  return json(200, credential)
}

/** Also removes it from the application. Deleting something that does not exist succeeds. */
function deleteCredential(call: Call): Response {
  const client = theClient.of(call)
  const gone = call.params['credential_id']
  const left = credentialsOf(call.tenant, client.client_id).filter(({ id }) => id !== gone)
  call.tenant.state.clientCredentials.set(client.client_id, left)
  for (const field of credentialFields) {
    if (client[field] === undefined) continue
    client[field] = mapCredentials(client[field], (all) => all.filter((one) => ownValue(one, 'id') !== gone))
  }
  return empty(204)
}

function credentialsOf({ state }: Tenant, clientId: string): ClientCredential[] {
  return state.clientCredentials.get(clientId) ?? []
}

/** Stores a credential. @returns it as the answer to making it shows it */
function addCredential(tenant: Tenant, clientId: string, given: Json): ClientCredential {
  const { pem, parse_expiry_from_cert, alg, expires_at, ...fields } = given
  const certificate = certificateIn(pem)
  const now = tenant.clock.now().toISOString()
  const credential: ClientCredential = { id: identifier('cred_', 22), ...fields }
  switch (given['credential_type']) {
    case 'public_key':
      credential['kid'] ??= createHash('sha256').update(String(pem)).digest('base64url')
      credential['alg'] = alg ?? 'RS256'
      if (parse_expiry_from_cert === true && certificate) {
        credential['expires_at'] = new Date(certificate.validTo).toISOString()
      }
      break
    case 'cert_subject_dn':
      if (certificate) credential['subject_dn'] = certificate.subject
      break
    case 'x509_cert':
      if (certificate)
        credential['thumbprint_sha256'] = createHash('sha256').update(certificate.raw).digest('base64url')
      credential['expires_at'] = '9999-12-31T23:59:59Z' // recorded for a certificate that had expired
  }
  if (typeof expires_at === 'string') credential['expires_at'] = new Date(expires_at).toISOString()
  Object.assign(credential, { created_at: now, updated_at: now })
  if (typeof pem === 'string') tenant.state.credentialKeys.set(credential.id, pem)
  tenant.state.clientCredentials.set(clientId, [...credentialsOf(tenant, clientId), credential])
  return credential
}

function certificateIn(pem: unknown): X509Certificate | undefined {
  try {
    return typeof pem === 'string' && pem.includes('CERTIFICATE') ? new X509Certificate(pem) : undefined
  } catch {
    return undefined
  }
}

/** Fields of applications that name credentials, for each method or directly. */
export const credentialFields = [
  'client_authentication_methods',
  'signed_request_object',
  'token_vault_privileged_access',
] as const

/** Such a field as it is stored: keys given in full become credentials, and the field names them by id. */
export function storedCredentials(tenant: Tenant, clientId: string, value: unknown): unknown {
  return mapCredentials(value, (all) =>
    all.map((one) =>
      ownValue(one, 'id') === undefined ? { id: addCredential(tenant, clientId, Object(one) as Json).id } : one,
    ),
  )
}

/** The fields with whole credentials, as in the answer to making an application. */
export function describedCredentials(tenant: Tenant, client: Client): Json {
  const known = credentialsOf(tenant, client.client_id)
  const described = (value: unknown) =>
    mapCredentials(value, (all) => all.map((one) => known.find(({ id }) => id === ownValue(one, 'id')) ?? one))
  const named = credentialFields.filter((field) => client[field] !== undefined)
  return Object.fromEntries(named.map((field) => [field, described(client[field])]))
}

function mapCredentials(value: unknown, change: (all: unknown[]) => unknown[]): unknown {
  if (!isObject(value)) return value
  const fields = Object.entries(value).map(([field, inner]): [string, unknown] =>
    field === 'credentials' && Array.isArray(inner) ? [field, change(inner)] : [field, mapCredentials(inner, change)],
  )
  return Object.fromEntries(fields)
}
