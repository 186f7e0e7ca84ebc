import type { InvitationsError } from '../ground/errors.ts'
import type { Outcome } from '../invitations/index.ts'
import type { Admin, DeskOperation } from './options.ts'

/** Whose invitation. An address alone does not say which of several accounts is meant. */
export interface Whose {
  email: string
  user_id: string
}

/** The outcome for one of them. */
export interface Result extends Whose {
  outcome: Outcome['outcome']
  message: string
  hint: string
  /** The link to hand over. It lets in anyone who has it, so it is shown only once (`takeLinks`). */
  link?: string | undefined
}

/** Something that an admin asked for, and what has come of it so far. */
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
  /** If set, nobody else is begun with. */
  isStopped?: boolean
}

/** How many are remembered. The oldest are forgotten first. */
const MOST_DEEDS = 500

/**
 * What this desk did. Each question has its own key, and whatever was done for a key is not done again: a double click, a
 * reload and the Back button all lead to the same result.
 */
export class Deeds {
  readonly #byKey = new Map<string, { deed: Deed; done: Promise<void> }>()

  /** What this admin began with a key. Another admin's key gives nothing. */
  of(key: string, admin: Admin): Deed | undefined {
    const known = this.#byKey.get(key)?.deed
    return known?.admin.email === admin.email && known.admin.name === admin.name ? known : undefined
  }

  /** The last thing that somebody else did with an invitation, so that both see who was first. */
  lastOf(userId: string, except: Admin): Deed | undefined {
    const all = [...this.#byKey.values()].map(({ deed }) => deed)
    const isTheirs = ({ admin }: Deed) => admin.email !== except.email || admin.name !== except.name
    return all.findLast((deed) => isTheirs(deed) && deed.results.some((one) => one.user_id === userId && isSome(one)))
  }

  /** The results with their links. After this call, the links are forgotten. */
  takeLinks({ results }: Deed): Result[] {
    return results.map((result) => {
      const shown = { ...result }
      if (result.link !== undefined) {
        result.link = undefined
        result.hint = 'The link was shown once and is not stored. “New link” makes another.'
      }
      return shown
    })
  }

  /** Ends the desk: nobody else is begun with. */
  async end(): Promise<void> {
    const underway = [...this.#byKey.values()].filter(({ deed }) => !deed.isDone)
    for (const { deed } of underway) deed.isStopped = true
    await Promise.all(underway.map(({ done }) => done))
  }

  /** Begins the work, unless its key was used, and waits until it is done. */
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
