import type { MiddlewareHandler } from 'hono'
import { csrf } from 'hono/csrf'
import { HTTPException } from 'hono/http-exception'
import { secureHeaders } from 'hono/secure-headers'
import { bare } from './pages/layout.ts'

/**
 * What every answer carries: nothing runs or loads but what comes from the desk's own address, no other page frames it, and
 * nothing is kept in a cache. `same-origin`, because with no referrer at all browsers name no origin at a form, either
 * (https://fetch.spec.whatwg.org/#append-a-request-origin-header).
 */
export function headers(): MiddlewareHandler {
  const secure = secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      imgSrc: ["'self'", 'data:'],
      connectSrc: ["'self'"],
      frameSrc: ["'self'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
      baseUri: ["'none'"],
    },
    xFrameOptions: 'DENY',
    referrerPolicy: 'same-origin',
    strictTransportSecurity: false, // the app's own business, and wrong on loopback
    overwrite: false,
  })
  return async (c, next) => {
    await secure(c, next)
    if (!c.res.headers.has('cache-control')) c.res.headers.set('cache-control', 'no-store')
  }
}

/** What of a mail that is rendered may load and run: nothing. It may stand in a page of the desk only. */
export const mailHeaders: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'; frame-ancestors 'self'; sandbox",
  'x-frame-options': 'SAMEORIGIN',
}

const forms = /^(application\/x-www-form-urlencoded|multipart\/form-data)\b/i

/**
 * A form that changes something comes from a page of the desk: by what the browser says of it, or by its origin, whose host
 * has to be the one that was called. Nothing but forms is taken.
 */
export function fromHere(): MiddlewareHandler {
  const check = csrf({
    origin: (origin, c) => isHost(origin, c.req.header('host')) || origin === new URL(c.req.url).origin,
  })
  return async (c, next) => {
    if (c.req.method === 'GET' || c.req.method === 'HEAD') return next()
    const isForm = forms.test(c.req.header('content-type') ?? '')
    if (c.req.method !== 'POST' || !isForm)
      return c.html(bare('Not a form', 'The desk takes forms of its own pages only.'), 415)
    try {
      return await check(c, next)
    } catch (failure) {
      if (!(failure instanceof HTTPException)) throw failure
      return c.html(bare('From another site', 'This request came from another site, so nothing was done.'), 403)
    }
  }
}

/** An origin may be `null`, and a request without a host has none. */
function isHost(origin: string, host: string | undefined): boolean {
  return host !== undefined && host !== '' && /^https?:\/\/([^/]+)$/.exec(origin)?.[1] === host
}
