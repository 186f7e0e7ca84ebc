import { accountOf, otherWayOf } from './invitation/accept.ts'
import { isToTryAgain } from './invitation/accept-with.ts'
import { partsOf } from './invitation/parts-of.ts'
import { refusesEntry } from './invitation/require.ts'
import { exceptionsIn } from './invitation/settings.ts'
import { standingOf } from './invitation/standing.ts'
import { wordingFor } from './invitation/wording.ts'
import type { PostLoginAPI, PostLoginEvent } from './triggers.d.ts'

// Stryker disable next-line StringLiteral: the deploy searches for exactly this line
/** Since when invitations are required. The deploy writes it here (scripts/deployments/planning/required-since.ts). */
const REQUIRED_SINCE: string = ''

/**
 * Prefixes of a user_id whose sign-ups run pre-user-registration
 * (docs: customize/actions/explore-triggers/pre-user-registration). The current sign-in may use something else: a
 * database identity that was linked to a social account never registered.
 */
const registering = ['auth0', 'email', 'sms']

/**
 * Without an invitation, nobody signs in with a social or enterprise account, unless it was created before invitations
 * were required. Bound only if INVITATIONS_REQUIRE is on.
 */
export const onExecutePostLogin = async (event: PostLoginEvent, api: PostLoginAPI) => {
  const { created_at, app_metadata } = partsOf(event.user)
  const known = accountOf(event.user)
  const account = {
    ...known,
    created_at: typeof created_at === 'string' ? created_at : '',
    otherWay: otherWayOf(event),
    registered: registering.some((one) => known.user_id.startsWith(`${one}|`)),
  }
  const standing = standingOf(app_metadata, new Date())
  const refusal = refusesEntry(standing, account, exceptionsIn(event.secrets, REQUIRED_SINCE))
  const { locale } = partsOf(event.transaction)
  if (refusal === undefined) return
  const { reason, invitation } = refusal
  api.access.deny(
    wordingFor(reason === 'not_invited' && isToTryAgain(event) ? 'try_again' : reason, invitation, locale),
  )
}
