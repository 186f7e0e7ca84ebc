/**
 * A fetch that takes a tenant's silence for an answer after so many ms. They count from when the request leaves: whatever
 * waited before, for its turn, has its time still. So the signal that the SDK gives a call, which counts from the first
 * moment, is left out. What comes from another host (the file of an export) may take as long as it takes.
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
