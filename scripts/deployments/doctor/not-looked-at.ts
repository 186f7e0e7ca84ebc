import { at, isText } from '../../ground/unknown.ts'
import { seen, type Observed } from './observed.ts'
import type { Finding } from './finding.ts'

/** What a sentence calls each look. All others go by their own name. */
const called: Readonly<Record<string, string>> = {
  provider: 'the email provider',
  reset_email: 'the email template reset_email',
  welcome_email: 'the welcome email',
  connections: 'the connection',
  connection_clients: 'all apps of the connection',
  app: 'the app that invitees sign in to',
  linking_app: 'the app that links accounts of other providers',
  tenant: 'the settings of the tenant',
  prompts: 'the settings of the login page',
  bot_detection: 'bot detection',
  rules: 'the Rules',
  actions: 'the Actions',
  oldest_event: 'the log',
  bindings_changed: 'who changed the bindings of Actions',
  custom_domains: 'the custom domains',
  invited: 'the profiles of invitees',
}

/** Everything that the doctor could not check, and so has no findings about. Pure. */
export function notLookedAt(observed: Observed): Finding[] {
  const unseen = Object.entries(observed.look).flatMap(([name, one]) =>
    'unseen' in one ? [{ what: called[name] ?? name.replaceAll('_', ' '), why: one.unseen }] : [],
  )
  // If a list could not be read, nothing is known about what depends on it.
  const behind =
    'unseen' in (observed.look['connections'] ?? {})
      ? [{ what: 'whether the app may use the connection', why: 'The connection was not seen.' }]
      : []
  const isPart = isText(at(seen(observed, 'connection_clients'), 'next'))
  const rest = isPart
    ? [
        {
          what: 'whether the app may use the connection',
          why: 'More than 100 apps use it, and the others were not read.',
        },
      ]
    : []
  const scopes =
    observed.scopes === undefined ? [{ what: 'the scopes of the credentials', why: 'The token does not say.' }] : []
  return [...unseen, ...behind, ...rest, ...scopes].map(({ what, why }) => ({
    code: 'not_looked_at',
    severity: 'note',
    what: `Not checked: ${what} (${asClause(why)}).`,
    why: 'Problems there would not be listed here.',
    fix: 'Grant what is missing to the app that runs doctor. Not every plan has every feature.',
  }))
}

function asClause(sentence: string): string {
  return `${sentence.charAt(0).toLowerCase()}${sentence.slice(1)}`.replace(/\.$/, '')
}
