/**
 * The address as a URL, or undefined. Not by URL.canParse: once it ran some thousand times and V8 has optimised it, that
 * of Node 20 says no to letters like ü (seen with 20.20.2; parse-url.test.ts shows it).
 */
export function parseUrl(address: string): URL | undefined {
  try {
    return new URL(address)
  } catch {
    return undefined
  }
}
