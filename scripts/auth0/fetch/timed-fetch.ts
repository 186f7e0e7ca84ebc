/**
 * A fetch that fails if a tenant does not answer within so many ms. They count from when the request leaves, so waiting
 * for a turn takes nothing away. The signal that the SDK gives a call counts from the first moment and is therefore
 * dropped. Answers from another host (an export's file) may take as long as they need.
 */
export function timedFetch(domains: readonly string[], timeoutMs: number, fetchWith: typeof fetch): typeof fetch {
  const tenant = domains.map((domain) => new URL(`https://${domain}`).host)
  return async (input, init) => {
    const { host } = new URL(input instanceof Request ? input.url : input)
    if (!tenant.includes(host)) return fetchWith(input, init)
    const signal = AbortSignal.timeout(timeoutMs)
    try {
      return await fetchWith(input, { ...init, signal })
    } catch (failure) {
      if (!signal.aborted) throw failure
      throw new Error(`nothing came within ${timeoutMs / 1000} s`, { cause: failure })
    }
  }
}
