import type { InviteRequest } from '../../invitations/index.ts'
import { inviteAll } from '../carrying-out.ts'
import type { Deed } from '../deeds.ts'
import { keyIn, type Form } from '../form.ts'
import { mailHeaders } from '../guard.ts'
import { problemsIn, requestsOf, typedIn, type Typed } from '../invite-form.ts'
import { isAllowed, NOT_ALLOWED } from '../operations.ts'
import type { Admin } from '../options.ts'
import { invitePage, inviteQuestion, type Foreseen } from '../pages/invite.ts'
import { failureNote } from '../pages/notes.ts'
import { typedMail } from '../rendered-mail.ts'
import type { Room, Routes } from '../room.ts'

/** The form, what it would do, and the invitations. */
export function inviteRoutes(app: Routes, { desk, rows, deeds, facts, show }: Room): void {
  const { basePath, invitations } = desk
  const under = '/invite'

  /** If mails may not contain the admin's name, the admin has to name another inviter. */
  const typed = (form: Form, { name }: Admin): Typed => {
    const problems = invitations.problemsOf({ email: 'ada@example.com', invited_by: name })
    return typedIn(form, { invited_by: problems.length === 0 ? name : '' })
  }
  const formPage = (said: Typed, problems: ReadonlyMap<string, string>) => {
    const { roles, acceptWith } = invitations.place()
    return { title: 'Invite', under, main: invitePage(said, problems, { basePath, roles, acceptWith }) }
  }

  /** `unverified` matters only for an account with an unverified address. */
  const foresee = async (request: InviteRequest, { unverified }: Typed): Promise<Foreseen> => {
    const would = (keepAccount: boolean) => invitations.invite(request, { dryRun: true, keepAccount })
    const outcome = await would(unverified === 'keep')
    const isAboutAnAccount = outcome.user_id !== null && outcome.outcome !== 'failed'
    const isLeft = unverified === 'leave' && isAboutAnAccount && outcome.message !== (await would(true)).message
    return { ...outcome, isLeft }
  }

  app.get('/invite', async (c) => {
    const admin = c.get('admin')
    if (!(await isAllowed(admin, 'invite', undefined, desk))) {
      return show(c, { title: 'Invite', under, main: failureNote({ message: NOT_ALLOWED, hint: '' }) })
    }
    return show(c, formPage(typed(c.req.query(), admin), new Map()))
  })

  app.post('/invite', async (c) => {
    const said = typed(await c.req.parseBody({ all: true }), c.get('admin'))
    const problems = c.req.query('change') === 'yes' ? new Map<string, string>() : problemsIn(said, invitations)
    if (problems.size > 0 || c.req.query('change') === 'yes') return show(c, formPage(said, problems))
    const { stops, warning } = await invitations.readiness()
    if (stops !== undefined) throw stops
    const foreseen: Foreseen[] = []
    for (const request of requestsOf(said)) foreseen.push(await foresee(request, said))
    const main = inviteQuestion(said, foreseen, { key: crypto.randomUUID(), warning, basePath })
    return show(c, { title: 'Invite', under, main })
  })

  app.post('/invite/send', async (c) => {
    const form = await c.req.parseBody({ all: true })
    const key = keyIn(form)
    const said = typed(form, c.get('admin'))
    const problems = problemsIn(said, invitations)
    if (problems.size > 0) return show(c, formPage(said, problems))
    const requests = requestsOf(said)
    const deed: Deed = {
      ...{ admin: c.get('admin'), operation: 'invite' as const, at: invitations.place().now },
      ...{ whose: requests.map(({ email }) => ({ email, user_id: '' })), results: [], isDone: false },
    }
    await deeds.begin(key, deed, inviteAll({ requests, unverified: said.unverified }, desk, rows))
    return c.redirect(`${basePath}/done/${key}`, 303)
  })

  // Called while somebody types: no call to Auth0.
  app.post('/invite/problems', async (c) => {
    const said = typed(await c.req.parseBody({ all: true }), c.get('admin'))
    return c.json(Object.fromEntries(problemsIn(said, invitations)))
  })

  app.get('/invite/mail', async (c) => {
    const said = typed(c.req.query(), c.get('admin'))
    return c.html(await typedMail(said, facts), 200, { ...mailHeaders })
  })
}
