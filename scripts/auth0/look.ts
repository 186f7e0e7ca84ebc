import type { TenantApi } from './tenant-api.ts'
import type { Endpoint } from './endpoints.ts'
import { listAt } from '../ground/unknown.ts'
import { AnswerError } from './failures.ts'
import { LONGEST_PAGE } from './limits.ts'

/** What reading found: a value, nothing (404), or why it could not be seen (the token's scopes or the plan). */
export type Look<Found = unknown> = { found: Found } | { missing: true } | { unseen: string }

/**
 * Reads settings of a tenant without changing anything.
 * @param endpoints what to read, by a name for each
 * @throws InvitationsError if the tenant does not answer or refuses the credentials
 */
export async function look(
  api: TenantApi,
  endpoints: Readonly<Record<string, Endpoint>>,
): Promise<Record<string, Look>> {
  const looks = await Promise.all(
    Object.entries(endpoints).map(async ([name, endpoint]) => [name, await lookAt(api, endpoint)] as const),
  )
  return Object.fromEntries(looks)
}

/**
 * Reads all pages of a list.
 * @param endpoint asks for pages of LONGEST_PAGE entries
 * @throws InvitationsError as `look` does
 */
export async function lookAtList(api: TenantApi, { path }: Endpoint): Promise<Look<unknown[]>> {
  const found: unknown[] = []
  for (let page = 0; ; page++) {
    const one = await lookAt(api, { path: page === 0 ? path : `${path}&page=${page}` })
    if (!('found' in one)) return one
    const items = listAt(one.found)
    found.push(...items)
    if (items.length < LONGEST_PAGE) return { found }
  }
}

async function lookAt({ domain, fetch, token, call }: TenantApi, { path }: Endpoint): Promise<Look> {
  return call(`read ${path.split('?')[0]}`, async () => {
    const response = await fetch(`https://${domain}/api/v2/${path}`, {
      headers: { authorization: `Bearer ${await token()}` },
    })
    const body: unknown = await response.json().catch(() => ({}))
    if (response.ok) return { found: body }
    const failure = new AnswerError(response.status, body)
    if (response.status === 404) return { missing: true }
    if (response.status === 403 || response.status === 402) return { unseen: whyUnseen(failure) }
    throw failure
  })
}

/** Of several scopes, the first is enough. */
function whyUnseen({ message }: AnswerError): string {
  const scope = /expected any of: ([\w:]+)/.exec(message)?.[1]
  return scope === undefined ? message : `The app lacks ${scope}.`
}
