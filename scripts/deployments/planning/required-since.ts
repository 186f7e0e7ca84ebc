import { tellDuration } from '../../ground/duration.ts'
import { InvitationsError } from '../../ground/errors.ts'
import type { Deployed } from '../deployed/deployed.ts'
import type { Desired } from '../declared/desired.ts'
import { isOurs } from '../deployed/ours.ts'
import type { SavedState } from '../saved/saved-state.ts'

/** The Action that lets existing users in, and where it is bound. */
const ACTION = 'require-invitation-at-sign-in'
const TRIGGER = 'post-login'
const SETTING = 'INVITATIONS_REQUIRED_SINCE'

/** Its source has this line, in the form that esbuild writes. The deploy fills in what is between the quotes. */
const LINE = /^((?:var|const) REQUIRED_SINCE = )"([^"]*)";$/m

/** Since when invitations are required. */
export interface RequiredSince {
  /** The instant that counts, in ISO 8601. */
  since: string
  /** What the setting says, if an earlier deploy overrules it. */
  overruled?: string
}

/**
 * Since when invitations are required: the earlier of the setting and of the first deploy that required them. Otherwise
 * people who came later would come to count as existing users. The instant of that deploy is in the code of its Action, so
 * it needs no other place, and every machine reads the same. Once a deploy no longer requires invitations, it is forgotten.
 * @returns undefined if invitations are not required
 * @throws InvitationsError `settings_incomplete` if the setting is in the future by Auth0's time
 */
export function requiredSince(desired: Desired, deployed: Deployed, saved: SavedState, auth0Now: Date) {
  const setting = settingIn(desired)
  if (setting === undefined) return undefined
  const problem = problemOfTime(setting, auth0Now)
  if (problem !== undefined) {
    throw new InvitationsError('settings_incomplete', `One setting is wrong:\n  - ${SETTING}: ${problem}.`, {
      hint: 'Set it to the time at which you switch INVITATIONS_REQUIRE on. Nothing was changed.',
    })
  }
  return earlierOf(setting, leftByDeploy(deployed, saved))
}

/** The earlier one. @param left what an earlier deploy left */
export function earlierOf(setting: string, left: string | undefined): RequiredSince {
  if (left === undefined || Date.parse(setting) <= Date.parse(left)) return { since: setting }
  return { since: left, overruled: setting }
}

/**
 * Why the instant must be a mistake: everybody who signs up before it would count as an existing user, for good.
 * @param auth0Now to the second
 * @returns a clause that follows the setting's name, or undefined
 */
export function problemOfTime(setting: string, auth0Now: Date): string | undefined {
  const ahead_sec = Math.round((Date.parse(setting) - auth0Now.getTime()) / 1000)
  if (!(ahead_sec > 0)) return undefined
  return `${setting} is ${tellDuration(ahead_sec)} ahead of Auth0's time, ${instant(auth0Now)}. Everyone who signs up until then would get in without an invitation. For local time, write its offset instead of Z, like +02:00`
}

/** How the plan words it. */
export function sayRequiredSince({ since, overruled }: RequiredSince, auth0Now: Date): string {
  const ago_sec = Math.max(0, Math.round((auth0Now.getTime() - Date.parse(since)) / 1000))
  const said = `Accounts made before ${since} (${tellDuration(ago_sec)} ago by Auth0's time) stay in; newer ones need an invitation.`
  if (overruled === undefined) return said
  return `${said} ${SETTING} says ${overruled}, but invitations were required before that, so the earlier instant counts.`
}

/** Puts the instant into the Action's secret, and into its code, where overwriting the secrets does not change it. */
export function withRequiredSince(desired: Desired, { since }: RequiredSince): Desired {
  return {
    ...desired,
    actions: desired.actions.map((action) => {
      if (action.name !== ACTION) return action
      if (!LINE.test(action.code)) throw new Error(`${ACTION} has no line for since when invitations are required.`)
      const secrets = action.secrets.map((secret) => (secret.name === SETTING ? { ...secret, value: since } : secret))
      return { ...action, secrets, code: action.code.replace(LINE, `$1"${since}";`) }
    }),
  }
}

/** The instant in the code of the Action; undefined if there is none. */
export function sinceInCode(code: string): string | undefined {
  const [, , since = ''] = LINE.exec(code) ?? []
  return Number.isNaN(Date.parse(since)) ? undefined : since
}

function settingIn({ actions }: Desired): string | undefined {
  return actions.find(({ name }) => name === ACTION)?.secrets.find(({ name }) => name === SETTING)?.value
}

/** Since when the tenant has required invitations without a break, as far as that shows. */
function leftByDeploy({ actions, triggers }: Deployed, saved: SavedState): string | undefined {
  const action = actions[ACTION]
  if (action === undefined || !isOurs(action, ACTION)) return undefined
  const isBound = (triggers[TRIGGER] ?? []).some(({ action_id }) => action_id === action.id)
  // If another team unbinds the Action, invitations are still required. Only a deploy of ours ends that.
  const isMeant = saved.latest.bindings[`${TRIGGER}/${ACTION}`] === 'bound'
  if (!isBound && !isMeant) return undefined
  return sinceInCode((action.deployed ?? action.draft).code) ?? firstBound(saved)
}

/** When the deploy that bound it began, for Actions of versions that did not write the instant into the code. */
function firstBound({ entries }: SavedState): string | undefined {
  let first: string | undefined
  for (const { at, after } of entries) {
    const binding = after.bindings[`${TRIGGER}/${ACTION}`]
    if (binding === 'not bound') return first
    if (binding === 'bound') first = at
  }
  return first
}

function instant(date: Date): string {
  return date.toISOString().replace(/\.\d+/, '')
}
