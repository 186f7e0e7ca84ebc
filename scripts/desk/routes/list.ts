import { listPage } from '../pages/list.ts'
import { periodIn, reportPage } from '../pages/report.ts'
import { waitingPage } from '../pages/waiting.ts'
import type { Room, Routes } from '../room.ts'
import type { Reading } from '../rows.ts'
import { find, queryOf, whichIn } from '../which.ts'

/** What is made from all invitations: the list and the report. */
export function listRoutes(app: Routes, { desk, rows, show, wait }: Room): void {
  const { basePath, invitations } = desk

  app.get('/', async (c) => {
    const query = c.req.query()
    const which = whichIn(query)
    const reading = await rows.look(query['read'] === 'again')
    if (query['read'] === 'again') return c.redirect(`${basePath}/${queryOf(which)}`, 303)
    const { snapshot } = reading
    if (snapshot === undefined)
      return wait(c, { title: 'Invitations', under: '/', main: beingRead('Invitations', reading) })
    const found = find(snapshot, which, invitations.place().now)
    const main = listPage(found, which, { ...reading, snapshot }, basePath)
    return show(c, { title: 'Invitations', under: '/', main })
  })

  app.get('/report', async (c) => {
    const reading = await rows.look(false)
    const under = '/report'
    if (reading.snapshot === undefined) return wait(c, { title: 'Report', under, main: beingRead('Report', reading) })
    const days = periodIn(c.req.query('days'))
    const main = reportPage(reading.snapshot, days, invitations.place().now, basePath)
    return show(c, { title: 'Report', under, main })
  })
}

function beingRead(title: string, { soFar, notes }: Reading) {
  return waitingPage(title, `Reading the invitations from Auth0: ${soFar.toLocaleString('en')} so far.`, notes)
}
