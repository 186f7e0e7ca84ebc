import type { ChildProcess, Serializable } from 'node:child_process'
import type { TenantApi } from '../../auth0/tenant-api.ts'

/** Messages from wait-for-turns.cjs: it has a call to make, and this is how Auth0 answered it. */
type Said =
  | { call: number; url: string; method: string }
  | { answered: number; status: number; headers: [name: string, value: string][] }
  | { failed: number }

/** Gives the Deploy CLI a turn for each call. A call that Auth0 refuses because of its limits gets another turn. */
export function giveTurns(child: ChildProcess, { turns }: Pick<TenantApi, 'turns'>): void {
  const left = new Map<number, { resolve: (response: Response) => void; reject: (failure: Error) => void }>()
  const say = (message: Serializable) => {
    // The Deploy CLI may have ended meanwhile.
    if (child.connected) child.send(message, () => undefined)
  }
  const take = async ({ call, url, method }: Extract<Said, { call: number }>) => {
    const paced = turns.paced(
      () =>
        new Promise((resolve, reject) => {
          left.set(call, { resolve, reject })
          say({ go: call })
        }),
    )
    await paced(url, { method }).catch(() => undefined) // the Deploy CLI itself reports what went wrong
    say({ done: call })
  }
  child.on('message', (message) => {
    const said = message as Said
    if ('call' in said) void take(said)
    else if ('failed' in said) left.get(said.failed)?.reject(new Error('no answer'))
    else left.get(said.answered)?.resolve(new Response(null, { status: said.status, headers: said.headers }))
  })
}
