import { postChallengeDeny, setResultUrl, withoutClientId } from '../settling/guard.ts'
import { linkFragment, resetVerifiesEmail, supersededLink } from '../settling/links.ts'
import { dateZone, disabledResetEmail, requiredUsername, unknownAddress, whitespaceControl } from '../settling/mails.ts'
import {
  domainInEmailsFlag,
  importsRunTriggers,
  noDefaultDomain,
  oversizedMetadata,
  secretWrittenAgain,
} from '../settling/tenant.ts'
import type { Story } from '../story.ts'
import { asDeclared, rollingBack } from './deploying.ts'
import { expiring } from './expiring.ts'
import { journey } from './journey.ts'
import { forgotPassword, resending } from './mailing-again.ts'
import { existingAccount, linkMode } from './other-ways.ts'
import { revoking, signingInRevoked } from './revoking.ts'

/** Everything that is promised. Stories that wait for a minute come late, so that the minute passes meanwhile. */
const promised: readonly Story[] = [
  ...[asDeclared, journey, revoking, signingInRevoked, forgotPassword, existingAccount, linkMode],
]

/** Everything that Auth0 leaves undocumented. */
const undocumented: readonly Story[] = [
  ...[resetVerifiesEmail, supersededLink, linkFragment, postChallengeDeny, setResultUrl, withoutClientId],
  ...[disabledResetEmail, whitespaceControl, dateZone, unknownAddress, requiredUsername],
  ...[importsRunTriggers, oversizedMetadata, secretWrittenAgain, noDefaultDomain, domainInEmailsFlag],
]

/** In the order in which they are played. */
export const stories: readonly Story[] = [...promised, ...undocumented, resending, expiring, rollingBack]
