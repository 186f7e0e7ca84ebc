import {
  ENDING_RUNTIMES,
  MOST_ACTIONS,
  MOST_BOUND,
  MOST_BOUND_POST_CHALLENGE,
  MOST_VERSIONS,
} from '../../auth0/limits.ts'
import { at, listAt, textAt } from '../../ground/unknown.ts'
import { seen, type Check, type Observed } from './observed.ts'
import { deployAgain } from './finding.ts'

const wantedNames = ({ wanted }: Observed) => Object.values(wanted).flat()
const actionOf = (observed: Observed, name: string) =>
  listAt(seen(observed, 'actions'), 'actions').find((action) => at(action, 'name') === name)
const boundTo = (observed: Observed, trigger: string) =>
  listAt(seen(observed, `bindings_${trigger}`), 'bindings').map((binding) => textAt(binding, 'action', 'name'))

/** Our Actions, and those of others at the same triggers. */
export const actionChecks: Check[] = [
  (observed) => {
    if (seen(observed, 'actions') === undefined) return undefined
    const unbound = Object.entries(observed.wanted).flatMap(([trigger, names]) =>
      names.filter((name) => !boundTo(observed, trigger).includes(name)).map((name) => `${name} (${trigger})`),
    )
    if (unbound.length === 0) return undefined
    return {
      code: 'action_not_bound',
      severity: 'error',
      what: `${unbound.length === 1 ? 'An Action is' : 'Actions are'} not bound: ${unbound.join(', ')}.`,
      why: 'Invitations are not accepted, or not refused. A revoked invitation still works, unless the account is blocked.',
      fix: deployAgain(),
    }
  },
  (observed) =>
    wantedNames(observed).flatMap((name) => {
      const action = actionOf(observed, name)
      if (action === undefined || at(action, 'all_changes_deployed') !== false) return []
      return {
        code: 'draft_not_deployed',
        severity: 'warning' as const,
        what: `The Action ${name} has a draft that is not deployed.`,
        why: 'The dashboard shows something other than what runs. The next deploy replaces the draft.',
        fix: `${deployAgain()}, or Dashboard: Actions > Library > ${name}.`,
      }
    }),
  (observed) => {
    const postLogin = boundTo(observed, 'post-login')
    const position = postLogin.indexOf('accept-invitation')
    const after = postLogin.slice(position + 1).filter((name) => !wantedNames(observed).includes(name))
    if (position < 0 || after.length === 0) return undefined
    return {
      code: 'accepts_too_early',
      severity: 'warning',
      what: `These Actions run after accept-invitation: ${after.join(', ')}.`,
      why: 'If one of them refuses a sign-in, the invitation is accepted anyway.',
      fix: 'Dashboard: Actions > Triggers > post-login: drag accept-invitation to the end.',
    }
  },
  (observed) => {
    const byTerraform = listAt(seen(observed, 'bindings_changed')).some((event) =>
      /terraform/i.test(`${textAt(event, 'user_agent')} ${textAt(event, 'details', 'request', 'userAgent')}`),
    )
    const ours = wantedNames(observed)
    const others = Object.keys(observed.wanted).filter((trigger) =>
      boundTo(observed, trigger).some((name) => !ours.includes(name)),
    )
    if (!byTerraform && others.length === 0) return undefined
    return {
      code: 'bindings_of_others',
      severity: 'note',
      what: byTerraform
        ? 'Terraform has changed which Actions are bound.'
        : `Other Actions are also bound to ${others.join(', ')}.`,
      why: 'Terraform’s auth0_trigger_actions owns the whole list of a trigger. Its next apply unbinds ours unless they are listed there.',
      fix: `If Terraform manages the bindings, list ${ours.join(', ')} there in the same order.`,
    }
  },
  (observed) => {
    const bound = boundTo(observed, 'password-reset-post-challenge')
    if (bound.length <= MOST_BOUND_POST_CHALLENGE) return undefined
    return {
      code: 'too_many_post_challenge',
      severity: 'error',
      what: `${bound.length} Actions are bound to password-reset-post-challenge.`,
      why: `Auth0 runs at most ${MOST_BOUND_POST_CHALLENGE} in a tenant.`,
      fix: 'Dashboard: Actions > Triggers > password-reset-post-challenge: remove what is not needed.',
    }
  },
  (observed) => {
    const full = Object.keys(observed.wanted).filter((trigger) => boundTo(observed, trigger).length >= MOST_BOUND)
    const count = Number(at(seen(observed, 'actions'), 'total') ?? 0)
    if (full.length === 0 && count < MOST_ACTIONS * 0.95) return undefined
    return {
      code: 'actions_nearly_full',
      severity: 'warning',
      what: [
        ...full.map((trigger) => `${MOST_BOUND} Actions are bound to ${trigger}.`),
        ...(count >= MOST_ACTIONS * 0.95 ? [`The tenant has ${count} of ${MOST_ACTIONS} Actions.`] : []),
      ].join(' '),
      why: 'Auth0 accepts no more, so it refuses a deploy that adds one.',
      fix: 'Dashboard: Actions. Bound Actions also count against the quota of your plan, over all tenants of the account.',
    }
  },
  (observed) =>
    wantedNames(observed).flatMap((name) => {
      const versions = Number(at(seen(observed, `versions_${name}`), 'total') ?? 0)
      if (versions < MOST_VERSIONS * 0.9) return []
      return {
        code: 'versions_nearly_full',
        severity: 'note' as const,
        what: `The Action ${name} has ${versions} of ${MOST_VERSIONS} versions.`,
        why: 'Each new version deletes the oldest, so you can no longer go back to that one.',
        fix: 'Deploy with this program only. It creates no version when nothing has changed.',
      }
    }),
  (observed) =>
    wantedNames(observed).flatMap((name) => {
      const runtime = textAt(actionOf(observed, name), 'runtime')
      if (!ENDING_RUNTIMES.includes(runtime)) return []
      return {
        code: 'runtime_ending',
        severity: 'warning' as const,
        what: `The Action ${name} runs on ${runtime}.`,
        why: 'Auth0 is retiring that runtime.',
        fix: deployAgain(),
      }
    }),
  (observed) =>
    Object.entries(observed.secrets).flatMap(([name, wanted]) => {
      const action = actionOf(observed, name)
      const there = listAt(action, 'secrets').map((secret) => at(secret, 'name'))
      const missing = action === undefined ? [] : wanted.filter((secret) => !there.includes(secret))
      if (missing.length === 0) return []
      return {
        code: 'secrets_missing',
        severity: 'error' as const,
        what: `The Action ${name} lacks ${missing.join(', ')}, which is set here.`,
        why: 'The default is used instead of your setting.',
        fix: deployAgain(),
      }
    }),
]
