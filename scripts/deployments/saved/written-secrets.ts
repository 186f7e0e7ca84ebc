import type { ActionContent } from '../../auth0/deployed.ts'
import type { Deployed } from '../deployed/deployed.ts'
import { sealOfSecrets } from '../deployed/seal.ts'

// Nobody can read a secret back. If somebody else overwrites one, the only trace is the `updated_at` that Auth0 keeps with
// it. Whether that changes when the same value is written again is not documented. Both are fine: our deploy notes the
// instants after it has written, and any other instant is somebody else's.

/** What our deploy noted about an Action's secrets. */
export interface Written {
  /** Hash of the values, from the seal of the code that was deployed with them. */
  sealed: string
  /** When each was written, according to Auth0, keyed by the secret's name. */
  at: Readonly<Record<string, string>>
}

/** Keyed by the Action's name in tenant/, newest first: a rollback deploys earlier versions with their secrets. */
export type WrittenSecrets = Readonly<Record<string, readonly Written[]>>

/** Nobody is likely to roll back further than that. */
const MOST_NOTED = 20

/** Notes what a deploy left. @param written names in tenant/ of the Actions whose secrets the deploy wrote */
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
 * Secrets that somebody else may have written since our deploy: our deploys did not note their instant together with this
 * code. Values belong to the code that was deployed with them, so both have to match.
 * @param notes of this Action
 */
export function secretsWrittenByOthers(notes: readonly Written[] = [], running: ActionContent): string[] {
  const sealed = sealOfSecrets(running.code)
  const ours = notes.filter((note) => note.sealed === sealed)
  return running.secrets.filter((name) => !ours.some(({ at }) => at[name] === (running.secretsWrittenAt[name] ?? '')))
}

/** Whether one of our deploys noted anything about the secrets of this code. */
export function isNoted(notes: readonly Written[] = [], { code }: ActionContent): boolean {
  return notes.some(({ sealed }) => sealed === sealOfSecrets(code))
}
