import type { KeyObject } from 'node:crypto'
import type { ActionProcesses } from './actions/processes.ts'
import type { Assumed } from './assumptions.ts'
import type { Clock } from './clock.ts'
import type { Faults } from './local/faults.ts'
import type { CustomDomain } from './management/custom-domain.ts'
import type { SigningCertificate } from './signing-certificate.ts'
import type { State } from './state.ts'

/** Auth0's plans. `none` has no limits and includes every feature. */
export const plans = ['none', 'free', 'essentials', 'professional', 'enterprise'] as const
export type Plan = (typeof plans)[number]

/** The running tenant, as steps see it from the domain of their call, which may be a custom one (seen-from-domain.ts). */
export interface Tenant {
  /** The canonical domain, with its port. */
  readonly domain: string
  /** `https://` and the domain where a call was made, without a slash at the end. */
  readonly origin: string
  /** The origin with a slash at the end: the `iss` of every token issued there. */
  readonly issuer: string
  /** The custom domain where a call was made, or that it names in the header auth0-custom-domain. */
  readonly customDomain: CustomDomain | undefined
  readonly clock: Clock
  readonly signingKey: KeyObject
  readonly signingCertificate: SigningCertificate
  readonly actions: ActionProcesses
  readonly faults: Faults
  /** The plan whose limits and features apply. */
  readonly plan: Plan
  /** What is assumed about behaviour that Auth0 does not document. */
  readonly assumed: Assumed
  /** The switches whose value has mattered so far; a reset does not clear them. */
  readonly consulted: Set<string>
  /** Whether every answer is checked against Auth0's OpenAPI document. */
  readonly checksAnswers: boolean
  /** Failures of the tenant itself, and answers that contradict the document; a reset does not clear them. */
  readonly problems: string[]
  /** Every scope that the implemented endpoints use. */
  readonly managementScopes: string[]
  /** A reset replaces it as a whole. */
  state: State
  reset(): void
}

/** The origin of the canonical domain, wherever a call is made. */
export function canonicalOrigin({ domain }: Pick<Tenant, 'domain'>): string {
  return `https://${domain}`
}

/** The identifiers of Auth0's own APIs keep the canonical domain (docs: configure-features-to-use-custom-domains). */
export function managementAudience(tenant: Tenant): string {
  return `${canonicalOrigin(tenant)}/api/v2/`
}
