import { LONGEST_PAGE } from './limits.ts'

/** Something in a tenant that `look` (tenant-facts.ts) can read. */
export interface Endpoint {
  /** Below /api/v2/, with its query. */
  readonly path: string
}

/**
 * What is looked at without the SDK, by what is there. `fields` are those that are wanted; none means all of them.
 * @see https://auth0.com/docs/api/management/v2
 */
export const endpoints = {
  /** Every account of an address, whatever its connection. */
  accountsOf: (email: string) => at('users-by-email', `email=${part(email)}`),
  app: (clientId: string, ...fields: string[]) => at(`clients/${part(clientId)}`, only(fields)),
  /** The database connections of this name: one or none. */
  database: (name: string) => at('connections', `name=${part(name)}`, 'strategy=auth0'),
  /** The apps that may use the connection of this id. */
  appsOfConnection: (id: string) => at(`connections/${part(id)}/clients`, `take=${LONGEST_PAGE}`),
  emailProvider: (...fields: string[]) => at('emails/provider', only(fields)),
  emailTemplate: (name: string) => at(`email-templates/${part(name)}`),
  tenantSettings: (...fields: string[]) => at('tenants/settings', only(fields)),
}

function at(path: string, ...query: string[]): Endpoint {
  const pairs = query.filter((pair) => pair !== '')
  return { path: pairs.length === 0 ? path : `${path}?${pairs.join('&')}` }
}

const part = encodeURIComponent

function only(fields: readonly string[]): string {
  return fields.length === 0 ? '' : `fields=${fields.join(',')}&include_fields=true`
}
