import { randomUUID } from 'node:crypto'
import { identifier } from '../identifier.ts'
import type { Action } from './action.ts'
import type { Json } from '../json.ts'
import type { State } from '../state.ts'
import { domainOfEvent } from '../seen-from-domain.ts'
import type { Tenant } from '../tenant.ts'
import type { Suspension } from './action-runs.ts'
import type { ApiCall, Job, Outcome } from './job.ts'
import { triggers, type Trigger } from './triggers.ts'

export interface RunOptions {
  /** Whether there is a browser that can be sent away. */
  canRedirect?: boolean
  resumed?: Suspension | undefined
  /** The Actions before this one have run and changed the primary user; this one is next. */
  afterSwitch?: { next: number; calls: ApiCall[] }
}

/** How a trigger went. */
export interface Run {
  /** Calls on `api`, including those from before a redirect. */
  calls: ApiCall[]
  /** What an Action threw. */
  error?: string
  /** Where an Action sends the user, and under which `state` the rest runs later. */
  redirect?: { url: string; state: string; index: number }
  /** Whom an Action made the primary user. The Actions from `next` on have not run yet. */
  primaryUser?: { id: string; next: number }
  /** Absent if no Action is bound. */
  executionId?: string
}

type Testable = Pick<Action, 'name' | 'code' | 'secrets'>

/**
 * Runs the Actions bound to a trigger, with the code as it was deployed, in a process that runs nothing else meanwhile.
 * @param event without secrets; each Action gets its own
 */
export async function runTrigger(
  tenant: Tenant,
  triggerId: string,
  event: Json,
  options: RunOptions = {},
): Promise<Run> {
  const { state, clock } = tenant
  const { resumed, afterSwitch, canRedirect = false } = options
  const trigger = triggers[triggerId]
  const first = afterSwitch?.next ?? resumed?.index ?? 0
  const bound = boundTo(state, triggerId).slice(first)
  const earlier = afterSwitch?.calls ?? resumed?.calls ?? []
  if (trigger === undefined || bound.length === 0) return { calls: earlier }
  const startedAt = clock.now().toISOString()
  const redirectState = resumed?.state ?? identifier('hKFo', 40)
  const outcome = await tenant.actions.execute(clock, {
    ...jobOf(tenant, trigger, bound, withTransactionMetadata(withCustomDomain(event, tenant), earlier)),
    ...(resumed &&
      !afterSwitch &&
      trigger.continueHandler !== undefined && { continueHandler: trigger.continueHandler }),
    hasPrimaryUser: afterSwitch !== undefined,
    cache: state.actionRuns.cache.get(triggerId) ?? [],
    canRedirect,
    redirectState,
  })
  state.actionRuns.cache.set(triggerId, outcome.cache)
  const { error, redirect, primaryUser } = outcome
  return {
    calls: [...earlier, ...outcome.calls],
    ...(error && { error: error.message }),
    ...(redirect && {
      redirect: { url: redirect.url, state: redirectState, index: first + redirect.index },
    }),
    ...(primaryUser && { primaryUser: { id: primaryUser.id, next: first + primaryUser.next } }),
    executionId: remember(state, triggerId, startedAt, clock.now().toISOString(), outcome),
  }
}

/** Runs a draft by itself, bound or not, without effects. @returns undefined for a trigger that never runs here */
export async function runDraft(
  tenant: Tenant,
  triggerId: string,
  action: Testable,
  event: Json,
): Promise<Outcome | undefined> {
  const trigger = triggers[triggerId]
  if (trigger === undefined) return undefined
  return tenant.actions.execute(
    tenant.clock,
    jobOf(tenant, trigger, [deployed(action)], { user: {}, request: {}, transaction: {}, ...event }),
  )
}

/** For triggers that nobody waits for (docs: customize/actions/actions-overview). */
export function runTriggerLater(tenant: Tenant, triggerId: string, event: Json): void {
  tenant.actions.noteOutstanding(runTrigger(tenant, triggerId, event))
}

function boundTo({ bindings, actions }: State, triggerId: string): Job['actions'] {
  return (bindings.get(triggerId) ?? []).flatMap(({ action_id }) => {
    const action = actions.get(action_id)
    if (action?.deployedVersion === undefined) return []
    return [deployed({ ...action.deployedVersion, name: action.name })]
  })
}

function deployed({ name, code, secrets }: Testable): Job['actions'][number] {
  return { name, code, secrets: Object.fromEntries(secrets.map((secret) => [secret.name, secret.value])) }
}

function jobOf({ clock, issuer }: Tenant, trigger: Trigger, actions: Job['actions'], event: Json): Job {
  const { handler, documentedMethods, methods } = trigger
  return {
    ...{ actions, handler, documentedMethods, methods, event, issuer, clockOffsetMs: clock.offsetMs },
    ...{ cache: [], canRedirect: false, hasPrimaryUser: false, redirectState: '' },
  }
}

function withCustomDomain(event: Json, { customDomain }: Tenant): Json {
  return customDomain === undefined ? event : { ...event, custom_domain: domainOfEvent(customDomain) }
}

/** What Actions set before a redirect is still there afterwards (docs: customize/actions/transaction-metadata). */
function withTransactionMetadata(event: Json, calls: ApiCall[]): Json {
  const set = calls.filter(({ method }) => method === 'transaction.setMetadata')
  if (set.length === 0) return event
  const metadata = Object.fromEntries(set.map(({ args }) => [String(args[0]), args[1]]))
  return { ...event, transaction: { ...(event['transaction'] as Json), metadata } }
}

function remember(state: State, trigger_id: string, created_at: string, updated_at: string, outcome: Outcome): string {
  const id = randomUUID()
  const { error, logs, redirect } = outcome
  const results = outcome.results.map(({ action, startedAt, endedAt, error: message }) => ({
    action_name: action,
    ...(message !== undefined && { error: { id: 'invalid_request', msg: message } }),
    started_at: new Date(startedAt).toISOString(),
    ended_at: new Date(endedAt).toISOString(),
  }))
  const lost = { action_name: error?.action ?? '', error: { id: 'invalid_request', msg: error?.message ?? '' } }
  const isLost = error !== undefined && !outcome.results.some((one) => one.error !== undefined)
  state.actionRuns.executions.set(id, {
    id,
    trigger_id,
    status: redirect ? 'suspended' : 'final',
    results: isLost ? [...results, { ...lost, started_at: created_at, ended_at: updated_at }] : results,
    created_at,
    updated_at,
    logs,
  })
  return id
}
