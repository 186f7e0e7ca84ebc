import { statusOf } from '../auth0/failures.ts'
import { InvitationsError, says } from '../ground/errors.ts'
import { failed, type Outcome } from './outcome.ts'

/**
 * Does something for one of many. If Auth0 refuses it for this one, that becomes an outcome, so that the others get a turn.
 * @throws InvitationsError for what would stop the next one too
 */
export async function orFailed<Done>(email: string, work: () => Promise<Done>): Promise<Done | Outcome> {
  try {
    return await work()
  } catch (failure) {
    if (failure instanceof InvitationsError && says(failure.code, 'this_one_only')) return failed(email, failure)
    throw failure
  }
}

/** After this many in a row, the problem is with the tenant or the settings, not with these invitees. */
const MOST_ALIKE = 3

/** Notices when Auth0 refuses one invitation after another for the same reason. */
export class SameFailures {
  #alike = ''
  #count = 0

  /** @returns what stops the rest; only once, however many more fail */
  add({ email, error }: Pick<Outcome, 'email' | 'error'>): InvitationsError | undefined {
    const alike = error === undefined ? '' : likenessOf(error, email)
    this.#count = alike !== '' && alike === this.#alike ? this.#count + 1 : 1
    this.#alike = alike
    if (error === undefined || alike === '' || this.#count < MOST_ALIKE) return undefined
    const message = `Stopped: ${MOST_ALIKE} in a row failed the same way. The last one: ${error.summary}`
    return new InvitationsError(error.code, message, {
      hint: `${error.hint} Once that is fixed, run the same command again. Nobody is emailed twice.`.trim(),
      next: error.next,
      cause: error,
    })
  }
}

/** The failure without the person. Empty if it says nothing about the next one: a busy or silent tenant may recover. */
function likenessOf(error: InvitationsError, email: string): string {
  const status = statusOf(error)
  const isRefusal = status === undefined ? error.code === 'unknown_role' : status >= 400 && status < 500
  if (!says(error.code, 'stops_when_alike') || !isRefusal || status === 408 || status === 429) return ''
  const plain = error.summary.replaceAll(email, '').replace(/inv_\w+|auth0\|\w+|\d+/g, '')
  return `${error.code} ${status} ${plain}`
}
