import { accountOf } from './invitation/accept.ts'
import { partsOf } from './invitation/parts-of.ts'
import { refusesEntry } from './invitation/require.ts'
import { exceptionsIn } from './invitation/settings.ts'
import { standingOf } from './invitation/standing.ts'
import { wordingFor } from './invitation/wording.ts'
import type { PostLoginAPI, PostLoginEvent } from './triggers.d.ts'

// Stryker disable next-line StringLiteral: the deploy finds this line as it stands
/** The deploy writes here since when invitations are required (scripts/deploy/required-since.ts). */
const REQUIRED_SINCE: string = ''

/** Strategies whose sign-ups run pre-user-registration (docs: customize/actions/explore-triggers/pre-user-registration). */
const registering = ['auth0', 'email', 'sms']

/**
 * Nobody signs in by a social or enterprise account without an invitation, unless the account was there before
 * invitations were required. Bound only where INVITATIONS_REQUIRE is on.
 */
export const onExecutePostLogin = async (event: PostLoginEvent, api: PostLoginAPI) => {
  const { created_at, app_metadata } = partsOf(event.user)
  const strategy = partsOf(event.connection)['strategy'] ?? 'auth0'
  const account = {
    ...accountOf(event.user),
    created_at: typeof created_at === 'string' ? created_at : '',
    registered: registering.some((one) => one === strategy),
  }
  const standing = standingOf(app_metadata, new Date())
  const refusal = refusesEntry(standing, account, exceptionsIn(event.secrets, REQUIRED_SINCE))
  const { locale } = partsOf(event.transaction)
  if (refusal !== undefined) api.access.deny(wordingFor(refusal.reason, refusal.invitation, locale))
}
