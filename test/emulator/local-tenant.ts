import { createPrivateKey } from 'node:crypto'
import type { SecureContext } from 'node:tls'
import { ActionProcesses } from './actions/processes.ts'
import { certificateFor, keyMaterial } from './certificate.ts'
import { watched, type Assumed } from './assumptions.ts'
import { Clock } from './clock.ts'
import { readyDomain } from './seen-from-domain.ts'
import { signManagementToken } from './http/management-token.ts'
import { endpoints } from './endpoints.ts'
import { application, scopesOf } from './http/application.ts'
import { listen } from './http/listen.ts'
import { Faults } from './local/faults.ts'
import { DATABASE_CONNECTION, seededState, type Seed } from './seed.ts'
import { signingCertificate } from './signing-certificate.ts'
import { identifier } from './identifier.ts'
import type { Plan, Tenant } from './tenant.ts'

export interface TenantOptions {
  /** 0 picks a free port. */
  port: number
  emailProvider: 'smtp' | 'builtin'
  plan: Plan
  assumed: Assumed
  /** How many seconds user searches and lists of members are behind. */
  searchDelaySeconds: number
  /** Notes answers that contradict Auth0's OpenAPI document, at GET /_local/problems. */
  checksAnswers: boolean
}

/** What a client of a started tenant needs; the JSON line of `npm run tenant -- --json`. */
export interface TenantDescription {
  domain: string
  issuer: string
  ca_file: string
  management_token: string
  inbox_url: string
  clients: {
    deploy: { client_id: string; client_secret: string }
    app: { client_id: string; client_secret: string; callback: string }
  }
  connection: string
}

type Answer = (request: Request, bindings: object) => Response | Promise<Response>

/** The same in every local tenant: what is deployed into one may name its app, and another tenant can take it over. */
const APP_CLIENT_ID = 'AnalyticalEngineLocalTenantApp01'

/** Starts a tenant on the loopback interface. It imports nothing of the product and keeps everything in memory. */
export async function startLocalTenant(
  options: TenantOptions,
): Promise<{ description: TenantDescription; close(): Promise<void> }> {
  const keys = await keyMaterial()
  const clock = new Clock()
  const managementScopes = [...new Set(endpoints.flatMap(scopesOf))].sort()
  const seed: Omit<Seed, 'origin'> = {
    deployClient: { client_id: identifier('', 32), client_secret: identifier('', 64) },
    appClient: { client_id: APP_CLIENT_ID, client_secret: identifier('', 64) },
    managementScopes,
    emailProvider: options.emailProvider,
    clock,
    searchDelaySeconds: options.searchDelaySeconds,
  }
  let answer: Answer = () => new Response(null, { status: 503 })
  const certificates = new Map<string, Promise<SecureContext>>()
  const contextFor = async (name: string): Promise<SecureContext | undefined> => {
    if (readyDomain(tenant, name) === undefined) return undefined
    const made = certificates.get(name) ?? certificateFor(name, keys)
    certificates.set(name, made)
    return made
  }
  const answerNow: Answer = (request, bindings) => answer(request, bindings)
  const { server, port } = await listen(answerNow, keys, options.port, contextFor)
  const domain = `localhost:${port}`
  const origin = `https://${domain}`
  const consulted = new Set<string>()
  const tenant: Tenant = {
    domain,
    origin,
    issuer: `${origin}/`,
    customDomain: undefined,
    clock,
    signingKey: createPrivateKey(keys.signingKey),
    signingCertificate: signingCertificate(keys.signingCertificate),
    actions: new ActionProcesses(),
    faults: new Faults(),
    plan: options.plan,
    assumed: watched(options.assumed, consulted),
    consulted,
    checksAnswers: options.checksAnswers,
    problems: [],
    managementScopes,
    state: seededState({ ...seed, origin }),
    reset() {
      tenant.clock.reset()
      tenant.faults.replace([])
      tenant.state = seededState({ ...seed, origin })
    },
  }
  const app = application(tenant, endpoints)
  answer = (request, bindings) => app.fetch(request, bindings)
  return {
    description: {
      domain,
      issuer: tenant.issuer,
      ca_file: keys.caFile,
      management_token: await signManagementToken(tenant, {
        clientId: seed.deployClient.client_id,
        scope: managementScopes,
      }),
      inbox_url: `${origin}/_local/`,
      clients: { deploy: seed.deployClient, app: { ...seed.appClient, callback: `${origin}/_local/callback` } },
      connection: DATABASE_CONNECTION,
    },
    close: () =>
      new Promise((resolve) => {
        tenant.actions.stop()
        server.close(() => resolve())
        if ('closeAllConnections' in server) server.closeAllConnections()
      }),
  }
}
