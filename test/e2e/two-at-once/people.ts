import { decodeJwt } from 'jose'
import { standingOf } from '../../../actions/invitation/standing.ts'
import { createInvitations, settingsFrom, type Invitations, type Outcome } from '../../../scripts/invitations/index.ts'
import type { AppSignIn } from '../../app.ts'
import type { Mail } from '../../emulator/mail/mail.ts'
import type { RequestEntry } from '../../emulator/http/request-entry.ts'
import type { Fault } from '../../emulator/local/faults.ts'
import type { Stage } from '../stage.ts'
import { invitationId, password, scenes, type Account, type Scene } from './scenes.ts'

/** When everything of these stories happens. */
const now = new Date('2026-01-05T12:00:00Z')
/** Where invitees with an account are sent. */
export const INVITATIONS_APP_URL = 'https://app.example.com/start'
const PAST_EXPIRY_SEC = 10 * 24 * 3600

/** The person in a story. */
export interface Someone {
  email: string
  /** The invitation of the scene. */
  id: string
}

type Result = Outcome | AppSignIn | undefined
type Operation = (invitations: Invitations, someone: Someone, play: Stage) => Promise<Result>

async function last(outcomes: AsyncIterable<Outcome>): Promise<Outcome | undefined> {
  let one: Outcome | undefined
  for await (const outcome of outcomes) one = outcome
  return one
}

const yes = { confirm: () => Promise.resolve() }

/** What two people may do at the same time. The last two cannot wait in the middle: they only come between. */
export const operations = {
  invite: (invitations, { email }) => invitations.invite({ email }, yes),
  'invite, keeping the account': (invitations, { email }) =>
    invitations.invite({ email }, { ...yes, keepAccount: true }),
  'an import that goes on': (invitations, { email, id }) =>
    invitations.invite({ email }, { ...yes, invitation_id: id, mailMayBeSent: false }),
  resend: (invitations, { email }) => invitations.resend(email),
  'resend --extend': (invitations, { email }) => invitations.resend(email, { extend_sec: 86_400 }),
  'resend --link': (invitations, { email }) => invitations.resend(email, { link: {} }),
  remind: (invitations) => last(invitations.remind()),
  reconcile: (invitations) => last(invitations.reconcile(yes)),
  'reconcile --purge': (invitations) => last(invitations.reconcile({ ...yes, purge: true })),
  'the app notes a consent': async (invitations, { email, id }) => {
    const [found] = await invitations.get(email)
    return invitations.accept({ user_id: String(found?.user_id), invitation_id: id })
  },
  revoke: (invitations, { email }) => invitations.revoke(email),
  'revoke --delete-account': (invitations, { email }) => invitations.revoke(email, { deleteAccount: true }),
  'a sign-in': (_, { email }, play) => signIn(email, play),
  'the expiry passes': async (_, __, { tenant }) => {
    await tenant.advance(PAST_EXPIRY_SEC)
    return undefined
  },
} satisfies Record<string, Operation>
export type Name = keyof typeof operations

/** How an operation ended. */
export interface Ended {
  result?: Result
  /** The code of an error. */
  failure?: string
  /** How many mails had been sent by then. */
  mails: number
}

/** The result of a meeting: how both ended, and the account. */
export interface Met {
  scene: Scene
  waiting: Name
  between: Name
  /** The write that waited, like `PATCH users/*`. */
  write: string
  someone: Someone
  /** How the waiting one ended; it was last. */
  ends: Record<'waiting' | 'between', Ended>
  user: Account | undefined
  /** The invitation's status, by the one function that decides it; undefined without an account. */
  standing: ReturnType<typeof standingOf> | undefined
  mails: Mail[]
  /** Whether the account's owner gets in afterwards. */
  signIn: AppSignIn | undefined
}

let stories = 0

/** Lets people meet at one account: the call that writes waits at Auth0's door, and somebody else comes between. */
export class Meetings {
  readonly #play: Stage

  constructor(play: Stage) {
    this.#play = play
  }

  /** One meeting for each write of the waiting one, including its mails. */
  async *of(scene: Scene, waiting: Name, between: Name): AsyncGenerator<Met> {
    for (const write of await this.#writesOf(scene, waiting)) yield await this.#meet(scene, waiting, between, write)
  }

  /** What an operation writes if nobody comes between. */
  async #writesOf(scene: Scene, name: Name): Promise<Fault[]> {
    const { tenant } = this.#play
    const someone = await this.#enter(scene)
    await tenant.forgetRequests()
    await this.#do(name, someone)
    const writes = (await tenant.requests()).filter(isWrite).map(patternOf)
    await this.#leave(someone)
    return writes.map((write, index) => ({
      ...write,
      after: writes.slice(0, index).filter(({ method, path }) => method === write.method && path === write.path).length,
    }))
  }

  async #meet(scene: Scene, waiting: Name, between: Name, write: Fault): Promise<Met> {
    const { tenant } = this.#play
    const someone = await this.#enter(scene)
    await tenant.faults([{ ...write, times: 1, hold: 'late' }])
    const begun = this.#do(waiting, someone)
    const first = await Promise.race([tenant.held('late'), begun])
    if (first !== undefined) throw new Error(`${scene}: ${waiting} did not ${write.method} ${write.path} this time.`)
    const betweenEnd = await this.#do(between, someone)
    await tenant.release('late')
    const ends = { between: betweenEnd, waiting: await begun }
    await tenant.faults([])
    const met = {
      ...{ scene, waiting, between, someone, ends },
      write: [write.method, write.path?.replace('/api/v2/', ''), ...(write.after ? ['again'] : [])].join(' '),
      ...(await this.#look(someone, between)),
    }
    await this.#leave(someone)
    return met
  }

  async #do(name: Name, someone: Someone): Promise<Ended> {
    const { tenant } = this.#play
    // Each is another admin, with another token.
    const invitations = createInvitations(settingsFrom({ ...tenant.settings, INVITATIONS_APP_URL }), { now: () => now })
    const operation: Operation = operations[name]
    const ended = await operation(invitations, someone, this.#play).then(
      (result) => ({ result }),
      (failure: unknown) => ({ failure: codeOf(failure) }),
    )
    return { ...ended, mails: (await tenant.outbox(someone.email)).length }
  }

  async #look({ email }: Someone, between: Name): Promise<Pick<Met, 'user' | 'standing' | 'mails' | 'signIn'>> {
    const { tenant } = this.#play
    const { body } = await tenant.manage('GET', `users-by-email?email=${email}`)
    const [user] = body as Account[]
    const mails = await tenant.outbox(email)
    if (user === undefined) return { user, standing: undefined, mails, signIn: undefined }
    const passedSec = between === 'the expiry passes' ? PAST_EXPIRY_SEC : 1 // the record's instants are whole seconds
    const standing = standingOf(user.app_metadata, new Date(now.getTime() + passedSec * 1000))
    return { user, standing, mails, signIn: await signIn(email, this.#play) }
  }

  async #enter(scene: Scene): Promise<Someone> {
    const { tenant } = this.#play
    const number = ++stories
    const someone = { email: `someone${number}@example.com`, id: invitationId(number) }
    const account = scenes[scene](someone, tenant.description.connection)
    if (account !== undefined) {
      await tenant.setClock(new Date(account.created_at))
      const { status, body } = await tenant.manage('POST', 'users', account.user)
      if (status !== 201) throw new Error(JSON.stringify(body))
      const { user_id } = body as { user_id: string }
      if (account.blocked) await tenant.manage('PATCH', `users/${encodeURIComponent(user_id)}`, { blocked: true })
    }
    await tenant.setClock(now)
    return someone
  }

  async #leave({ email }: Someone): Promise<void> {
    const { tenant } = this.#play
    const { body } = await tenant.manage('GET', `users-by-email?email=${email}`)
    for (const { user_id } of body as Account[]) {
      await tenant.manage('DELETE', `users/${encodeURIComponent(user_id)}`)
    }
  }
}

/** Uses the password grant, for which the same Action runs, because apps' libraries check tokens by the machine's clock. */
async function signIn(username: string, { tenant }: Stage): Promise<AppSignIn> {
  const { client_id, client_secret } = tenant.description.clients.app
  const credentials = { client_id, client_secret, username, password, scope: 'openid' }
  const { body } = await tenant.post('oauth/token', { grant_type: 'password', ...credentials })
  const { id_token, error_description } = body as { id_token?: string; error_description?: string }
  return id_token === undefined ? { refused: String(error_description) } : { claims: decodeJwt(id_token) }
}

function codeOf(failure: unknown): string {
  if (failure instanceof Error && 'code' in failure && typeof failure.code === 'string') return failure.code
  throw failure
}

function isWrite({ method, path }: RequestEntry): boolean {
  return method !== 'GET' && path !== '/oauth/token'
}

/** The call, without the person it is about. */
function patternOf({ method, path }: RequestEntry): { method: string; path: string } {
  return { method, path: path.replace(/(\/api\/v2\/[\w-]+\/)[^/]*(\||%7C)[^/]*/, '$1*') }
}
