/** Something that takes Auth0 a while. It is read once for everyone who asks meanwhile, and kept for half a minute. */
export class Looked<Found> {
  readonly #look: () => Promise<Found>
  #known: { found: Found; atMs: number } | undefined
  #looking: Promise<Found> | undefined

  constructor(look: () => Promise<Found>) {
    this.#look = look
  }

  /**
   * @returns undefined if it takes longer than a page waits
   * @throws the error with which reading failed
   */
  async get(): Promise<{ found: Found } | undefined> {
    if (this.#known !== undefined && performance.now() - this.#known.atMs < KEPT_MS) return this.#known
    this.#looking ??= this.#look().finally(() => (this.#looking = undefined))
    const found = this.#looking.then((found) => (this.#known = { found, atMs: performance.now() }))
    return within(PATIENCE_MS, found)
  }

  /** Forgets what was found, because it may be out of date. */
  forget(): void {
    this.#known = undefined
  }
}

const KEPT_MS = 30_000

/** How long a page waits for Auth0 before it shows that it is waiting. */
export const PATIENCE_MS = 1200

/** The result of the work if it comes within this many ms; undefined if it takes longer. */
export async function within<Found>(ms: number, work: Promise<Found>): Promise<Found | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<undefined>((resolve) => (timer = setTimeout(() => resolve(undefined), ms)))
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
    work.catch(() => undefined)
  }
}
