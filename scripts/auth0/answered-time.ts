/** Auth0's time, as its answers tell it (`Date`, to the second). The machine's clock may be wrong. */
export class AnsweredTime {
  #latest: Date | undefined

  /** The latest that was heard; undefined before the first answer. */
  get now(): Date | undefined {
    return this.#latest
  }

  /** A fetch whose answers are listened to. */
  listening(fetchWith: typeof fetch = fetch): typeof fetch {
    return async (input, init) => {
      const response = await fetchWith(input, init)
      const date = new Date(response.headers.get('date') ?? '')
      const isLater = date.getTime() > (this.#latest?.getTime() ?? -Infinity) // false for a date that is none
      if (isLater) this.#latest = date
      return response
    }
  }
}
