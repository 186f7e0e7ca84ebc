import { isUserId } from '../../ground/ids.ts'
import type { JoinRequest, Note } from '../../invitations/index.ts'
import { inviteAll } from '../carrying-out.ts'
import type { Deed } from '../deeds.ts'
import { keyIn, textIn } from '../form.ts'
import { Looked } from '../looked.ts'
import { isAllowed, NOT_ALLOWED } from '../operations.ts'
import { requestsPage } from '../pages/requests.ts'
import { waitingPage } from '../pages/waiting.ts'
import type { Room, Routes } from '../room.ts'

/** People who asked to join, and a button that invites them. */
export function requestRoutes(app: Routes, { desk, rows, deeds, show, wait }: Room): void {
  const { basePath, invitations } = desk
  const under = '/requests'
  const looked = new Looked<{ requests: JoinRequest[]; notes: string[] }>(async () => {
    const notes: string[] = []
    const note: Note = (sentence) => notes.push(sentence)
    return { requests: await invitations.joinRequests({ note }), notes }
  })

  app.get('/requests', async (c) => {
    if (c.req.query('look') === 'again') {
      looked.forget()
      return c.redirect(`${basePath}/requests`, 303)
    }
    const seen = await looked.get()
    if (seen === undefined) {
      return wait(c, { title: 'Join requests', under, main: waitingPage('Join requests', 'Reading Auth0’s log.') })
    }
    const obstacle = (await isAllowed(c.get('admin'), 'invite', undefined, desk)) ? undefined : NOT_ALLOWED
    return show(c, { title: 'Join requests', under, main: requestsPage(seen.found, { obstacle, basePath }) })
  })

  app.post('/requests/invite', async (c) => {
    const form = await c.req.parseBody()
    const key = keyIn(form)
    const [email, user_id] = [textIn(form['email']), textIn(form['user_id'])]
    const admin = c.get('admin')
    const deed: Deed = {
      ...{ admin, operation: 'invite' as const, at: invitations.place().now },
      ...{ whose: [{ email, user_id }], results: [], isDone: false },
    }
    const isSayable = invitations.problemsOf({ email: 'ada@example.com', invited_by: admin.name }).length === 0
    const requests = [{ email, invited_by: isSayable ? admin.name : undefined }]
    const account = isUserId(user_id) ? user_id : undefined
    await deeds.begin(key, deed, inviteAll({ requests, unverified: 'leave', user_id: account }, desk, rows))
    looked.forget()
    return c.redirect(`${basePath}/done/${key}`, 303)
  })
}
