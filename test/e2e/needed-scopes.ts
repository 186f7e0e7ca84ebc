import { scopesOf } from '../emulator/http/application.ts'
import { endpoints } from '../emulator/endpoints.ts'
import type { RequestEntry } from '../emulator/http/request-entry.ts'

const routes = endpoints.map((endpoint) => {
  const [method = '', path = ''] = endpoint.route.split(' ')
  return { method, pattern: new RegExp(`^${path.replace(/:\w+/g, '[^/]+')}$`), scopes: scopesOf(endpoint) }
})

/** Every scope that a call of the Management API may need. */
export const everyScope: readonly string[] = [...new Set(routes.flatMap(({ scopes }) => scopes))].sort()

/** The scopes of which a call needs at least one, by Auth0's OpenAPI document. */
export function scopesFor({ method, path }: RequestEntry): string[] {
  const [plain = ''] = path.split('?')
  return routes.find((route) => route.method === method && route.pattern.test(plain))?.scopes ?? []
}
