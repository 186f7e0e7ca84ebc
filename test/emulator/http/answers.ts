import type { Json } from '../json.ts'

export function json(status: number, body: unknown, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
  })
}

export function empty(status: number): Response {
  return new Response(null, { status })
}

export function html(status: number, body: string, headers: Record<string, string> = {}): Response {
  return new Response(body, { status, headers: { 'content-type': 'text/html; charset=utf-8', ...headers } })
}

export function redirect(location: string, headers: Record<string, string> = {}): Response {
  return new Response(null, { status: 302, headers: { location, ...headers } })
}

/** An answer that ends the call from inside a step. */
export class Refusal extends Error {
  readonly response: Response

  constructor(response: Response) {
    super(`answered ${response.status}`)
    this.response = response
  }
}

const names: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  402: 'Payment Required',
  403: 'Forbidden',
  404: 'Not Found',
  409: 'Conflict',
  413: 'Request Entity Too Large',
  415: 'Unsupported Media Type',
  429: 'Too Many Requests',
  501: 'Not Implemented',
}

/** The Management API's envelope. Only some endpoints have errorCode (recorded traffic). */
export function managementError(status: number, message: string, errorCode?: string): Refusal {
  const body: Json = { statusCode: status, error: names[status] ?? 'Error', message, ...(errorCode && { errorCode }) }
  return new Refusal(json(status, body))
}

/** The Authentication API's envelope. */
export function oauthError(status: number, error: string, error_description?: string): Refusal {
  return new Refusal(json(status, { error, ...(error_description && { error_description }) }))
}

/** Whatever the local tenant does not implement, it says; it never ignores it. */
export function notImplemented(what: string): Refusal {
  return managementError(501, `The local tenant does not implement ${what}.`)
}
