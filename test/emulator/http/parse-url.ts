/**
 * The address as a URL, or undefined. Does not use URL.canParse: in Node 20, once V8 has optimised it, it rejects letters
 * like ü (seen with 20.20.2), and a tenant may run for days.
 */
export function parseUrl(address: string): URL | undefined {
  try {
    return new URL(address)
  } catch {
    return undefined
  }
}
