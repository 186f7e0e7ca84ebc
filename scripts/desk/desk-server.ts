// What serves `invitations desk`. It has its own file, which no other command loads (scripts/build.mjs).
import { getRequestListener } from '@hono/node-server'
import type { RequestListener } from 'node:http'
import { door } from './door.ts'
import { application, type Application } from './application.ts'
import type { Listening } from './listening.ts'
import { deskOf, type DeskOptions } from './options.ts'
import { JOURNALS } from '../invitations/importing/journal.ts'
import type { Invitations } from '../invitations/index.ts'

/**
 * A desk for a program that ends. Its journals are in the folder that `invitations import` uses.
 * @throws InvitationsError `usage`
 */
export function endingDesk(invitations: Invitations, options: Omit<DeskOptions, 'journals'>): Application {
  return application(deskOf(invitations, { ...options, journals: JOURNALS }))
}

/**
 * Answers only the browser that comes with the key.
 * @param failed called with unexpected failures of requests
 */
export function behindDoor(
  desk: (request: Request) => Promise<Response>,
  { port, key, failed }: Pick<Listening, 'port' | 'key'> & { failed: (failure: unknown) => void },
): RequestListener {
  const listener = getRequestListener(door(desk, { port, key }), {
    errorHandler: (failure) => {
      failed(failure)
      return new Response('The desk failed. Look at the terminal.', { status: 500 })
    },
  })
  return (incoming, outgoing) => void listener(incoming, outgoing)
}
