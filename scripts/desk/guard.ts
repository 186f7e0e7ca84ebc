import type { MiddlewareHandler } from 'hono'
import { csrf } from 'hono/csrf'
import { HTTPException } from 'hono/http-exception'
import { secureHeaders } from 'hono/secure-headers'
import { bare } from './pages/layout.ts'

/**
 * Headers of every answer: only code and files from the desk's own address run or load, no other page frames it, and no
 * cache keeps it. `same-origin`, because without a referrer browsers send no origin with a form either
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
    strictTransportSecurity: false, // up to the app, and wrong on loopback
    overwrite: false,
  })
  return async (c, next) => {
    await secure(c, next)
    if (!c.res.headers.has('cache-control')) c.res.headers.set('cache-control', 'no-store')
  }
}

/** A rendered mail may load and run nothing, and only a page of the desk may frame it. */
export const mailHeaders: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'; frame-ancestors 'self'; sandbox",
  'x-frame-options': 'SAMEORIGIN',
}

const forms = /^(application\/x-www-form-urlencoded|multipart\/form-data)\b/i

/**
 * Makes sure that a form that changes something comes from a page of the desk. Either the browser says so, or the origin's
 * host is the one that was called. Nothing except forms is accepted.
 */
export function fromHere(): MiddlewareHandler {
  const check = csrf({
    origin: (origin, c) => isHost(origin, c.req.header('host')) || origin === new URL(c.req.url).origin,
  })
  return async (c, next) => {
    if (c.req.method === 'GET' || c.req.method === 'HEAD') return next()
    const isForm = forms.test(c.req.header('content-type') ?? '')
    if (c.req.method !== 'POST' || !isForm)
      return c.html(bare('Not a form', 'The desk only accepts forms from its own pages.'), 415)
    try {
      return await check(c, next)
    } catch (failure) {
      if (!(failure instanceof HTTPException)) throw failure
      return c.html(bare('From another site', 'This request came from another site, so nothing was done.'), 403)
    }
  }
}

/** An origin may be `null`, and a request may have no host. */
function isHost(origin: string, host: string | undefined): boolean {
  return host !== undefined && host !== '' && /^https?:\/\/([^/]+)$/.exec(origin)?.[1] === host
}
