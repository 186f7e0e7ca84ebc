import { Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { InvitationsError } from '../ground/errors.ts'
import { script } from './assets/script.ts'
import { style } from './assets/style.ts'
import { Deeds } from './deeds.ts'
import { fromHere, headers } from './guard.ts'
import { adminIn, type Admin, type Desk } from './options.ts'
import { bare, layout } from './pages/layout.ts'
import { problemPage, statusFor } from './pages/problem.ts'
import { partsStyle } from '../report/style.ts'
import { Imports } from './imports/imports.ts'
import type { OneImport } from './imports/one-import.ts'
import { TenantFacts } from './rendered-mail.ts'
import { Rows } from './rows.ts'
import type { Carried, Room } from './room.ts'
import { invitationRoutes } from './routes/invitation.ts'
import { inviteRoutes } from './routes/invite.ts'
import { listRoutes } from './routes/list.ts'
import { doctorRoute } from './routes/doctor.ts'
import { byProgramRoute, spreadsheetRoutes } from './routes/spreadsheet.ts'
import { formLimit } from './upload.ts'
import { forAllRoutes } from './routes/operation-for-all.ts'
import { requestRoutes } from './routes/requests.ts'
import { operationRoutes } from './routes/operation.ts'

/** A desk that answers requests. */
export interface Application {
  answer: (request: Request) => Promise<Response>
  /** Finishes what has begun, and begins nothing else. @returns the imports that were stopped */
  end: () => Promise<OneImport[]>
}

/** The desk as routes. Anyone who is not an admin gets only the 403 page, whatever the address. */
export function application(desk: Desk): Application {
  const app = new Hono<Carried>({ strict: false }).basePath(desk.basePath === '' ? '/' : desk.basePath)
  const show: Room['show'] = (c, page, status = 200) => c.html(layout(page, frameOf(desk, c.get('admin'))), status)
  const wait: Room['wait'] = (c, page) => {
    c.header('refresh', '1')
    return show(c, page)
  }
  const { invitations, journals } = desk
  const rows = new Rows(invitations)
  const room: Room = { desk, rows, deeds: new Deeds(), facts: new TenantFacts(invitations), show, wait }
  const imports = journals === undefined ? undefined : new Imports({ ...desk, journals })
  app.use(headers())
  app.use(async (c, next) => {
    const admin = adminIn(await desk.admin(c.req.raw))
    if (admin === undefined) return c.html(bare('Not for you', 'Only admins may see this page.'), 403)
    c.set('admin', admin)
    return next()
  })
  app.use(fromHere())
  app.use(formLimit(desk.basePath))
  app.get('/desk.css', (c) => c.body(`${partsStyle}${style}`, 200, { 'content-type': 'text/css; charset=utf-8' }))
  app.get('/desk.js', (c) => c.body(script, 200, { 'content-type': 'text/javascript; charset=utf-8' }))
  listRoutes(app, room)
  requestRoutes(app, room)
  doctorRoute(app, room)
  inviteRoutes(app, room)
  if (imports === undefined) byProgramRoute(app, room)
  else spreadsheetRoutes(app, room, imports)
  invitationRoutes(app, room)
  operationRoutes(app, room)
  forAllRoutes(app, room)
  app.notFound((c) =>
    c.html(bare('Not found', 'There is no such page.', 'The list of invitations is on the first page.'), 404),
  )
  app.onError((failure, c) => {
    if (failure instanceof HTTPException) return failure.getResponse()
    if (!(failure instanceof InvitationsError)) throw failure
    const page = { title: 'It did not work', main: problemPage(failure, desk.basePath) }
    return c.html(layout(page, frameOf(desk, c.get('admin'))), statusFor(failure))
  })
  return {
    answer: async (request) => app.fetch(request),
    end: async () => {
      await room.deeds.end()
      return (await imports?.end()) ?? []
    },
  }
}

function frameOf({ invitations, basePath, dryRun, deployments }: Desk, admin: Admin) {
  const { domain, connection } = invitations.place()
  return { basePath, domain, connection, admin, dryRun, hasDoctor: deployments !== undefined }
}
