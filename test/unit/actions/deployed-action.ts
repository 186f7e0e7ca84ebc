import { compileFunction } from 'node:vm'
import { vi } from 'vitest'

export interface Seen {
  denied?: string
  appMetadata: Record<string, unknown>
  idToken: Record<string, unknown>
  accessToken: Record<string, unknown>
}

type Handler = (event: object, api: object) => Promise<unknown>
type Loader = (exports: object, require: () => never) => void

/** Loads an Action from its built code, as Auth0 does, and runs its post-login handler at a fixed instant. */
export function postLogin(code: string): (user: object, now: Date) => Promise<Seen> {
  const exported: { onExecutePostLogin?: Handler } = {}
  const load = compileFunction(code, ['exports', 'require']) as Loader
  load(exported, () => {
    throw new Error('An Action needs no module.')
  })
  return async (user, now) => {
    const seen: Seen = { appMetadata: {}, idToken: {}, accessToken: {} }
    const api = {
      access: { deny: (reason: string) => (seen.denied = reason) },
      user: { setAppMetadata: (key: string, value: unknown) => (seen.appMetadata[key] = value) },
      idToken: { setCustomClaim: (key: string, value: unknown) => (seen.idToken[key] = value) },
      accessToken: { setCustomClaim: (key: string, value: unknown) => (seen.accessToken[key] = value) },
    }
    vi.useFakeTimers({ now, toFake: ['Date'] })
    try {
      await exported.onExecutePostLogin?.({ user }, api)
    } finally {
      vi.useRealTimers()
    }
    return seen
  }
}
