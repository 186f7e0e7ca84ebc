import type { KeyObject } from 'node:crypto'
import type { ActionRunner } from './actions/run-actions.ts'
import type { Assumed } from './assumptions.ts'
import type { Clock } from './clock.ts'
import type { Faults } from './local/faults.ts'
import type { State } from './state.ts'

/** Auth0's plans; `none` has no limits, and nothing is gated. */
export const plans = ['none', 'free', 'essentials', 'professional', 'enterprise'] as const
export type Plan = (typeof plans)[number]

/** The running tenant, as every step sees it. */
export interface Tenant {
  /** Host and port. */
  readonly domain: string
  /** `https://` and the domain, without a slash at the end. */
  readonly origin: string
  /** The origin with a slash at the end: the `iss` of every token. */
  readonly issuer: string
  readonly clock: Clock
  readonly signingKey: KeyObject
  readonly actions: ActionRunner
  readonly faults: Faults
  /** The plan whose limits and gates hold. */
  readonly plan: Plan
  /** How Auth0's undocumented behaviour is. */
  readonly assumed: Assumed
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

export function managementAudience(tenant: Tenant): string {
  return `${tenant.issuer}api/v2/`
}
