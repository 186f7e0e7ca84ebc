import type { Suspension } from '../actions/action-runs.ts'
import { html, redirect, Refusal } from '../http/answers.ts'
import { bodyText, slot, type Call, type Endpoint } from '../http/endpoint.ts'
import { errorPage } from '../universal-login/page.ts'
import { finishSignIn } from './authorize.ts'
import { passPostChallenge } from './password-triggers.ts'

const theSuspension = slot<Suspension>('the suspended trigger')

/** Where a user returns after an Action sent them away. The page that sends them back may add its own fields. */
export const continueLogin: Endpoint[] = ['GET', 'POST'].map((method) => ({
  // docs: customize/actions/redirect-with-actions
  route: `${method} /continue`,
  query: 'any',
  body: 'any',
  steps: [findSuspension, goOn],
}))

function findSuspension(call: Call): void {
  const { suspended } = call.tenant.state.actionRuns
  const state = call.query['state'] ?? bodyText(call, 'state')
  const found = suspended.get(state)
  if (found === undefined) throw invalidState()
  suspended.delete(state)
  theSuspension.put(call, found)
}

async function goOn(call: Call): Promise<Response> {
  const suspension = theSuspension.of(call)
  const { goesOn } = suspension
  const { sessions, users } = call.tenant.state
  if ('signIn' in goesOn) {
    const session = sessions.get(goesOn.sessionId)
    if (session === undefined) throw invalidState()
    return finishSignIn(call, goesOn.signIn, session, {}, suspension)
  }
  const user = users.get(goesOn.reset.ticket.user_id)
  if (user === undefined) throw invalidState()
  const outcome = await passPostChallenge(call, user, goesOn.reset, suspension)
  if (outcome.denied !== undefined) throw new Refusal(html(400, errorPage('access_denied', outcome.denied)))
  return redirect(outcome.goTo)
}

function invalidState(): Refusal {
  return new Refusal(html(400, errorPage('invalid_request', 'The state is unknown or was used before.')))
}
