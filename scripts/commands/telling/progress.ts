import { barOf } from '../../ground/part-of.ts'

const BAR = 20

/** How fast it is going and when it will be done. */
export class Progress {
  readonly #all: number | undefined
  readonly #startMs: number
  #done = 0

  /** @param all undefined if the number is unknown */
  constructor(all: number | undefined, startMs: number) {
    this.#all = all
    this.#startMs = startMs
  }

  /** The line after one more result. */
  line(nowMs: number, outcomes: Readonly<Record<string, number>>): string {
    this.#done += 1
    const perSecond = this.#done / Math.max(0.001, (nowMs - this.#startMs) / 1000)
    const counts = Object.entries(outcomes).map(([outcome, count]) => `${count} ${outcome}`)
    return [...this.#howFar(perSecond), counts.join(', ')].join('  ')
  }

  #howFar(perSecond: number): string[] {
    const pace = `${perSecond.toFixed(1)} a second`
    if (this.#all === undefined) return [String(this.#done), pace]
    const leftSeconds = Math.max(0, Math.round((this.#all - this.#done) / perSecond))
    const minutes = leftSeconds < 60 ? '' : `${Math.floor(leftSeconds / 60)} min `
    return [
      `${barOf(this.#done, this.#all, BAR)} ${this.#done}/${this.#all}`,
      pace,
      `${minutes}${leftSeconds % 60} s left`,
    ]
  }
}
