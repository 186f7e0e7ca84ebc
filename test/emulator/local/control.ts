import { empty, json, managementError } from '../http/answers.ts'
import { bodyText, type Call, type Endpoint } from '../http/endpoint.ts'
import { arrived } from '../mail/arrived.ts'
import { emptyBuckets } from '../plans/buckets.ts'
import { readConfiguration, takeConfiguration } from './configuration.ts'

/** What only a local tenant has: its controls, under /_local/, without a token. The server only listens on loopback. */
export const control: Endpoint[] = [
  { route: 'POST /_local/reset', body: 'any', steps: [waitForActions, reset] },
  { route: 'GET /_local/configuration', steps: [readConfiguration] },
  { route: 'PUT /_local/configuration', body: ['configuration'], steps: [takeConfiguration] },
  { route: 'GET /_local/outbox', query: ['to'], steps: [waitForActions, listMails] },
  { route: 'DELETE /_local/outbox', steps: [emptyOutbox] },
  { route: 'GET /_local/requests', steps: [waitForActions, listRequests] },
  { route: 'GET /_local/executions', steps: [waitForActions, listExecutions] },
  { route: 'DELETE /_local/requests', steps: [emptyRequests] },
  { route: 'GET /_local/problems', steps: [({ tenant }) => json(200, tenant.problems)] },
  { route: 'DELETE /_local/switches', steps: [waitForActions, takeSwitches] },
  { route: 'POST /_local/clock', body: ['now', 'advance_seconds'], steps: [waitForActions, moveClock] },
  { route: 'GET /_local/awaited', query: ['what'], steps: [untilAwaited] },
  { route: 'POST /_local/jobs', body: ['paused'], steps: [pauseJobs] },
  { route: 'POST /_local/limits', body: ['speed', 'empty'], steps: [changeLimits] },
  { route: 'POST /_local/custom-domains', body: ['in_mails'], steps: [useCustomDomainInMails] },
  { route: 'POST /_local/mail-server', body: ['losing', 'late_seconds'], steps: [changeMailServer] },
  { route: 'POST /_local/faults', body: ['faults'], steps: [replaceFaults] },
  { route: 'POST /_local/release', body: ['hold'], steps: [release] },
  { route: 'GET /_local/held', query: ['hold'], steps: [untilHeld] },
]

function reset({ tenant }: Call): Response {
  tenant.reset()
  return empty(204)
}

/** Waits for triggers that run in the background, so that their effects are there when somebody looks or moves the clock. */
export async function waitForActions({ tenant }: Call): Promise<void> {
  await tenant.actions.settled()
}

/** Every run of a trigger, oldest first, with what its Actions logged. */
function listExecutions({ tenant }: Call): Response {
  return json(200, [...tenant.state.actionRuns.executions.values()])
}

function listMails({ tenant, query }: Call): Response {
  const to = query['to']?.toLowerCase()
  return json(
    200,
    arrived(tenant).flatMap(({ arrives_at: _, ...mail }) => (to === undefined || mail.to === to ? mail : [])),
  )
}

function emptyOutbox({ tenant }: Call): Response {
  tenant.state.outbox = []
  return empty(204)
}

function listRequests({ tenant }: Call): Response {
  return json(200, tenant.state.requests)
}

function emptyRequests({ tenant }: Call): Response {
  tenant.state.requests = []
  return empty(204)
}

/** The switches whose value mattered since the last such call. The values of the others made no difference. */
function takeSwitches({ tenant }: Call): Response {
  const names = [...tenant.consulted].sort()
  tenant.consulted.clear()
  return json(200, names)
}

function moveClock({ tenant, body }: Call): Response {
  const { now, advance_seconds } = body
  if (now === null) tenant.clock.reset()
  else if (typeof now === 'string' && !Number.isNaN(Date.parse(now))) tenant.clock.set(new Date(now))
  else if (typeof advance_seconds === 'number' && Number.isFinite(advance_seconds))
    tenant.clock.advance(advance_seconds)
  else throw managementError(400, 'Give {"now":"2026-01-01T00:00:00Z"}, {"advance_seconds":60} or {"now":null}.')
  return json(200, { now: tenant.clock.now().toISOString() })
}

/** Answers as soon as something waits for the clock, like `the time limit of Actions` or `a write to a user`. */
async function untilAwaited({ tenant, query }: Call): Promise<Response> {
  await tenant.clock.untilAwaited(query['what'] ?? '')
  return empty(204)
}

/** Jobs stop until `{"paused":false}`, so that tests can control several at a time, and time-outs. */
function pauseJobs({ tenant, body }: Call): Response {
  tenant.state.areJobsPaused = body['paused'] === true
  return empty(204)
}

/** `{"speed":20}`: limits refill this many times as fast. `{"empty":true}`: others have just used up the shared limits. */
function changeLimits({ tenant, body: { speed, empty: isEmpty } }: Call): Response {
  if (typeof speed === 'number' && speed > 0) tenant.state.limits.speed = speed
  if (isEmpty === true) emptyBuckets(tenant)
  return empty(204)
}

/** `{"in_mails":true}`: like “Use Custom Domain in Emails” in the dashboard, which no API sets. */
function useCustomDomainInMails({ tenant, body }: Call): Response {
  tenant.state.customDomains.inMails = body['in_mails'] === true
  return empty(204)
}

/** `{"losing":true}`: mails that Auth0 believes sent are lost. `{"late_seconds":90}`: they arrive later. `{}`: normal. */
function changeMailServer({ tenant, body: { losing, late_seconds } }: Call): Response {
  tenant.state.mailServer = { isLosing: losing === true, lateSec: typeof late_seconds === 'number' ? late_seconds : 0 }
  return empty(204)
}

function replaceFaults({ tenant, body }: Call): Response {
  const problem = tenant.faults.replace(body['faults'])
  if (problem) throw managementError(400, problem)
  return empty(204)
}

/** Answers as soon as a call is held under this name. */
async function untilHeld({ tenant, query }: Call): Promise<Response> {
  await tenant.faults.untilHeld(query['hold'] ?? '')
  return empty(204)
}

function release(call: Call): Response {
  call.tenant.faults.release(bodyText(call, 'hold'))
  return empty(204)
}
