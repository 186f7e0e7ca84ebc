import type { Context, Hono } from 'hono'
import type { Deeds } from './deeds.ts'
import type { Admin, Desk } from './options.ts'
import type { Page } from './pages/layout.ts'
import type { TenantFacts } from './rendered-mail.ts'
import type { Rows } from './rows.ts'

/** What a request carries along. */
export interface Carried {
  Variables: { admin: Admin }
}

/** Where routes are added. */
export type Routes = Pick<Hono<Carried>, 'get' | 'post'>

/** Without scripts, the page of something in progress reloads after this many seconds. */
export const AGAIN_SECONDS = 2

/** What the pages work with. */
export interface Room {
  desk: Desk
  rows: Rows
  deeds: Deeds
  facts: TenantFacts
  /** Answers with a page of the desk. */
  show: (c: Context<Carried>, page: Page, status?: 200 | 400 | 403 | 404) => Response | Promise<Response>
  /** The same, with a page that reloads after a second. A header does that, so it needs no script. */
  wait: (c: Context<Carried>, page: Page) => Response | Promise<Response>
}
