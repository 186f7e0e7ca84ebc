import { timingSafeEqual } from 'node:crypto'
import { bare } from './pages/layout.ts'
import type { Listening } from './listening.ts'
import { secret } from './secret.ts'

/**
 * Lets in the first browser that comes with the key. The key is exchanged for a cookie that only this function makes.
 * Anyone who calls by another host name (a page whose domain was pointed here) or from a page of another origin is turned
 * away before anything else is checked.
 */
export function door(
  desk: (request: Request) => Promise<Response>,
  { port, key }: Pick<Listening, 'port' | 'key'>,
): (request: Request) => Promise<Response> {
  const cookie = secret()
  const name = `desk-${port}` // with the port, because cookies are shared between ports
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`]
  let isUsed = false

  return async (request) => {
    const host = request.headers.get('host') ?? ''
    const origin = request.headers.get('origin')
    if (!hosts.includes(host)) return no(421, 'Wrong address', `The desk only answers at http://${hosts[0]}/.`)
    if (origin !== null && origin !== `http://${host}`) {
      return no(403, 'From another site', 'This request came from another site, so nothing was done.')
    }
    const { pathname, searchParams } = new URL(request.url)
    const given = searchParams.get('key')
    if (given !== null && pathname === '/' && request.method === 'GET') {
      if (isUsed || !isSame(given, key)) return no(403, 'This key no longer works', 'A key opens the desk only once.')
      isUsed = true
      // This page comes first, so that the next request is from the desk's own page and the browser sends a strict cookie.
      return page(200, 'The desk', 'Opening the desk …', '', {
        'set-cookie': `${name}=${cookie}; Path=/; HttpOnly; SameSite=Strict`,
        refresh: `0; url=http://${host}/`,
      })
    }
    const sent = cookieIn(request.headers.get('cookie') ?? '', name)
    if (sent === undefined || !isSame(sent, cookie)) return no(403, 'Not for you', 'This browser has no access.')
    return desk(request)
  }
}

function no(status: number, title: string, sentence: string): Promise<Response> {
  return page(status, title, sentence, 'Start the desk again, and open the address that it prints.')
}

async function page(
  status: number,
  title: string,
  sentence: string,
  hint: string,
  more: Record<string, string> = {},
): Promise<Response> {
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy':
      "default-src 'none'; img-src data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    ...more,
  }
  return new Response(String(await bare(title, sentence, hint)), { status, headers })
}

function isSame(given: string, wanted: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(wanted)]
  return one.length === other.length && timingSafeEqual(one, other)
}

function cookieIn(header: string, name: string): string | undefined {
  return header
    .split(';')
    .map((pair) => pair.trim().split('='))
    .find(([one]) => one === name)?.[1]
}
