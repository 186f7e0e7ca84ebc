import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Job } from './job.ts'

type Json = Record<string, unknown>

/** How long a token lasts for the page that the user is sent to (docs: customize/actions/redirect-with-actions). */
const DEFAULT_SECONDS = 900

/**
 * `api.redirect.encodeToken`: a JWT (HS256) with the user, the tenant and the given payload. Written here because the
 * process of an Action has to start fast; loading a library would make that half as long again.
 */
export function signToken(
  { event, issuer }: Job,
  {
    secret,
    payload = {},
    expiresInSeconds = DEFAULT_SECONDS,
  }: { secret: string; payload?: Json; expiresInSeconds?: number },
): string {
  const now = Math.floor(Date.now() / 1000)
  const user = event['user'] as Json
  const request = event['request'] as Json
  const claims = {
    ...payload,
    iat: now,
    exp: now + expiresInSeconds,
    iss: new URL(issuer).host,
    sub: user['user_id'],
    ip: request['ip'],
  }
  const content = `${encoded({ alg: 'HS256', typ: 'JWT' })}.${encoded(claims)}`
  return `${content}.${signature(content, secret)}`
}

/** `api.redirect.validateToken`: the payload of the token that came to /continue. It must name the `state`. */
export function readToken(
  { event, redirectState }: Job,
  { secret, tokenParameterName = 'session_token' }: { secret: string; tokenParameterName?: string },
): Json {
  const { query, body } = event['request'] as { query: Json; body: Json }
  const token = body[tokenParameterName] ?? query[tokenParameterName]
  if (typeof token !== 'string') throw new Error(`There is no parameter called '${tokenParameterName}' in the request.`)
  const [header = '', claims = '', given = ''] = token.split('.')
  const expected = Buffer.from(signature(`${header}.${claims}`, secret))
  const received = Buffer.from(given)
  if (expected.length !== received.length || !timingSafeEqual(expected, received)) {
    throw new Error('The session token is invalid: invalid signature')
  }
  const payload = JSON.parse(Buffer.from(claims, 'base64url').toString()) as Json
  if (typeof payload['exp'] === 'number' && payload['exp'] * 1000 <= Date.now()) {
    throw new Error('The session token is invalid: jwt expired')
  }
  if (payload['state'] !== redirectState) throw new Error('The session token is invalid: its state is another one')
  return payload
}

function encoded(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

function signature(content: string, secret: string): string {
  return createHmac('sha256', secret).update(content).digest('base64url')
}
