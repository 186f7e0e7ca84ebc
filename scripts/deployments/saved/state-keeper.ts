import type { Configuration } from '../../auth0/configuration.ts'
import { encode, SAVED_STATE_ACTION, type SavedState } from './saved-state.ts'
import type { Reading } from '../deployed/read-deployed.ts'

/** Writes what deploys found into the Action that keeps it. */
export class StateKeeper {
  readonly #configuration: Configuration
  #id: string | undefined
  #state: SavedState

  constructor(configuration: Configuration, { saved, savedActionId }: Pick<Reading, 'saved' | 'savedActionId'>) {
    this.#configuration = configuration
    this.#id = savedActionId
    this.#state = saved
  }

  async write(change: (state: SavedState) => SavedState): Promise<void> {
    this.#state = change(this.#state)
    const code = encode(this.#state)
    this.#id = await this.#configuration.writeDraft(this.#id, SAVED_STATE_ACTION, code)
  }
}

/** Auth0 takes a few seconds to build a deployed Action, and answers before it is done. */
const LOOKS = 10
const BETWEEN_LOOKS_MS = 1000

/**
 * Looks again until nothing is left to do, or until what is left will not happen by itself.
 * @param comes whether it may still happen by itself
 * @returns what is left
 */
export async function looks<Left>(look: () => Promise<Left[]>, comes: (left: Left) => boolean): Promise<Left[]> {
  for (let count = 1; ; count++) {
    const left = await look()
    if (left.length === 0 || count === LOOKS || !left.every(comes)) return left
    await new Promise((resolve) => setTimeout(resolve, BETWEEN_LOOKS_MS))
  }
}
