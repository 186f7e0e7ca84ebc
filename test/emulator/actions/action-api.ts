import { cacheOf } from './action-cache.ts'
import { checkedArguments, withQuery } from './checked-arguments.ts'
import type { Job, Outcome } from './job.ts'
import { readToken, signToken } from './redirect-token.ts'

/** How much metadata the Actions of one execution may write, in bytes of JSON (docs: customize/actions/limitations). */
const MOST_METADATA = 32 * 1024
/** Limits of api.transaction.setMetadata (docs: customize/actions/transaction-metadata). */
const TRANSACTION_METADATA = { key: 64, value: 8 * 1024, total: 16 * 1024 }

type Method = (...args: unknown[]) => unknown
type Json = Record<string, unknown>

/** The `api` and the `event` of one execution, shared by its Actions. */
export class ActionApi {
  readonly object: object
  isDenied = false
  redirectTo: string | undefined
  primaryUserId: string | undefined
  readonly #job: Job
  readonly #outcome: Outcome
  readonly #written: Record<string, Json> = { app_metadata: {}, user_metadata: {} }
  #shown: Json = {}

  constructor(job: Job, outcome: Outcome) {
    this.#job = job
    this.#outcome = outcome
    this.object = this.#methods()
  }

  /** A copy for the next Action. It contains what earlier ones wrote (docs: …/metadata/manage-user-metadata). */
  eventFor(secrets: Record<string, string>): object {
    this.#shown = structuredClone({ ...this.#job.event, secrets })
    return this.#shown
  }

  /** Every documented method exists, so that `typeof` works as at Auth0. Methods not implemented throw and name themselves. */
  #methods(): object {
    const api: Json = {}
    const known = this.#known(api)
    for (const path of this.#job.documentedMethods) {
      const isImplemented = this.#job.methods.includes(path)
      const [group = '', name = ''] = path.split('.')
      const members = (api[group] ??= {}) as Record<string, Method>
      members[name] = (...given) => {
        if (!isImplemented) throw new Error(`The local tenant does not implement api.${path}`)
        const args = checkedArguments[path]?.(given) ?? given
        const own = known[path]
        if (own !== undefined) return own(...args)
        this.#note(path, args)
        return api
      }
    }
    return api
  }

  /** Methods that do more than pass a note to the tenant. */
  #known(api: object): Record<string, Method | undefined> {
    const deny =
      (path: string): Method =>
      (...args) => {
        this.isDenied = true
        this.#note(path, args)
        return api
      }
    return {
      'access.deny': deny('access.deny'),
      'validation.error': deny('validation.error'),
      'session.revoke': deny('session.revoke'),
      'user.setAppMetadata': (key, value) => this.#setUserMetadata('setAppMetadata', 'app_metadata', key, value, api),
      'user.setUserMetadata': (key, value) =>
        this.#setUserMetadata('setUserMetadata', 'user_metadata', key, value, api),
      'transaction.setMetadata': (key, value) => this.#setTransactionMetadata(String(key), value, api),
      'authentication.setPrimaryUser': (id) => this.#setPrimaryUser(String(id)),
      'rules.wasExecuted': () => false,
      'redirect.canRedirect': () => this.#job.canRedirect,
      'redirect.sendUserTo': (url, options) => this.#sendUserTo(url, options),
      'redirect.encodeToken': (options) => signToken(this.#job, options as Parameters<typeof signToken>[1]),
      'redirect.validateToken': (options) => readToken(this.#job, options as Parameters<typeof readToken>[1]),
      ...cacheOf(this.#outcome.cache),
    }
  }

  #note(method: string, args: unknown[]): void {
    this.#outcome.calls.push({ method, args: structuredClone(args) })
  }

  #setUserMetadata(method: string, kind: string, key: unknown, value: unknown, api: object): object {
    const name = String(key)
    const written = { ...this.#written[kind], [name]: value }
    if (sizeOf(written) > MOST_METADATA) throw new Error(`The Actions write more than 32 kB of ${kind}.`)
    this.#written[kind] = written
    this.#note(`user.${method}`, [name, value ?? null])
    this.#job.event = mergedUser(this.#job.event, kind, name, value ?? null)
    return api
  }

  /** Visible at once, also in the running Action. */
  #setTransactionMetadata(key: string, value: unknown, api: object): object {
    if (!['string', 'number', 'boolean'].includes(typeof value) && value !== null && value !== undefined) {
      throw new Error('Transaction metadata is a string, a number or a boolean.')
    }
    const transaction = this.#job.event['transaction'] as Json
    const metadata = without({ ...(transaction['metadata'] as Json), [key]: value ?? null })
    const { key: longest, value: largest, total } = TRANSACTION_METADATA
    if (key.length > longest || sizeOf(value ?? null) > largest || sizeOf(metadata) > total) {
      throw new Error(`Transaction metadata ${key} exceeds 64 characters, 8 kB or 16 kB in all.`)
    }
    this.#job.event = { ...this.#job.event, transaction: { ...transaction, metadata } }
    Object.assign(this.#shown['transaction'] as Json, { metadata })
    this.#note('transaction.setMetadata', [key, value ?? null])
    return api
  }

  /** @see https://auth0.com/docs/manage-users/user-accounts/user-account-linking/link-user-accounts */
  #setPrimaryUser(id: string): void {
    if (this.#job.hasPrimaryUser || this.primaryUserId !== undefined) {
      throw new Error('The primary user can only be altered once per transaction')
    }
    this.primaryUserId = id
  }

  /** @see https://auth0.com/docs/customize/actions/redirect-with-actions */
  #sendUserTo(url: unknown, options: unknown): void {
    if (!this.#job.canRedirect) {
      throw new Error('This transaction cannot be redirected: prompt=none, or no browser takes part.')
    }
    const target = new URL(withQuery(url, options))
    target.searchParams.set('state', this.#job.redirectState)
    this.redirectTo = target.href
  }
}

function mergedUser(event: Json, kind: string, key: string, value: unknown): Json {
  const user = event['user'] as Json
  return { ...event, user: { ...user, [kind]: without({ ...(user[kind] as Json), [key]: value }) } }
}

/** Null removes a key. */
function without(entries: Json): Json {
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== null))
}

function sizeOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value))
}
