import { bytesOf, MOST_PROFILE_BYTES } from '../../../actions/invitation/profile.ts'
import { RECORD_SLACK_MS } from '../../auth0/fetch/tenant-clock.ts'
import { own } from '../../../actions/invitation/read.ts'
import { tellDuration } from '../../ground/duration.ts'
import { at, listAt, textAt } from '../../ground/unknown.ts'
import { isMissing, seen, type Check } from './observed.ts'
import { worded } from '../../ground/next-step.ts'

/** The scopes that the doctor itself needs. */
const LOOKING = [
  ...['read:actions', 'read:attack_protection', 'read:clients', 'read:connections', 'read:email_provider'],
  ...['read:custom_domains', 'read:email_templates', 'read:logs', 'read:prompts', 'read:rules'],
  ...['read:tenant_settings', 'read:users'],
]
/** Scopes that end sessions and refresh tokens at once, on the Enterprise plan only. */
const ENTERPRISE = ['delete:sessions', 'delete:refresh_tokens']

/** In a larger profile, there may be no room for an acceptance. */
const NEARLY_FULL_BYTES = MOST_PROFILE_BYTES * 0.8

/** A clock that is further off is reported. */
const CLOCK_OFF_MS = 30_000

/** Settings of the whole tenant, and what others keep in it. */
export const tenantChecks: Check[] = [
  (observed) => {
    if (at(seen(observed, 'tenant'), 'flags', 'change_pwd_flow_v1') !== true) return undefined
    return {
      code: 'old_password_flow',
      severity: 'error',
      what: 'The tenant has the old flow for changing passwords (change_pwd_flow_v1).',
      why: 'The person who asks for the mail chooses the password, and the invitee only confirms it.',
      fix: 'PATCH /api/v2/tenants/settings {"flags":{"change_pwd_flow_v1":false}} (Dashboard: Settings > Advanced > Migrations).',
    }
  },
  (observed) => {
    const enabled = listAt(seen(observed, 'tenant'), 'enabled_locales')
    const missing = observed.pageLanguages.filter((language) => !enabled.includes(language))
    if (seen(observed, 'tenant') === undefined || missing.length === 0) return undefined
    return {
      code: 'languages_not_enabled',
      severity: 'warning',
      what: `The tenant does not have ${missing.join(', ')} among its languages.`,
      why: 'Its pages are shown in those languages only, so our texts in the others are never seen.',
      fix: 'Dashboard: Settings > General > Languages, or fewer in INVITATIONS_LANGUAGES.',
    }
  },
  (observed) => {
    if (at(seen(observed, 'bot_detection'), 'challenge_password_reset_policy') !== 'always') return undefined
    return {
      code: 'captcha_always',
      severity: 'error',
      what: 'Bot detection asks for a captcha at every password reset.',
      why: 'A program cannot solve one, so no invitation can be mailed.',
      fix: 'Dashboard: Security > Attack Protection > Bot Detection > Password Reset: when risky.',
    }
  },
  (observed) => {
    const isCustomised = at(seen(observed, 'tenant'), 'change_password', 'enabled') === true
    const isClassic = at(seen(observed, 'prompts'), 'universal_login_experience') === 'classic'
    if (!isCustomised && !isClassic) return undefined
    return {
      code: 'classic_reset_page',
      severity: 'error',
      what: isCustomised ? 'The reset page is one of your own (classic login).' : 'The tenant uses the classic login.',
      why: 'The Action guard-invitation-link does not run there. The link of an expired or revoked invitation still sets a password, but the sign-in is refused.',
      fix: isCustomised
        ? 'Dashboard: Branding > Universal Login > Advanced Options > Password Reset: switch the custom page off.'
        : 'Dashboard: Branding > Universal Login > Advanced Options > Experience: Universal Login.',
    }
  },
  (observed) => {
    const writing = listAt(seen(observed, 'rules')).filter(
      (rule) => at(rule, 'enabled') === true && /app_metadata\s*(\.|\[['"])invitation\b/.test(textAt(rule, 'script')),
    )
    if (writing.length === 0) return undefined
    return {
      code: 'rule_writes_invitation',
      severity: 'error',
      what: `The ${writing.length === 1 ? 'Rule' : 'Rules'} ${writing.map((rule) => textAt(rule, 'name')).join(', ')} use app_metadata.invitation.`,
      why: 'What a Rule writes there replaces the invitation, so nobody can accept it.',
      fix: 'Use another key in the Rule, or move it to an Action. Dashboard: Auth Pipeline > Rules.',
    }
  },
  (observed) => {
    const oldest = textAt(seen(observed, 'oldest_event'), 0, 'date')
    const before = usersIn(observed).filter(
      ({ invitation }) =>
        own(invitation, 'state') === 'open' &&
        Date.parse(String(own(invitation, 'last_sent_at'))) < Date.parse(oldest) - RECORD_SLACK_MS,
    )
    if (before.length === 0) return undefined
    return {
      code: 'log_too_short',
      severity: 'warning',
      what: `The log goes back to ${oldest}; ${before.length} of the invitations checked were mailed before that.`,
      why: 'Nobody can tell what became of their mails. `show` and `report` know less, and `list --status failed` misses them.',
      fix: 'Check for failed mails while your plan keeps the log (1 to 30 days), or stream the log elsewhere.',
    }
  },
  (observed) => {
    const users = usersIn(observed)
    const large = users.filter(({ bytes }) => bytes > NEARLY_FULL_BYTES)
    if (large.length === 0) return undefined
    return {
      code: 'profiles_nearly_full',
      severity: 'warning',
      what: `${large.length} of ${users.length} profiles checked are larger than ${NEARLY_FULL_BYTES / 1000} kB: ${some(large)}.`,
      why: `Auth0 allows ${MOST_PROFILE_BYTES / 1000} kB for a whole profile. An acceptance may not fit, and is then not stored.`,
      fix: 'Move what other programs keep in app_metadata or user_metadata to your own database.',
    }
  },
  ({ machineAheadMs }) => {
    if (Math.abs(machineAheadMs) < CLOCK_OFF_MS) return undefined
    const off = `${tellDuration(Math.abs(machineAheadMs) / 1000)} ${machineAheadMs > 0 ? 'ahead of' : 'behind'}`
    return {
      code: 'clock_wrong',
      severity: 'warning',
      what: `This machine's clock is ${off} Auth0's time.`,
      why: 'Invitations use Auth0’s time anyway. Audit lines, the journal of an import and the time of a report use this machine’s clock.',
      fix: 'Let the machine set its clock from the network (NTP).',
    }
  },
  (observed) => {
    if (observed.scopes === undefined) return undefined
    const held = new Set(observed.scopes)
    const missing = (wanted: readonly string[]) => wanted.filter((scope) => !held.has(scope))
    const lacks = Object.values(observed.apps).map(missing)
    const fewer = lacks.sort((a, b) => a.length - b.length)[0] ?? []
    if (fewer.length === 0) return undefined
    return {
      code: 'scopes_missing',
      severity: 'warning',
      what: `The credentials lack ${fewer.join(', ')}.`,
      why: 'Some commands will not work. Each says which scope it lacks.',
      fix: worded([
        { do: 'deploy credentials' },
        ', or Dashboard: Applications > APIs > Auth0 Management API > Machine to Machine Applications.',
      ]),
    }
  },
  (observed) => {
    const known = new Set([...Object.values(observed.apps).flat(), ...LOOKING, ...ENTERPRISE])
    const excess = (observed.scopes ?? []).filter((scope) => !known.has(scope))
    if (excess.length === 0) return undefined
    const shown = `${excess.slice(0, 5).join(', ')}${excess.length > 5 ? `, and ${excess.length - 5} more` : ''}`
    return {
      code: 'scopes_in_excess',
      severity: 'note',
      what: `The credentials allow more than any command needs: ${shown}.`,
      why: 'Anyone who gets hold of them can do that too.',
      fix: 'Dashboard: Applications > APIs > Auth0 Management API > Machine to Machine Applications.',
    }
  },
]

interface LookedAt {
  email: string
  invitation: unknown
  bytes: number
}

/** How many are named; `list` shows them all. */
const NAMED = 5

function some(users: readonly LookedAt[]): string {
  const named = users.slice(0, NAMED).map(({ email }) => email)
  const rest = users.length - named.length
  return rest === 0 ? named.join(', ') : `${named.join(', ')} and ${rest} more`
}

function usersIn(observed: Parameters<Check>[0]): LookedAt[] {
  if (isMissing(observed, 'invited')) return []
  return listAt(seen(observed, 'invited')).map((user) => {
    const bytes = bytesOf(user)
    const isAccepted = own(at(user, 'app_metadata'), 'invitation_acceptance') !== undefined
    return {
      email: textAt(user, 'email'),
      invitation: isAccepted ? undefined : at(user, 'app_metadata', 'invitation'),
      bytes,
    }
  })
}
