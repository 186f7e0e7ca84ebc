import { createServer } from 'node:https'
import { serve, type ServerType } from '@hono/node-server'
import type { SecureContext } from 'node:tls'
import type { KeyMaterial } from '../certificate.ts'

/**
 * Serves over TLS, on the loopback interface only.
 * @param port 0 picks a free one
 * @param contextFor the certificate for a name other than localhost; undefined for a name that is not served
 */
export function listen(
  fetch: (request: Request, bindings: object) => Response | Promise<Response>,
  { certificate, certificateKey }: KeyMaterial,
  port: number,
  contextFor: (name: string) => Promise<SecureContext | undefined> = () => Promise.resolve(undefined),
): Promise<{ server: ServerType; port: number }> {
  return new Promise((resolve, reject) => {
    const server = serve(
      {
        fetch: (request, env) => fetch(request, env),
        hostname: '127.0.0.1',
        port,
        createServer,
        // Idle connections stay open: on a busy machine, a client may send just as a server gives up waiting.
        serverOptions: {
          ...{ cert: certificate, key: certificateKey, keepAliveTimeout: 0 },
          SNICallback(name, done) {
            contextFor(name).then((context) => done(null, context), done)
          },
        },
      },
      (address) => resolve({ server, port: address.port }),
    )
    server.on('error', reject)
  })
}
