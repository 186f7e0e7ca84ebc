import { managementError } from '../http/answers.ts'
import type { Call } from '../http/endpoint.ts'
import type { Plan } from '../tenant.ts'

/** What a plan has to include. */
interface Gate {
  methods: readonly string[]
  /** Matches the route, whose parameters begin with a colon. */
  path: RegExp
  /** Only applies if the body has one of these; default: to the whole endpoint. */
  fields?: readonly string[]
  plans: readonly Plan[]
  status: 402 | 403
  message: (fields: string[]) => string
  errorCode?: string
}

const anyMethod = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']
const writing = ['POST', 'PUT', 'PATCH', 'DELETE']
const paid: readonly Plan[] = ['essentials', 'professional', 'enterprise']
const upgradeFor = (what: string) => () => `Please upgrade your subscription to use ${what}.`
const upgradeForFields = (fields: string[]) => upgradeFor(fields.sort().join(', '))()

const gates: readonly Gate[] = [
  {
    // docs: manage-users/sessions/manage-user-sessions-with-auth0-management-api
    methods: anyMethod,
    path: /^\/api\/v2\/(users\/:\w+\/sessions|sessions\/|users\/:\w+\/revoke-access)/,
    plans: ['enterprise'],
    status: 403,
    message: upgradeFor('sessions'),
    errorCode: 'insufficient_entitlement',
  },
  {
    // docs: secure/tokens/manage-refresh-tokens-with-auth0-management-api
    methods: anyMethod,
    path: /^\/api\/v2\/(users\/:\w+\/refresh-tokens|refresh-tokens\/)/,
    plans: ['enterprise'],
    status: 403,
    message: upgradeFor('refresh tokens'),
    errorCode: 'insufficient_entitlement',
  },
  {
    // Roles are a feature of paid plans. Reading the empty list is not refused, or exports would not work.
    methods: writing,
    path: /^\/api\/v2\/(roles|users\/:\w+\/(roles|permissions))/,
    plans: paid,
    status: 403,
    message: upgradeFor('roles'),
    errorCode: 'insufficient_entitlement',
  },
  {
    // docs: customize/email/email-templates/customize-email-templates#url-lifetime-and-redirect-to
    methods: writing,
    path: /^\/api\/v2\/email-templates/,
    fields: ['resultUrl'],
    plans: ['enterprise'],
    status: 403,
    message: () => 'Customizations for resultUrl are not allowed for non-enterprise tenants',
  },
  {
    // docs: customize/login-pages/universal-login/customize-templates
    methods: ['PUT'],
    path: /^\/api\/v2\/branding\/templates\/universal-login$/,
    plans: paid,
    status: 402,
    message: () => 'A paid subscription is required for this feature.',
  },
  {
    // docs: customize/login-pages/advanced-customizations
    methods: writing,
    path: /^\/api\/v2\/prompts\/(rendering|:\w+\/screen\/:\w+\/rendering)$/,
    plans: paid,
    status: 402,
    message: () => 'A paid subscription is required to use Advanced Customizations.',
  },
  {
    // docs: get-started/applications/configure-private-key-jwt; the words are those recorded for other fields
    methods: ['POST', 'PATCH'],
    path: /^\/api\/v2\/clients/,
    fields: ['client_authentication_methods'],
    plans: ['enterprise'],
    status: 403,
    message: upgradeForFields,
    errorCode: 'feature_not_enabled',
  },
  {
    // recorded traffic; docs: secure/highly-regulated-identity
    methods: ['PATCH'],
    path: /^\/api\/v2\/tenants\/settings$/,
    fields: ['acr_values_supported', 'mtls', 'pushed_authorization_requests_supported'],
    plans: ['enterprise'],
    status: 403,
    message: upgradeForFields,
    errorCode: 'feature_not_enabled',
  },
  {
    // recorded traffic
    methods: ['POST', 'PATCH'],
    path: /^\/api\/v2\/resource-servers/,
    fields: ['consent_policy', 'token_encryption'],
    plans: ['enterprise'],
    status: 403,
    message: upgradeForFields,
    errorCode: 'feature_not_enabled',
  },
]

/** Refuses what the tenant's plan does not include. The plan `none` includes everything. */
export function requirePlan({ tenant, body }: Call, route: string): void {
  if (tenant.plan === 'none') return
  const [method = '', path = ''] = route.split(' ')
  for (const { methods, path: gated, fields, plans, status, message, errorCode } of gates) {
    if (!methods.includes(method) || !gated.test(path) || plans.includes(tenant.plan)) continue
    const used = fields?.filter((field) => body[field] !== undefined && body[field] !== null) ?? []
    if (fields === undefined || used.length > 0) throw managementError(status, message(used), errorCode)
  }
}
