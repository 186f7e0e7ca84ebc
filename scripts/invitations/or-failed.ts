import { InvitationsError, type ErrorCode } from '../ground/errors.ts'
import { failed, type Outcome } from './outcome.ts'

/**
 * Does something for one of many: what Auth0 refuses for this one becomes an outcome, so that the others have their turn.
 * @throws InvitationsError for what would stop the next one too
 */
export async function orFailed<Done>(email: string, work: () => Promise<Done>): Promise<Done | Outcome> {
  try {
    return await work()
  } catch (failure) {
    if (failure instanceof InvitationsError && isOfThisOne(failure.code)) return failed(email, failure)
    throw failure
  }
}

function isOfThisOne(code: ErrorCode): boolean {
  return code === 'tenant_refused' || code === 'unknown_role' || code === 'invitation_malformed'
}
