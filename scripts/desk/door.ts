import { timingSafeEqual } from 'node:crypto'
import { bare } from './pages/layout.ts'
import type { Listening } from './listening.ts'
import { secret } from './secret.ts'

/**
 * Lets in the one browser that comes with the key first: the key becomes a cookie, which is made here and by nobody else.
 * Whoever calls by another name than this machine's (a page whose domain was led here) or from a page of another origin is
 * turned away before anything is looked at.
 */
export function door(
  desk: (request: Request) => Promise<Response>,
  { port, key }: Pick<Listening, 'port' | 'key'>,
): (request: Request) => Promise<Response> {
  const cookie = secret()
  const name = `desk-${port}` // cookies do not tell ports apart
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`]
  let isUsed = false

  return async (request) => {
    const host = request.headers.get('host') ?? ''
    const origin = request.headers.get('origin')
    if (!hosts.includes(host)) return no(421, 'Wrong address', `The desk answers at http://${hosts[0]}/ only.`)
    if (origin !== null && origin !== `http://${host}`) {
      return no(403, 'From another site', 'This request came from another site, so nothing was done.')
    }
    const { pathname, searchParams } = new URL(request.url)
    const given = searchParams.get('key')
    if (given !== null && pathname === '/' && request.method === 'GET') {
      if (isUsed || !isSame(given, key)) return no(403, 'This key opens nothing', 'A key opens the desk once.')
      isUsed = true
      // Shown before it goes on: by then, what is sent comes from the desk's own page, so that a strict cookie is sent, too.
      return page(200, 'The desk', 'The desk opens …', '', {
        'set-cookie': `${name}=${cookie}; Path=/; HttpOnly; SameSite=Strict`,
        refresh: `0; url=http://${host}/`,
      })
    }
    const sent = cookieIn(request.headers.get('cookie') ?? '', name)
    if (sent === undefined || !isSame(sent, cookie)) return no(403, 'Not for you', 'This browser was not let in.')
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
