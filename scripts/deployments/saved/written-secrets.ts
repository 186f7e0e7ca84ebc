import type { ActionContent } from '../../auth0/deployed.ts'
import type { Deployed } from '../deployed/deployed.ts'
import { sealOfSecrets } from '../deployed/seal.ts'

// Nobody can read a secret back, so a deploy of somebody else's that overwrites one leaves no trace but the instant that
// Auth0 keeps with each: `updated_at`. Whether that moves when the same value is written again is not documented. Both
// are fine: what a deploy of ours left is noted after it wrote, and any other instant is not ours.

/** What a deploy of ours left of an Action's secrets. */
export interface Written {
  /** The hash of the values, from the seal of the code that was deployed with them. */
  sealed: string
  /** When Auth0 says that each was written, by its name. */
  at: Readonly<Record<string, string>>
}

/** By the name that tenant/ gives the Action, newest first: a rollback deploys earlier versions with their secrets. */
export type WrittenSecrets = Readonly<Record<string, readonly Written[]>>

/** As many as rollbacks reasonably go back. */
const MOST_NOTED = 20

/** Notes what a deploy left. @param written names of the Actions whose secrets it wrote, as tenant/ has them */
export function noteSecrets(
  known: WrittenSecrets,
  actions: Deployed['actions'],
  written: readonly string[],
): WrittenSecrets {
  const notes = written.flatMap((name) => {
    const running = actions[name]?.deployed
    const sealed = sealOfSecrets(running?.code ?? '')
    if (running === undefined || sealed === undefined) return []
    const note: Written = { sealed, at: running.secretsWrittenAt }
    return [[name, [note, ...(known[name] ?? [])].slice(0, MOST_NOTED)] as const]
  })
  return { ...known, ...Object.fromEntries(notes) }
}

/**
 * Secrets that somebody may have written since our deploy: those with an instant that no deploy of ours left together
 * with this code. Values go with the code that was deployed with them, so both have to fit.
 * @param notes of this Action
 */
export function secretsWrittenByOthers(notes: readonly Written[] = [], running: ActionContent): string[] {
  const sealed = sealOfSecrets(running.code)
  const ours = notes.filter((note) => note.sealed === sealed)
  return running.secrets.filter((name) => !ours.some(({ at }) => at[name] === (running.secretsWrittenAt[name] ?? '')))
}

/** Whether a deploy of ours noted anything about the secrets of this code. */
export function isNoted(notes: readonly Written[] = [], { code }: ActionContent): boolean {
  return notes.some(({ sealed }) => sealed === sealOfSecrets(code))
}
