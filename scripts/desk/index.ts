import type { Invitations } from '../invitations/index.ts'
import { application } from './application.ts'
import { deskOf, type Admin, type DeskEntry, type DeskOperation, type DeskOptions } from './options.ts'

export type { Admin, DeskEntry, DeskOperation, DeskOptions }

/**
 * The page for admins as a function, for your own app behind your own sign-in. It answers requests under `basePath`, calls
 * only `invitations`, and serves its own styles. It keeps in memory what it has read and done, so make one and keep it.
 * @param invitations what createInvitations returned
 * @returns a function that answers every request, with an error page if Auth0 fails; it throws what your own functions throw
 * @throws InvitationsError `usage` for wrong options
 */
export function createDesk(invitations: Invitations, options: DeskOptions): (request: Request) => Promise<Response> {
  return application(deskOf(invitations, options)).answer
}
