import type { Invitations } from '../invitations/index.ts'
import { application } from './application.ts'
import { deskOf, type Admin, type DeskEntry, type DeskOperation, type DeskOptions } from './options.ts'

export type { Admin, DeskEntry, DeskOperation, DeskOptions }

/**
 * The page for admins as a function, for your own app behind your own sign-in: from a request under `basePath` to an answer.
 * It calls `invitations` and nothing else, and serves its own styles. What was read and done is kept in memory, so make one
 * and keep it.
 * @param invitations as createInvitations makes them
 * @throws InvitationsError `usage` for options that are wrong. A request is always answered, with an error page where Auth0
 * fails; what your own functions throw is thrown on
 */
export function createDesk(invitations: Invitations, options: DeskOptions): (request: Request) => Promise<Response> {
  return application(deskOf(invitations, options)).answer
}
