import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { keyMaterial } from '../../emulator/certificate.ts'

export interface Received {
  method: string
  url: string
  headers: Record<string, string>
  body: string
  /** All of it in one text, with the values of a form. */
  echo: string
}

/** How a server in Auth0's place answers a request. */
export type Answering = (request: Received, response: ServerResponse) => void

/** A token that looks like Auth0's. */
export const grantedToken = `eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.${Buffer.from('{"iss":"echo","sub":"granted-by-the-echo"}').toString('base64url')}.c2lnbmF0dXJlLW9mLWEtdG9rZW4`

/** A server that the program trusts, until it is closed. */
export class EchoingServer {
  readonly #server: Server
  #answering: Answering

  private constructor(server: Server, answering: Answering) {
    this.#server = server
    this.#answering = answering
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      void text(request).then((body) => {
        const { method = '', url = '', rawHeaders } = request
        if (url === '/.well-known/openid-configuration') {
          // As a tenant does, so that a program that checks for one goes on.
          response.end(JSON.stringify({ issuer: `https://${this.domain}/` }))
          return
        }
        const form = [...new URLSearchParams(body)].flat()
        const headers = Object.fromEntries(new Headers(request.headers as Record<string, string>))
        this.#answering(
          { method, url, headers, body, echo: [method, url, ...rawHeaders, body, ...form].join('\n') },
          response,
        )
      })
    })
  }

  static async start(): Promise<EchoingServer> {
    const { certificate, certificateKey } = await keyMaterial()
    const server = createServer({ cert: certificate, key: certificateKey })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return new EchoingServer(server, (_, response) => response.end())
  }

  get domain(): string {
    return `localhost:${(this.#server.address() as AddressInfo).port}`
  }

  answers(answering: Answering): void {
    this.#answering = answering
  }

  close(): void {
    this.#server.close()
    this.#server.closeAllConnections()
  }
}

/** An error as Auth0 words it, with the request in its message. */
export function refusing(status: number): Answering {
  return ({ echo }, response) => {
    response.writeHead(status, {
      'content-type': 'application/json',
      'x-echo': Buffer.from(echo).toString('base64url').slice(0, 4000),
    })
    response.end(
      JSON.stringify({ statusCode: status, error: echo, error_description: echo, message: echo, errorCode: echo }),
    )
  }
}

/** Anything but Auth0's JSON. */
export function saying(status: number, page: (echo: string) => string, type = 'text/html'): Answering {
  return ({ echo }, response) => {
    response.writeHead(status, { 'content-type': type })
    response.end(page(echo))
  }
}

/** Grants a token first, so that the next request is echoed. */
export function afterToken(answering: Answering, token = grantedToken): Answering {
  return (request, response) => {
    if (request.url !== '/oauth/token') {
      answering(request, response)
      return
    }
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ access_token: token, token_type: 'Bearer', expires_in: 86400 }))
  }
}

/** Passes everything on to a tenant, except what it answers itself. @param issuer of the tenant */
export function instead(isWanted: (request: Received) => boolean, answering: Answering, issuer: string): Answering {
  return (request, response) => {
    if (isWanted(request)) {
      answering(request, response)
      return
    }
    const { method, url, headers, body } = request
    const { host: _, connection: __, 'content-length': ___, 'transfer-encoding': ____, ...others } = headers
    void fetch(`${issuer}${url.slice(1)}`, { method, headers: others, ...(body !== '' && { body }) }).then(
      async (answer) => {
        response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' })
        response.end(await answer.text())
      },
    )
  }
}
