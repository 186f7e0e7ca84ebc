import { LONGEST_PAGE } from './limits.ts'

/** Something in a tenant that `look` (look.ts) can read. */
export interface Endpoint {
  /** Path below /api/v2/, including the query. */
  readonly path: string
}

/**
 * What we read without the SDK. `fields` limits the answer to those fields; without any, it has all of them.
 * @see https://auth0.com/docs/api/management/v2
 */
export const endpoints = {
  /** Every account with an address, in any connection. */
  accountsOf: (email: string) => at('users-by-email', `email=${part(email)}`),
  actions: () => at('actions/actions', `per_page=${LONGEST_PAGE}`),
  app: (clientId: string, ...fields: string[]) => at(`clients/${part(clientId)}`, only(fields)),
  apps: (...fields: string[]) => at('clients', 'is_global=false', `per_page=${LONGEST_PAGE}`, only(fields)),
  bindings: (trigger: string) => at(`actions/triggers/${part(trigger)}/bindings`, 'per_page=50'),
  botDetection: () => at('attack-protection/bot-detection'),
  customDomains: () => at('custom-domains'),
  /** The connection of this name, of any type: one or none. */
  connection: (name: string) => at('connections', `name=${part(name)}`, 'fields=name,strategy,options'),
  /** The database connection of this name: one or none. */
  database: (name: string) => at('connections', `name=${part(name)}`, 'strategy=auth0'),
  /** The apps that may use the connection with this id. */
  appsOfConnection: (id: string) => at(`connections/${part(id)}/clients`, `take=${LONGEST_PAGE}`),
  databases: (...fields: string[]) => at('connections', 'strategy=auth0', `per_page=${LONGEST_PAGE}`, only(fields)),
  emailProvider: (...fields: string[]) => at('emails/provider', only(fields)),
  emailTemplate: (name: string) => at(`email-templates/${part(name)}`),
  /** What apps may do with an API. @param audience of the API */
  grants: (audience: string) => at('client-grants', `audience=${part(audience)}`, `per_page=${LONGEST_PAGE}`),
  machineApps: (...fields: string[]) =>
    at('clients', 'is_global=false', 'app_type=non_interactive', `per_page=${LONGEST_PAGE}`, only(fields)),
  /** The newest log events that match a query (docs: deploy-monitor/logs/log-search-query-syntax). */
  newestEvents: (q: string, most: number) => at('logs', `q=${part(q)}`, 'sort=date:-1', `per_page=${most}`),
  /** The newest version of an Action. */
  newestVersion: (actionId: string) => at(`actions/actions/${part(actionId)}/versions`, 'per_page=1'),
  oldestEvent: () => at('logs', 'sort=date:1', 'per_page=1'),
  prompts: () => at('prompts'),
  /** The rules that are enabled. */
  rules: () => at('rules', 'enabled=true'),
  tenantSettings: (...fields: string[]) => at('tenants/settings', only(fields)),
  /** Users that match a query (docs: manage-users/user-search/user-search-query-syntax). */
  users: (q: string, most: number) => at('users', `q=${part(q)}`, 'search_engine=v3', `per_page=${most}`),
}

function at(path: string, ...query: string[]): Endpoint {
  const pairs = query.filter((pair) => pair !== '')
  return { path: pairs.length === 0 ? path : `${path}?${pairs.join('&')}` }
}

const part = encodeURIComponent

function only(fields: readonly string[]): string {
  return fields.length === 0 ? '' : `fields=${fields.join(',')}&include_fields=true`
}
