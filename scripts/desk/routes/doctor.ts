import { Looked } from '../looked.ts'
import { doctorPage } from '../pages/doctor.ts'
import { waitingPage } from '../pages/waiting.ts'
import type { Room, Routes } from '../room.ts'

/** Everything that would stop invitations from working. Only if the desk was given deployments. */
export function doctorRoute(app: Routes, { desk: { deployments, basePath }, show, wait }: Room): void {
  if (deployments === undefined) return
  const looked = new Looked(() => deployments.doctor())
  const under = '/doctor'
  app.get('/doctor', async (c) => {
    if (c.req.query('look') === 'again') {
      looked.forget()
      return c.redirect(`${basePath}/doctor`, 303)
    }
    const seen = await looked.get()
    if (seen !== undefined) return show(c, { title: 'Doctor', under, main: doctorPage(seen.found, basePath) })
    return wait(c, { title: 'Doctor', under, main: waitingPage('Doctor', 'Checking the tenant’s settings.') })
  })
}
