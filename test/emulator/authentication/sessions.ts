import type { Call } from '../http/endpoint.ts'
import { identifier } from '../identifier.ts'
import type { Proof, Session } from './grant.ts'
import type { User } from '../management/user.ts'

const COOKIE = 'auth0'
const HOUR_MS = 3_600_000

/** Lifetimes in a new tenant, in hours (docs: manage-users/sessions/configure-session-lifetime-settings). */
const lifetimes = { session_lifetime: 168, idle_session_lifetime: 72 }

/** The browser's session, if its cookie names one that has not ended and whose user may still sign in. */
export function sessionOf({ request, tenant }: Call): Session | undefined {
  const cookies = (request.headers.get('cookie') ?? '').split(/;\s*/)
  const id = cookies.find((cookie) => cookie.startsWith(`${COOKIE}=`))?.slice(COOKIE.length + 1)
  const session = id === undefined ? undefined : tenant.state.sessions.get(id)
  const user = session && tenant.state.users.get(session.user_id)
  if (session === undefined || user === undefined || user.blocked === true) return undefined
  const now = tenant.clock.now().getTime()
  const ends = [endOf(session.created_at, 'session_lifetime'), endOf(session.updated_at, 'idle_session_lifetime')]
  if (ends.some((end) => end <= now)) {
    tenant.state.sessions.delete(session.id)
    return undefined
  }
  return session

  function endOf(start: string, setting: keyof typeof lifetimes): number {
    const hours = tenant.state.tenant[setting]
    return Date.parse(start) + (typeof hours === 'number' ? hours : lifetimes[setting]) * HOUR_MS
  }
}

/** @returns the session and the header that sets its cookie. Anyone signed in on this browser before no longer is */
export function startSession(
  call: Call,
  user: User,
  proof: Proof,
): { session: Session; headers: Record<string, string> } {
  const { state, clock } = call.tenant
  const before = sessionOf(call)
  if (before) state.sessions.delete(before.id)
  const now = clock.now().toISOString()
  // Signing in again as the same user continues the session: its apps stay, and so does its id in their tokens.
  const session: Session =
    before?.user_id === user.user_id
      ? { ...before, proof, authenticated_at: now, updated_at: now }
      : {
          id: identifier('', 32),
          user_id: user.user_id,
          proof,
          created_at: now,
          authenticated_at: now,
          updated_at: now,
          client_ids: new Set(),
        }
  state.sessions.set(session.id, session)
  return { session, headers: { 'set-cookie': `${COOKIE}=${session.id}; Path=/; HttpOnly; Secure; SameSite=None` } }
}

/** A changed password and a block end them (docs: manage-users/sessions). They do not end refresh tokens. */
export function endSessionsOf({ tenant }: Pick<Call, 'tenant'>, userId: string): void {
  for (const { id, user_id } of tenant.state.sessions.values()) if (user_id === userId) tenant.state.sessions.delete(id)
}

/** @returns the header that removes the cookie */
export function endSession(call: Call): Record<string, string> {
  const session = sessionOf(call)
  if (session) call.tenant.state.sessions.delete(session.id)
  return { 'set-cookie': `${COOKIE}=; Path=/; Max-Age=0; HttpOnly; Secure; SameSite=None` }
}
