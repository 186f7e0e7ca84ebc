import { InvitationsError } from '../ground/errors.ts'
import type { InvitationRow, Outcome } from '../invitations/index.ts'
import { isAllowed, NOT_ALLOWED, perform, type Choice } from './operations.ts'
import type { Admin, Desk, DeskOperation } from './options.ts'
import type { Rows } from './rows.ts'

/** Whose invitation: an address alone does not say which of several accounts is meant. */
export interface Whose {
  email: string
  user_id: string
}

/** What became of one of them. */
export interface Result extends Whose {
  outcome: Outcome['outcome']
  message: string
  hint: string
}

/** Something that an admin asked for: what was begun, and what has come of it. */
export interface Deed {
  admin: Admin
  operation: DeskOperation
  /** When it began, by Auth0's clock. */
  at: Date
  whose: readonly Whose[]
  results: Result[]
  /** Why not all were tried. */
  failure?: InvitationsError
  isDone: boolean
}

/** So many are remembered; the oldest are forgotten first. */
const MOST_DEEDS = 500

/**
 * What was done by this desk. A question carries a key of its own, and what was done for a key is not done again: a double
 * click, a reload and the Back button come to the same result.
 */
export class Deeds {
  readonly #byKey = new Map<string, { deed: Deed; done: Promise<void> }>()

  /** What was begun with a key, by the one who asks; another admin's is nobody's business. */
  of(key: string, admin: Admin): Deed | undefined {
    const known = this.#byKey.get(key)?.deed
    return known?.admin.email === admin.email && known.admin.name === admin.name ? known : undefined
  }

  /** The last thing that was done with an invitation by somebody else, so that both see who was first. */
  lastOf(userId: string, except: Admin): Deed | undefined {
    const all = [...this.#byKey.values()].map(({ deed }) => deed)
    const isTheirs = ({ admin }: Deed) => admin.email !== except.email || admin.name !== except.name
    return all.findLast((deed) => isTheirs(deed) && deed.results.some((one) => one.user_id === userId && isSome(one)))
  }

  /** Begins it unless its key was used, and waits until it is done. */
  async begin(key: string, deed: Deed, work: (deed: Deed) => Promise<void>): Promise<void> {
    const known = this.#byKey.get(key)
    if (known !== undefined) return known.done
    const [oldest] = this.#byKey.keys()
    if (oldest !== undefined && this.#byKey.size >= MOST_DEEDS) this.#byKey.delete(oldest)
    const done = work(deed).finally(() => (deed.isDone = true))
    this.#byKey.set(key, { deed, done })
    return done
  }
}

function isSome({ outcome }: Result): boolean {
  return outcome !== 'failed' && outcome !== 'skipped' && !outcome.startsWith('already_')
}

/** Does it with each in turn, notes who did it, and looks at the invitation again. */
export function carryOut(choice: Choice, desk: Desk, rows: Rows): (deed: Deed) => Promise<void> {
  return async (deed) => {
    for (const whose of deed.whose) {
      try {
        deed.results.push(await doOne(deed, whose, choice, desk))
      } catch (failure) {
        if (!(failure instanceof InvitationsError)) throw failure
        if (failure.code === 'audit_failed' || deed.whose.length === 1) {
          deed.failure = failure
          return
        }
        deed.results.push(resultOf(whose, 'failed', failure.message, failure.hint))
      }
      const [row] = await rowsOf(whose, desk)
      rows.replace(whose.user_id, row)
    }
  }
}

/** The invitation of one account, as it is now; none where it is gone. */
export async function rowsOf(
  { email, user_id }: Whose,
  { invitations }: Pick<Desk, 'invitations'>,
): Promise<InvitationRow[]> {
  try {
    return (await invitations.get(email)).filter((row) => row.user_id === user_id)
  } catch (failure) {
    if (failure instanceof InvitationsError && failure.code === 'not_found') return []
    throw failure
  }
}

async function doOne({ admin, operation }: Deed, whose: Whose, choice: Choice, desk: Desk): Promise<Result> {
  const [row] = await rowsOf(whose, desk)
  if (row === undefined) return resultOf(whose, 'failed', `There is no invitation for ${whose.email}.`)
  // What its status does not allow, the library says best; it knows the status at this moment, too.
  const refusal = (await isAllowed(admin, operation, row, desk)) ? undefined : NOT_ALLOWED
  const outcome = refusal === undefined ? await perform(operation, row, choice, desk) : undefined
  const { user_id, invitation_id } = row
  await desk.audit({
    at: desk.invitations.place().now.toISOString(),
    ...{ admin, operation, email: row.email, user_id, invitation_id: outcome?.invitation_id ?? invitation_id },
    ...{ outcome: outcome?.outcome ?? 'failed', reason: outcome === undefined ? 'not_allowed' : outcome.reason },
  })
  if (outcome === undefined) return resultOf(whose, 'failed', refusal ?? NOT_ALLOWED)
  return resultOf(whose, outcome.outcome, outcome.message, outcome.error?.hint)
}

function resultOf(whose: Whose, outcome: Outcome['outcome'], message: string, hint = ''): Result {
  return { ...whose, outcome, message, hint }
}
