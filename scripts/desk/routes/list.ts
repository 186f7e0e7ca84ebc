import type { Room, Routes } from '../room.ts'
import { listPage, waitingPage } from '../pages/list.ts'
import { find, queryOf, whichIn } from '../which.ts'

/** Seconds until a page that waits is loaded again; a header, so that it works without a script. */
const AGAIN_SEC = '1'

export function listRoute(app: Routes, { desk, rows, show }: Room): void {
  const { basePath, invitations } = desk
  app.get('/', async (c) => {
    const query = c.req.query()
    const which = whichIn(query)
    const reading = await rows.look(query['read'] === 'again')
    if (query['read'] === 'again') return c.redirect(`${basePath}/${queryOf(which)}`, 303)
    const { snapshot } = reading
    if (snapshot === undefined) {
      c.header('refresh', AGAIN_SEC)
      return show(c, { title: 'Reading', under: '/', main: waitingPage(reading) })
    }
    const found = find(snapshot, which, invitations.place().now)
    return show(c, {
      title: 'Invitations',
      under: '/',
      main: listPage(found, which, { ...reading, snapshot }, basePath),
    })
  })
}
