import { AnswerError, statusOf } from './failures.ts'
import type { TenantApi } from './tenant-api.ts'

/** Calls to the Management API that need no SDK client. Every method throws InvitationsError. */
export class PlainCalls {
  readonly #api: TenantApi

  constructor(api: TenantApi) {
    this.#api = api
  }

  /** @param tried what the call does, as in "find the connection" @param path below /api/v2/ */
  ask(tried: string, path: string): Promise<unknown> {
    return this.send(tried, 'GET', path)
  }

  /** If it is already gone, it counts as removed. */
  async remove(tried: string, path: string): Promise<void> {
    try {
      await this.send(tried, 'DELETE', path)
    } catch (failure) {
      if (statusOf(failure) !== 404) throw failure
    }
  }

  send(tried: string, method: string, path: string, body?: object): Promise<unknown> {
    const { domain, fetch, token, call } = this.#api
    return call(tried, async () => {
      const isForm = body instanceof FormData
      const response = await fetch(`https://${domain}/api/v2/${path}`, {
        method,
        headers: {
          authorization: `Bearer ${await token()}`,
          ...(body && !isForm && { 'content-type': 'application/json' }),
        },
        ...(body && { body: isForm ? body : JSON.stringify(body) }),
      })
      const text = await response.text()
      const answer: unknown = text === '' ? undefined : JSON.parse(text)
      if (!response.ok) throw new AnswerError(response.status, answer)
      return answer
    })
  }
}
