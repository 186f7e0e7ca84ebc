import { barOf } from '../part-of.ts'

const BAR = 20

/** How fast it goes and when it will be done. */
export class Progress {
  readonly #all: number
  readonly #startMs: number
  #done = 0

  constructor(all: number, startMs: number) {
    this.#all = all
    this.#startMs = startMs
  }

  /** The line after one more row. */
  line(nowMs: number, outcomes: Readonly<Record<string, number>>): string {
    this.#done += 1
    const perSecond = this.#done / Math.max(0.001, (nowMs - this.#startMs) / 1000)
    const leftSeconds = Math.round((this.#all - this.#done) / perSecond)
    const counts = Object.entries(outcomes).map(([outcome, count]) => `${count} ${outcome}`)
    return `${barOf(this.#done, this.#all, BAR)} ${this.#done}/${this.#all}  ${perSecond.toFixed(1)} a second  ${leftSeconds < 60 ? '' : `${Math.floor(leftSeconds / 60)} min `}${leftSeconds % 60} s left  ${counts.join(', ')}`
  }
}
