import { earlierOf, problemOfTime, sinceInCode } from '../planning/required-since.ts'
import { decode, SAVED_STATE_ACTION, type SavedState } from '../saved/saved-state.ts'
import { isNoted, secretsWrittenByOthers } from '../saved/written-secrets.ts'
import { at, listAt, textAt } from '../../ground/unknown.ts'
import { seen, type Check, type Observed } from './observed.ts'
import { commandLine } from '../../ground/next-step.ts'
import { deployAgain } from './finding.ts'

const writeAgain = () => commandLine('deploy apply', [], [['secrets', true]])

/** Settings that leave a door open, and whether the tenant still has what was deployed, where they are Actions' secrets. */
export const settingChecks: Check[] = [
  ({ requiredSince, auth0Now }) => {
    const problem = requiredSince === undefined || !auth0Now ? undefined : problemOfTime(requiredSince, auth0Now)
    if (problem === undefined) return undefined
    return {
      code: 'required_since_in_future',
      severity: 'error',
      what: `INVITATIONS_REQUIRED_SINCE: ${problem}.`,
      why: 'Anyone who signs up before that time counts as an existing user, for good. A deploy refuses it.',
      fix: `Set it to the time at which you switch INVITATIONS_REQUIRE on. Then: ${deployAgain()}`,
    }
  },
  (observed) => {
    const { requiredSince } = observed
    const action = actionsIn(observed).find((one) => at(one, 'name') === 'require-invitation-at-sign-in')
    const left = sinceInCode(textAt(action, 'deployed_version', 'code'))
    if (requiredSince === undefined || !observed.requiresInvitation) return undefined
    const { since, overruled } = earlierOf(requiredSince, left)
    if (overruled === undefined) return undefined
    return {
      code: 'required_since_overruled',
      severity: 'warning',
      what: `INVITATIONS_REQUIRED_SINCE says ${overruled}, but invitations were required earlier, so ${since} counts.`,
      why: 'Accounts made in between need an invitation, whatever the setting says.',
      fix: `Set INVITATIONS_REQUIRED_SINCE=${since}, and invite anyone who signed up in between.`,
    }
  },
  ({ doubts }) =>
    doubts.map((what) => ({
      code: 'setting_doubtful',
      severity: 'warning' as const,
      what,
      why: 'It may not be what you meant.',
      fix: 'Check the settings: .env, the environment, or tenant/env (docs/settings.md).',
    })),
  (observed) => {
    const saved = savedIn(observed)
    return Object.keys(observed.secrets).flatMap((name) => {
      const running = runningOf(observed, name)
      const notes = saved?.secrets?.[name] ?? []
      const foreign = running === undefined ? [] : secretsWrittenByOthers(notes, running)
      if (running === undefined || foreign.length === 0) return []
      const why = 'Secrets cannot be read back. What runs may differ from your settings, and invite-only may be open.'
      if (!isNoted(notes, running)) {
        const what = `Not checked: whether somebody overwrote ${foreign.join(', ')} of the Action ${name}. No deploy noted when they were written.`
        return { code: 'secrets_not_noted', severity: 'warning' as const, what, why, fix: writeAgain() }
      }
      const what = `Somebody else wrote ${foreign.join(', ')} of the Action ${name} since the last deploy.`
      return { code: 'secrets_overwritten', severity: 'error' as const, what, why, fix: writeAgain() }
    })
  },
]

function actionsIn(observed: Observed): unknown[] {
  return listAt(seen(observed, 'actions'), 'actions')
}

/** What of an Action is running; undefined if it is not deployed. */
function runningOf(observed: Observed, name: string) {
  const version = at(
    actionsIn(observed).find((action) => at(action, 'name') === name),
    'deployed_version',
  )
  if (typeof version !== 'object' || version === null) return undefined
  const secrets = listAt(version, 'secrets').map((secret) => [textAt(secret, 'name'), textAt(secret, 'updated_at')])
  return {
    ...{ code: textAt(version, 'code'), runtime: textAt(version, 'runtime'), dependencies: [] },
    secrets: secrets.map(([secret = '']) => secret),
    secretsWrittenAt: Object.fromEntries(secrets) as Record<string, string>,
  }
}

function savedIn(observed: Observed): SavedState | undefined {
  const keeper = actionsIn(observed).find((action) => at(action, 'name') === SAVED_STATE_ACTION)
  try {
    return decode(keeper === undefined ? undefined : textAt(keeper, 'code'))
  } catch {
    return undefined // the next deploy reports what is wrong with it
  }
}
