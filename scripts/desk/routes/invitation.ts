import type { InvitationDetails } from '../../invitations/index.ts'
import type { Room, Routes } from '../room.ts'
import { mailHeaders } from '../guard.ts'
import { deskOperations, obstacleFor } from '../operations.ts'
import type { Admin, InvitationOperation } from '../options.ts'
import { invitationPage, type ShownInvitation } from '../pages/invitation.ts'
import { mailDocument } from '../rendered-mail.ts'

export function invitationRoutes(app: Routes, { desk, deeds, rows, show }: Room): void {
  const { invitations, basePath } = desk

  const shown = async (admin: Admin, details: InvitationDetails): Promise<ShownInvitation> => {
    const obstacles = new Map<InvitationOperation, string>()
    for (const operation of deskOperations) {
      const why = await obstacleFor(admin, operation, details, desk)
      if (why !== undefined) obstacles.set(operation, why)
    }
    return { details, obstacles, byAnother: deeds.lastOf(details.user_id, admin) }
  }

  app.get('/invitations/:email', async (c) => {
    const { user_id, done = '' } = c.req.query()
    const admin = c.get('admin')
    const all = await invitations.details(c.req.param('email'))
    const meant = all.filter((one) => user_id === undefined || one.user_id === user_id)
    for (const row of all) rows.replace(row.user_id, row)
    const deed = deeds.of(done, admin)
    const results = deed === undefined ? [] : deeds.takeLinks(deed)
    const pages = await Promise.all((meant.length > 0 ? meant : all).map((details) => shown(admin, details)))
    const { now, acceptWith } = invitations.place()
    const main = invitationPage(pages, { results, failure: deed?.failure, now, basePath, acceptWith })
    return show(c, { title: c.req.param('email'), under: '/', main })
  })

  app.get('/invitations/:email/mail', async (c) => {
    const whose = { email: c.req.param('email'), user_id: c.req.query('user_id') ?? '' }
    return c.html(await mailDocument(whose, invitations), 200, { ...mailHeaders })
  })
}
