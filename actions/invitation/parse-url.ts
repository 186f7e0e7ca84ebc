/**
 * The address as a URL, or undefined. We avoid URL.canParse: in Node 20, once it has run a few thousand times and V8
 * has optimised it, it rejects letters like ü (seen with 20.20.2; parse-url.test.ts shows it).
 */
export function parseUrl(address: string): URL | undefined {
  try {
    return new URL(address)
  } catch {
    return undefined
  }
}
