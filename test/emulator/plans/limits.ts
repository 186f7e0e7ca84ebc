import type { Plan } from '../tenant.ts'
import type { Rate } from './buckets.ts'

/** A limit of one endpoint, or of several together. */
export interface Limit extends Rate {
  name: string
  methods: readonly string[]
  /** Paths as in the routes: `*` matches one part, `**` everything that follows. */
  paths: readonly string[]
  /** Whom it counts for. For pages, each page counts separately. */
  per: 'anybody' | 'ip and address' | 'user' | 'ip and page' | 'ip, page and state'
}

export interface PlanLimits {
  authentication: Rate
  /** Default: endpoints without their own limit share one of the `limits`. */
  management?: Rate
  /** The first one that matches counts. */
  limits: readonly Limit[]
}

// Every number of this file: docs, troubleshoot/customer-support/operational-policies/rate-limit-policy/
// rate-limit-configurations, pages free-public, essentials-professional-b2b (both plans, no limit for the Management
// API as a whole) and enterprise-public (the row of production tenants).

const perSecond = (burst: number, count = burst): Rate => ({ burst, count, perSeconds: 1 })
const perMinute = (burst: number, count = burst): Rate => ({ burst, count, perSeconds: 60 })

function limit(name: string, methods: string, paths: string[], rate: Rate, per: Limit['per'] = 'anybody'): Limit {
  return { name, methods: methods.split(','), paths, per, ...rate }
}

/** On every plan, for anyone who asks for password mails, through the API or the page. */
const passwordMails = limit(
  'Change Password',
  'POST',
  ['/dbconnections/change_password', '/u/reset-password/request/*'],
  perMinute(10, 1),
  'ip and address',
)
const userInfo = limit('User Info', 'GET,POST', ['/userinfo'], perMinute(10, 5), 'user')

const writes = 'POST,PUT,PATCH,DELETE'
const templates = ['/api/v2/email-templates/*', '/api/v2/email-templates']
const provider = ['/api/v2/emails/provider']
const partials = ['/api/v2/prompts/*/partials']
const smallEmailLimits = [
  limit('Write email templates', writes, templates, perMinute(5, 25)),
  limit('Read email templates', 'GET', templates, perMinute(10, 50)),
  limit('Write email provider', writes, provider, perMinute(5, 25)),
  limit('Read email provider', 'GET', provider, perMinute(5, 25)),
]
const partialsLimits = [
  limit('Read Partials for a Prompt', 'GET', partials, perMinute(5)),
  limit('Write Partials for a Prompt', 'PUT', partials, perMinute(5)),
]

/** Pages of Universal Login; the Free plan names no limits for them. */
const pages = [
  limit('Password reset prompt', 'GET', ['/u/reset-password', '/u/reset-verify'], perMinute(500), 'ip and page'),
  limit('Universal login prompts', 'GET', ['/u/**'], perMinute(20, 10), 'ip, page and state'),
  limit('Universal login prompts', 'POST', ['/u/**'], perMinute(10, 5), 'ip and page'),
]

const organizations = '/api/v2/organizations'

function organizationLimits(read: Rate, byId: Rate, byName: Rate, write: Rate, readClients: Rate): Limit[] {
  const roles = [`${organizations}/*/members/*/roles`]
  const members = [`${organizations}/*/members`]
  const connections = [`${organizations}/*/enabled_connections`, `${organizations}/*/enabled_connections/*`]
  const grants = [`${organizations}/*/client-grants`, `${organizations}/*/client-grants/*`]
  return [
    limit('Read Organization Member Roles', 'GET', roles, perMinute(20, 200)),
    limit('Write Organization Member Roles', 'POST,DELETE', roles, perMinute(20, 200)),
    limit('Read Organization Members', 'GET', members, perMinute(40, 500)),
    limit('Write Organization Members', 'POST,DELETE', members, perMinute(20, 200)),
    limit('Read Organization Connections', 'GET', connections, read),
    limit('Write Organization Connections', 'POST,PATCH,DELETE', connections, write),
    limit('Read Organization Client Grants', 'GET', grants, readClients),
    limit('Write Organization Client Grants', 'POST', grants, perMinute(5, 150)),
    limit('Read Organizations by Name', 'GET', [`${organizations}/name/*`], byName),
    limit('Read Organizations', 'GET', [organizations], read),
    limit('Read Organizations by ID', 'GET', [`${organizations}/*`], byId),
    limit('Write Organizations', 'POST,PATCH,DELETE', [organizations, `${organizations}/*`], write),
  ]
}

const users = ['/api/v2/users', '/api/v2/users/*']
const selfService: PlanLimits = {
  authentication: perSecond(25),
  limits: [
    ...[passwordMails, userInfo, ...pages],
    ...organizationLimits(
      perMinute(5, 50),
      perMinute(20, 200),
      perMinute(10, 100),
      perMinute(5, 25),
      perMinute(10, 100),
    ),
    limit('Read Users', 'GET', users, perMinute(40, 500)),
    limit('Write Users', 'POST,PATCH', users, perMinute(20, 200)),
    limit('Delete Users', 'DELETE', users, perMinute(20, 200)),
    limit('Read Logs', 'GET', ['/api/v2/logs', '/api/v2/logs/*'], perMinute(10, 100)),
    limit('Read Clients', 'GET', ['/api/v2/clients', '/api/v2/clients/*'], perMinute(5, 100)),
    limit('Read Connections', 'GET', ['/api/v2/connections', '/api/v2/connections/*'], perMinute(5, 50)),
    limit(
      'Write Device Credentials',
      'POST,DELETE',
      ['/api/v2/device-credentials', '/api/v2/device-credentials/*'],
      perMinute(5, 100),
    ),
    ...smallEmailLimits,
    ...partialsLimits,
    limit('All other Endpoints Combined', `GET,${writes}`, ['/api/v2/**'], perMinute(10, 150)),
  ],
}

export const limitsOf: Readonly<Record<Exclude<Plan, 'none'>, PlanLimits>> = {
  free: {
    authentication: perMinute(300),
    management: perSecond(2),
    limits: [
      ...[passwordMails, userInfo],
      limit('Get Token', 'POST', ['/oauth/token'], perSecond(30)),
      limit('JSON Web Token Keys', 'GET', ['/.well-known/jwks.json'], perSecond(20)),
      ...smallEmailLimits,
    ],
  },
  essentials: selfService,
  professional: selfService,
  enterprise: {
    authentication: perSecond(100),
    management: perSecond(50, 16),
    limits: [
      ...[passwordMails, userInfo, ...pages],
      ...organizationLimits(
        ...[perMinute(10, 100), perMinute(10, 100), perMinute(20, 200)],
        ...[perMinute(5, 150), perMinute(10, 100)],
      ),
      limit('Write email templates', writes, templates, perMinute(10, 100)),
      limit('Read email templates', 'GET', templates, perMinute(15, 150)),
      limit('Write email provider', writes, provider, perMinute(10, 100)),
      limit('Read email provider', 'GET', provider, perMinute(15, 150)),
      ...partialsLimits,
    ],
  },
}
