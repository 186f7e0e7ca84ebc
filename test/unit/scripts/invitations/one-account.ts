import type { Invitation } from '../../../../actions/invitation/invitation.ts'
import { accept } from '../../../../actions/invitation/accept.ts'
import { LONGEST_SIGN_IN_SEC, standingOf } from '../../../../actions/invitation/standing.ts'
import { madeUserId } from '../../../../actions/invitation/witness.ts'
import { acceptanceEntry, writeOffer, type Write } from '../../../../actions/invitation/writes.ts'
import { tenantApi, type TenantApi } from '../../../../scripts/auth0/tenant-api.ts'
import type { InvitedUser } from '../../../../scripts/auth0/invited-user.ts'
import type { NewUser } from '../../../../scripts/auth0/users.ts'
import { InvitationsError } from '../../../../scripts/ground/errors.ts'
import { forgotPassword } from '../../../../scripts/invitations/reading/details.ts'
import type { Tenant } from '../../../../scripts/invitations/tenant.ts'
import { Answer, noAnswer } from './answer.ts'

// Auth0 in memory, as far as the order of reads and writes matters: one address, and each call in one piece.

export const email = 'ada@example.com'
const connectionName = 'Username-Password-Authentication'
const appUrl = 'https://app.example.com/'
const role = { id: 'rol_editor', name: 'editor' }

export type Metadata = Record<string, unknown>

/** What Auth0 knows about the one account. */
export interface Account {
  user_id: string
  app_metadata: Metadata
  blocked: boolean
  email_verified: boolean
  created_at: string
  last_login?: string | undefined
  last_password_reset?: string | undefined
  /** Whether the invitee knows the password. */
  isPasswordKnown: boolean
  roles: string[]
}

/** An event that the rules are about. */
export type Event = Happening & { atStep: number }
type Happening =
  | { what: 'revocation_written' | 'offer_written'; id: string }
  | { what: 'acceptance_written'; id: string }
  | { what: 'mailed'; text: 'invitation' | 'reset'; id: string | undefined }
  | { what: 'roles_given' | 'roles_removed' }
  | { what: 'link_ended' | 'unblocked' | 'deleted' }

/**
 * Is awaited before every call; the scheduler lets it go on, has its write lost, or lets it come late.
 * @param isPossible false keeps it waiting
 */
export type Gate = (kind: 'read' | 'write', isPossible?: () => boolean) => Promise<Fate>
export type Fate = 'done' | 'lost' | { late: (apply: () => void) => void }

export class OneAccount {
  account: Account | undefined
  nowMs: number
  readonly events: Event[] = []
  /** Sign-ins that have decided and not written yet. */
  signInsUnderWay = 0

  constructor(account: Account | undefined, nowMs: number) {
    this.account = account === undefined ? undefined : copied(account)
    this.nowMs = nowMs
  }

  /** Makes a step, after this much time. */
  pass(ms: number): void {
    this.nowMs += ms
    this.#step += 1
  }

  #step = 0

  #note(event: Happening): void {
    this.events.push({ ...event, atStep: this.#step })
  }

  get now(): Date {
    return new Date(this.nowMs)
  }

  get user(): InvitedUser {
    if (this.account === undefined) throw notFound()
    const { user_id, app_metadata, blocked, email_verified, created_at, last_login, last_password_reset } = this.account
    return {
      ...{ user_id, email, user_metadata: undefined, email_verified, blocked, created_at, last_login, hasPhone: false },
      app_metadata: copied(app_metadata),
      ...{ identities: 1, connections: [connectionName], linked: [], profile_bytes: 1000 },
      hasSetPassword: last_password_reset !== undefined,
      ...(last_password_reset !== undefined && { last_password_reset }),
    }
  }

  /** The tenant for one tool, with every call through its gate. */
  tenant(gate: Gate): Tenant {
    const read = async <T>(look: () => T): Promise<T> => {
      await gate('read')
      return look()
    }
    const write = async <T>(apply: () => void, answer: () => T): Promise<T> => {
      const fate = await gate('write')
      if (fate === 'done') {
        apply()
        return answer()
      }
      if (fate !== 'lost') fate.late(apply)
      throw noAnswer()
    }
    const users: Tenant['users'] = {
      create: (made) =>
        write(
          () => this.#create(made),
          () => (this.#isTaken === true ? ('exists' as const) : this.user),
        ),
      findByEmail: () => read(() => (this.account === undefined ? [] : [this.user])),
      findAtConnections: () => Promise.resolve([]),
      search: () => read(() => ({ users: this.account === undefined ? [] : [this.user], total: 1 })),
      countKnown: () => read(() => 1),
      stillThere: () => Promise.resolve([]),
      get: () => read(() => this.user),
      write: (_, _what, change) =>
        write(
          () => this.#patch(change),
          () => this.user,
        ),
      endLink: () =>
        write(
          () => {
            this.#note({ what: 'link_ended' })
          },
          () => undefined,
        ),
      makeLink: () =>
        write(
          () => undefined,
          () => 'https://t.auth0.com/lo/reset?ticket=t',
        ),
      delete: () =>
        write(
          () => {
            this.account = undefined
            this.#note({ what: 'deleted' })
          },
          () => undefined,
        ),
    }
    const roles: Tenant['roles'] = {
      list: () => read(() => [role]),
      of: () => read(() => [...(this.account?.roles ?? [])]),
      give: (_, ids) =>
        write(
          () => {
            if (this.account) this.account.roles = [...new Set([...this.account.roles, ...ids])]
            this.#note({ what: 'roles_given' })
          },
          () => undefined,
        ),
      take: (_, ids) =>
        write(
          () => {
            if (this.account) this.account.roles = this.account.roles.filter((id) => !ids.includes(id))
          },
          () => undefined,
        ),
    }
    const now = () => this.now
    return {
      settings: {
        ...{ domain: 't.auth0.com', credentials: { accessToken: 'x' }, clientId: 'app', connection: connectionName },
        ...{ appUrl, timeZone: 'UTC', roles: ['editor'], allowedOrigins: [], acceptWith: [] },
      },
      api: this.#api(write),
      users,
      roles,
      clients: { callbacksOf: () => Promise.resolve([`${appUrl}callback`]) },
      now,
      wait: () => Promise.resolve(),
    }
  }

  /** A sign-in with the password that the invitee chose: it decides by what it read, and writes when it is done. */
  async signIn(gate: Gate): Promise<'accepted' | 'other'> {
    await gate('read')
    const { account } = this
    if (account === undefined || account.blocked || !account.isPasswordKnown) return 'other'
    account.last_login = this.now.toISOString()
    const { user } = this
    const outcome = accept(standingOf(user.app_metadata, this.now), user, this.now)
    if (outcome.kind !== 'accepted' || !outcome.isNew) return 'other'
    this.signInsUnderWay += 1
    await gate('read') // the rest of the login; only time passes
    this.signInsUnderWay -= 1
    if (this.account === undefined) return 'other'
    const [key, value] = acceptanceEntry(outcome.acceptance)
    this.account.app_metadata[key] = value
    this.#note({ what: 'acceptance_written', id: value.id })
    return 'accepted'
  }

  /** Waits until the expiry, and then as long as an earlier sign-in may take at most. */
  async expire(gate: Gate, expiresAt: string): Promise<void> {
    await gate('read')
    this.nowMs = Math.max(this.nowMs, Date.parse(expiresAt))
    await gate('read', () => this.signInsUnderWay === 0)
    this.nowMs += (LONGEST_SIGN_IN_SEC + 1) * 1000
  }

  /** An administrator takes the role away. */
  async removeRole(gate: Gate): Promise<void> {
    await gate('read')
    if (this.account) this.account.roles = []
    this.#note({ what: 'roles_removed' })
  }

  /** The result that a sign-in would have now. */
  get nextSignIn(): 'blocked' | 'refused' | 'admitted' {
    if (this.account?.blocked) return 'blocked'
    const { user } = this
    return accept(standingOf(user.app_metadata, this.now), user, this.now).kind === 'refused' ? 'refused' : 'admitted'
  }

  #isTaken: boolean | undefined

  #create({ invitation, app_metadata }: NewUser): void {
    this.#isTaken = this.account !== undefined
    if (this.account !== undefined) return
    this.account = {
      ...{ user_id: `auth0|${madeUserId(invitation.id)}`, blocked: false, email_verified: false, roles: [] },
      app_metadata: copied({ ...app_metadata, ...writeOffer(invitation).app_metadata }),
      ...{ created_at: this.now.toISOString(), isPasswordKnown: false },
    }
    this.#note({ what: 'offer_written', id: invitation.id })
  }

  #patch({ app_metadata, blocked }: Write): void {
    const { account } = this
    if (account === undefined) return
    const merged = Object.entries({ ...account.app_metadata, ...copied(app_metadata) })
    account.app_metadata = Object.fromEntries(merged.filter(([, value]) => value !== null))
    const revocation = app_metadata['invitation_revocation']
    if (revocation) this.#note({ what: 'revocation_written', id: revocation.id })
    const offer = app_metadata['invitation']
    if (offer) this.#note({ what: 'offer_written', id: offer.id })
    if (blocked === false && account.blocked) this.#note({ what: 'unblocked' })
    if (blocked !== undefined) account.blocked = blocked
  }

  #endPassword(account: Account): void {
    account.isPasswordKnown = false
    account.last_password_reset = this.now.toISOString()
    account.blocked = false
  }

  /** The tools' other calls: the mail, and the end of all access. */
  #api(write: (apply: () => void, answer: () => Response) => Promise<Response>): TenantApi {
    const fetchHere: typeof fetch = (input, init) => {
      const { pathname } = new URL(input instanceof Request ? input.url : input)
      const method = init?.method ?? 'GET'
      if (pathname.endsWith('/change_password')) {
        return write(
          () => this.#mail(),
          () => new Answer('We have just sent you an email'),
        )
      }
      if (method === 'PATCH' && pathname.includes('/users/')) {
        return write(
          () => {
            if (this.account) this.#endPassword(this.account)
          },
          () => new Answer(JSON.stringify({ last_password_reset: this.account?.last_password_reset })),
        )
      }
      return Promise.resolve(method === 'GET' ? new Answer('[]') : new Response(null, { status: 204 }))
    }
    // Nothing here listens to a time-out; one of 30 s a call would pile up hundreds of thousands of timers.
    const settings = { domain: 't.auth0.com', credentials: { accessToken: 'x' }, timeout_sec: 0.005 }
    return tenantApi(settings, { fetch: fetchHere })
  }

  #mail(): void {
    if (this.account === undefined) return
    const text = forgotPassword(this.user, this.now).mail === 'reset' ? 'reset' : 'invitation'
    const { invitation } = this.account.app_metadata as { invitation?: Invitation }
    this.#note({ what: 'mailed', text, id: invitation?.id })
  }
}

/** As structuredClone would copy JSON; a million of these are made, and it takes ten times as long. */
function copied<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(copied) as Value
  const copy: Record<string, unknown> = {}
  for (const [key, part] of Object.entries(value)) copy[key] = copied(part)
  return copy as Value
}

function notFound(): InvitationsError {
  return new InvitationsError('not_found', 'There is no account.', { hint: '-' })
}
