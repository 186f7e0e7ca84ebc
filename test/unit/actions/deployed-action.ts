import { compileFunction } from 'node:vm'
import { vi } from 'vitest'

export interface Seen {
  denied?: string
  appMetadata: Record<string, unknown>
  idToken: Record<string, unknown>
  accessToken: Record<string, unknown>
}

/** Loads a password-reset-post-challenge Action and runs it at a fixed instant. */
export function postChallenge(code: string): (user: object, now: Date) => Promise<Pick<Seen, 'denied'>> {
  const { onExecutePostChallenge } = load(code)
  return async (user, now) => {
    const seen: Pick<Seen, 'denied'> = {}
    const api = { access: { deny: (reason: string) => (seen.denied = reason) } }
    await at(now, () => onExecutePostChallenge?.({ user }, api))
    return seen
  }
}

type Handler = (event: object, api: object) => Promise<unknown>
type Loader = (exports: object, require: () => never) => void

/** Loads a post-login Action and runs it at a fixed instant. */
export function postLogin(code: string): (user: object, now: Date, protocol?: string) => Promise<Seen> {
  const { onExecutePostLogin } = load(code)
  return async (user, now, protocol = 'oidc-basic-profile') => {
    const seen: Seen = { appMetadata: {}, idToken: {}, accessToken: {} }
    const api = {
      access: { deny: (reason: string) => (seen.denied = reason) },
      user: { setAppMetadata: (key: string, value: unknown) => (seen.appMetadata[key] = value) },
      idToken: { setCustomClaim: (key: string, value: unknown) => (seen.idToken[key] = value) },
      accessToken: { setCustomClaim: (key: string, value: unknown) => (seen.accessToken[key] = value) },
    }
    await at(now, () => onExecutePostLogin?.({ user, transaction: { protocol } }, api))
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
