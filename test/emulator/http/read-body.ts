import { parseBody } from 'hono/utils/body'
import type { Json } from '../json.ts'
import { managementError, notImplemented, oauthError, type Refusal } from './answers.ts'
import type { Call } from './endpoint.ts'

export type Body = Pick<Call, 'body' | 'list' | 'text' | 'payload'>

export const noBody: Body = { body: {}, list: [], text: undefined, payload: {} }

/** In bytes: hapi's own limit, which Auth0's APIs name when they refuse (auth0/auth0.js#1133). */
const MOST_BYTES = 1_048_576

/** Nobody needs deeper JSON, and writing it out again would exhaust the stack. */
const MOST_LEVELS = 100

/**
 * The body of a call, read by its content type; without one, it is JSON.
 * @throws what hapi, on which the Management API runs, answers to bodies that are too large, malformed or of another type
 * @see https://hapi.dev/api/#-routeoptionspayload
 */
export async function readBody(request: Request): Promise<Body> {
  if (request.method === 'GET' || request.method === 'HEAD') return noBody
  const type = typeOf(request)
  if (type === 'multipart/form-data') {
    const body = await partsOf(request)
    return { ...noBody, body, payload: body }
  }
  const text = new TextDecoder().decode(await bytesOf(request))
  if (text === '') return noBody
  if (type === 'application/x-www-form-urlencoded') {
    const body = Object.fromEntries(new URLSearchParams(text))
    return { ...noBody, body, payload: body }
  }
  if (type.startsWith('text/')) return { ...noBody, text, payload: text }
  if (!/^application\/([\w.-]+\+)?json$/.test(type)) throw managementError(415, 'Unsupported Media Type')
  return jsonBody(parsed(request, text))
}

/** The controls read JSON whatever the header says: `curl -d` says that it is a form, and fetch says text. */
function typeOf({ headers, url }: Request): string {
  const json = 'application/json'
  if (new URL(url).pathname.startsWith('/_local/')) return json
  return headers.get('content-type')?.split(';')[0]?.trim().toLowerCase() ?? json
}

function jsonBody(payload: unknown): Body {
  if (typeof payload === 'string') return { ...noBody, text: payload, payload }
  if (Array.isArray(payload)) return { ...noBody, list: payload, payload }
  if (typeof payload === 'object' && payload !== null) return { ...noBody, body: { ...payload }, payload }
  return { ...noBody, payload }
}

async function bytesOf(request: Request): Promise<ArrayBuffer> {
  const refusal = managementError(413, `Payload content length greater than maximum allowed: ${MOST_BYTES}`)
  if (Number(request.headers.get('content-length') ?? 0) > MOST_BYTES) throw refusal
  const bytes = await request.arrayBuffer()
  if (bytes.byteLength > MOST_BYTES) throw refusal
  return bytes
}

function parsed(request: Request, text: string): unknown {
  try {
    const payload: unknown = JSON.parse(text)
    if (levelsOf(payload) <= MOST_LEVELS) return payload
  } catch {
    throw malformed(request)
  }
  throw notImplemented(`bodies that are nested deeper than ${MOST_LEVELS} levels`)
}

/**
 * How deep the value is nested, counted up to the limit.
 * @throws for a key __proto__, which hapi's parser (@hapi/bourne) also refuses
 */
function levelsOf(value: unknown, level = 0): number {
  if (typeof value !== 'object' || value === null || level > MOST_LEVELS) return level
  if (Object.hasOwn(value, '__proto__')) throw new SyntaxError('__proto__')
  return Object.values(value).reduce<number>((most, inner) => Math.max(most, levelsOf(inner, level + 1)), level)
}

/** Words of hapi's parser; the Authentication API uses OAuth's terms. */
function malformed(request: Request): Refusal {
  return new URL(request.url).pathname.startsWith('/oauth/')
    ? oauthError(400, 'invalid_request', 'The body is not valid JSON.')
    : managementError(400, 'Invalid request payload JSON format')
}

/** The parts of a multipart body as text, including files. The endpoint that takes them has its own limit. */
async function partsOf(request: Request): Promise<Json> {
  try {
    const parts = Object.entries(await parseBody<Record<string, string | File>>(request))
    const texts = parts.map(async ([name, part]) => [name, typeof part === 'string' ? part : await part.text()])
    return Object.fromEntries(await Promise.all(texts)) as Json
  } catch {
    throw managementError(400, 'Invalid multipart payload format')
  }
}
