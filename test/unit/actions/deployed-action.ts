import { compileFunction } from 'node:vm'
import { vi } from 'vitest'

export interface Seen {
  denied?: string
  appMetadata: Record<string, unknown>
  idToken: Record<string, unknown>
  accessToken: Record<string, unknown>
  /** The user that the sign-in continues as. */
  primaryUser?: string
  transactionMetadata?: Record<string, unknown>
}

export interface SeenAtReset {
  denied?: string
  resultUrl?: string
  sentTo?: string
}

/**
 * Loads a password-reset-post-challenge Action and runs it at a fixed instant. @returns what it did; `more` joins the event
 * @param handler `onContinue…` for somebody who comes back from the page that the Action sent them to
 */
export function postChallenge(
  code: string,
  handler: 'onExecutePostChallenge' | 'onContinuePostChallenge' = 'onExecutePostChallenge',
): (user: unknown, now: Date, more?: object) => Promise<SeenAtReset> {
  const { [handler]: run } = load(code)
  return async (user, now, more = {}) => {
    const seen: SeenAtReset = {}
    const api = {
      access: { deny: (reason: unknown) => (seen.denied = String(reason)) },
      transaction: { setResultUrl: (url: unknown) => (seen.resultUrl = String(url)) },
      redirect: {
        sendUserTo: (url: string, { query }: { query: Record<string, string> }) =>
          (seen.sentTo = `${url}?${new URLSearchParams(query).toString()}`),
      },
    }
    await at(now, () => run?.({ secrets: {}, ...more, user }, api))
    return seen
  }
}

/** Loads a pre-user-registration Action and runs it; `more` joins the event. */
export function preUserRegistration(
  code: string,
): (user: unknown, secrets?: unknown, more?: object) => Promise<string[] | undefined> {
  const { onExecutePreUserRegistration } = load(code)
  return async (user, secrets = {}, more = {}) => {
    let denied: string[] | undefined
    const api = { access: { deny: (...words: string[]) => (denied = words) } }
    await onExecutePreUserRegistration?.({ ...more, user, secrets }, api)
    return denied
  }
}

type Handler = (event: object, api: object) => Promise<unknown>
type Loader = (exports: object, require: () => never) => void

/** The cache of the Actions of a trigger, as Auth0 answers. */
export function actionCache(kept = new Map<string, { value: string; ttl: number }>()) {
  return {
    kept,
    get: (key: string) => kept.get(key),
    set: (key: string, value: string, { ttl }: { ttl: number }) => void kept.set(key, { value, ttl }),
    delete: (key: string) => void kept.delete(key),
  }
}

/** Loads a post-login Action and runs it at a fixed instant. @returns what it did; `more` joins the event */
export function postLogin(
  code: string,
  cache = actionCache(),
): (user: unknown, now: Date, more?: object) => Promise<Seen> {
  const { onExecutePostLogin } = load(code)
  return async (user, now, more = {}) => {
    const seen: Seen = { appMetadata: {}, idToken: {}, accessToken: {} }
    const api = {
      access: { deny: (reason: unknown) => (seen.denied = String(reason)) },
      user: { setAppMetadata: (key: string, value: unknown) => (seen.appMetadata[key] = value) },
      idToken: { setCustomClaim: (key: string, value: unknown) => (seen.idToken[key] = value) },
      accessToken: { setCustomClaim: (key: string, value: unknown) => (seen.accessToken[key] = value) },
      authentication: { setPrimaryUser: (id: string) => (seen.primaryUser = id) },
      transaction: {
        setMetadata: (key: string, value: unknown) => ((seen.transactionMetadata ??= {})[key] = value),
      },
      cache,
    }
    const event = { transaction: { protocol: 'oidc-basic-profile' }, secrets: {}, ...more, user }
    await at(now, () => onExecutePostLogin?.(event, api))
    return seen
  }
}

/** An Action from its built code, as Auth0 loads it. */
function load(code: string): Record<string, Handler | undefined> {
  const exported: Record<string, Handler | undefined> = {}
  const loader = compileFunction(code, ['exports', 'require']) as Loader
  loader(exported, () => {
    throw new Error('An Action needs no module.')
  })
  return exported
}

async function at(now: Date, run: () => Promise<unknown> | undefined): Promise<void> {
  vi.useFakeTimers({ now, toFake: ['Date'] })
  try {
    await run()
  } finally {
    vi.useRealTimers()
  }
}
