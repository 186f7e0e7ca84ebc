// What `invitations desk` runs; a file of its own, which no other command loads (scripts/build.mjs).
import { getRequestListener } from '@hono/node-server'
import { createServer } from 'node:http'
import { door } from './door.ts'
import { application, type Application } from './application.ts'
import { deskOf, type DeskOptions } from './options.ts'
import type { Invitations } from '../invitations/index.ts'

/** The desk of a program that ends. @throws InvitationsError `usage` */
export function endingDesk(invitations: Invitations, options: DeskOptions): Application {
  return application(deskOf(invitations, options))
}

/** A desk that answers on this machine. */
export interface Served {
  /** With the one-time key in it: for the browser of whoever started it, and nobody else. */
  address: string
  close(): Promise<void>
}

/**
 * Serves a desk on 127.0.0.1 to the one browser that comes with the key.
 * @param port 0 takes a free one
 * @param failed hears what a request failed with where it should not
 */
export async function serveDesk(
  desk: (request: Request) => Promise<Response>,
  { port, failed }: { port: number; failed: (failure: unknown) => void },
): Promise<Served> {
  const server = createServer()
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  const at = server.address()
  const taken = typeof at === 'object' && at !== null ? at.port : port
  const { enter, key } = door(desk, taken)
  const listener = getRequestListener(enter, {
    errorHandler: (failure) => {
      failed(failure)
      return new Response('The desk failed. Look at the terminal.', { status: 500 })
    },
  })
  server.on('request', (incoming, outgoing) => void listener(incoming, outgoing))
  return {
    address: `http://127.0.0.1:${taken}/?key=${key}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeIdleConnections()
      }),
  }
}
