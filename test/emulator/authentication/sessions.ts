import type { Call } from '../http/endpoint.ts'
import { identifier, type Session, type User } from '../state.ts'

const COOKIE = 'auth0'

/** The browser's session, when its cookie names one whose user is still there. */
export function sessionOf({ request, tenant }: Call): Session | undefined {
  const cookies = (request.headers.get('cookie') ?? '').split(/;\s*/)
  const id = cookies.find((cookie) => cookie.startsWith(`${COOKIE}=`))?.slice(COOKIE.length + 1)
  const session = id === undefined ? undefined : tenant.state.sessions.get(id)
  return session && tenant.state.users.has(session.user_id) ? session : undefined
}

/** @returns the session and the header that sets its cookie */
export function startSession({ tenant }: Call, user: User): { session: Session; headers: Record<string, string> } {
  const session: Session = {
    id: identifier('', 32),
    user_id: user.user_id,
    created_at: tenant.clock.now().toISOString(),
    client_ids: new Set(),
  }
  tenant.state.sessions.set(session.id, session)
  return { session, headers: { 'set-cookie': `${COOKIE}=${session.id}; Path=/; HttpOnly; Secure; SameSite=None` } }
}

export function endSessionsOf({ tenant }: Call, userId: string): void {
  for (const { id, user_id } of tenant.state.sessions.values()) if (user_id === userId) tenant.state.sessions.delete(id)
}

export function endSession(call: Call): Record<string, string> {
  const session = sessionOf(call)
  if (session) call.tenant.state.sessions.delete(session.id)
  return { 'set-cookie': `${COOKIE}=; Path=/; Max-Age=0; HttpOnly; Secure; SameSite=None` }
}
