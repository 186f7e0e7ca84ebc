import type { Call } from '../../http/endpoint.ts'
import type { Connection } from '../../management/connection.ts'
import type { Transaction } from '../../authentication/grant.ts'
import { link } from '../../universal-login/page.ts'
import { hasButton, providerPageOf } from './strategies.ts'

/** The other ways to sign in that the page offers, unless the app asked for one connection. @param text of a button */
export function providerButtons(
  { tenant }: Call,
  { id, request }: Transaction,
  text: (name: string) => string,
): string[] {
  if (request.query['connection'] !== undefined) return []
  const offered = [...tenant.state.connections.values()].filter(
    (one) => hasButton(one) && one.enabled_clients.includes(request.client_id),
  )
  return offered.map((one) => link(providerPageOf(one, id), text(labelOf(one))))
}

function labelOf({ name, display_name }: Connection): string {
  return typeof display_name === 'string' ? display_name : name
}
