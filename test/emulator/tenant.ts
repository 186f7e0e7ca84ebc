import type { KeyObject } from 'node:crypto'
import type { ActionProcesses } from './actions/processes.ts'
import type { Assumed } from './assumptions.ts'
import type { Clock } from './clock.ts'
import type { Faults } from './local/faults.ts'
import type { CustomDomain } from './management/custom-domain.ts'
import type { SigningCertificate } from './signing-certificate.ts'
import type { State } from './state.ts'

/** Auth0's plans; `none` has no limits, and nothing is gated. */
export const plans = ['none', 'free', 'essentials', 'professional', 'enterprise'] as const
export type Plan = (typeof plans)[number]

/** The running tenant, as every step sees it: from where its call was made, which may be a custom domain (seen-from-domain.ts). */
export interface Tenant {
  /** Host and port of its own, the canonical domain. */
  readonly domain: string
  /** `https://` and the domain that a call is made at, without a slash at the end. */
  readonly origin: string
  /** The origin with a slash at the end: the `iss` of every token that is got there. */
  readonly issuer: string
  /** The custom domain that a call is made at or names in the header auth0-custom-domain. */
  readonly customDomain: CustomDomain | undefined
  readonly clock: Clock
  readonly signingKey: KeyObject
  readonly signingCertificate: SigningCertificate
  readonly actions: ActionProcesses
  readonly faults: Faults
  /** The plan whose limits and gates hold. */
  readonly plan: Plan
  /** How Auth0's undocumented behaviour is. */
  readonly assumed: Assumed
  /** The switches whose value mattered so far; a reset does not clear them. */
  readonly consulted: Set<string>
  /** Every answer is held against Auth0's OpenAPI document. */
  readonly checksAnswers: boolean
  /** What went wrong in the tenant itself, and answers that contradict the document; a reset does not clear them. */
  readonly problems: string[]
  /** Every scope that the implemented endpoints know. */
  readonly managementScopes: string[]
  /** Replaced whole by a reset. */
  state: State
  reset(): void
}

/** The origin of the canonical domain, wherever a call is made. */
export function canonicalOrigin({ domain }: Pick<Tenant, 'domain'>): string {
  return `https://${domain}`
}

/** The identifiers of Auth0's own APIs stay those of the canonical domain (docs: configure-features-to-use-custom-domains). */
export function managementAudience(tenant: Tenant): string {
  return `${canonicalOrigin(tenant)}/api/v2/`
}
