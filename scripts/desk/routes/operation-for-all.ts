import { InvitationsError } from '../../ground/errors.ts'
import { carryOut } from '../carrying-out.ts'
import type { Deed, Whose } from '../deeds.ts'
import { keyIn, type Form } from '../form.ts'
import { within, PATIENCE_MS } from '../looked.ts'
import { choiceIn, isForAll, obstacleFor, operationFrom } from '../operations.ts'
import type { Admin, InvitationOperation } from '../options.ts'
import { forAllPage, type ForAll } from '../pages/for-all.ts'
import { waitingPage } from '../pages/waiting.ts'
import type { Room, Routes } from '../room.ts'
import { allOf, whichIn } from '../which.ts'

/** More are better left to the program, which continues after a crash. */
const MOST_AT_ONCE = 10_000
/** How many questions wait for an answer. The oldest are forgotten first. */
const MOST_QUESTIONS = 100

/** What an admin was asked about, so that exactly that is done. */
interface Asked {
  admin: Admin
  operation: InvitationOperation
  whose: readonly Whose[]
}

/** Something for everybody in the list, on all of its pages. */
export function forAllRoutes(app: Routes, { desk, rows, deeds, show, wait }: Room): void {
  const { basePath, invitations } = desk
  const asked = new Map<string, Asked>()

  app.get('/ask/all', async (c) => {
    const query = c.req.query()
    const operation = operationForAll(query['operation'])
    const { snapshot } = await rows.look(false)
    const title = 'Question'
    if (snapshot === undefined)
      return wait(c, { title, main: waitingPage(title, 'Reading the invitations from Auth0.') })
    const which = whichIn(query)
    const about: ForAll = { operation, which, key: crypto.randomUUID(), possible: [], others: new Map() }
    for (const row of allOf(snapshot, which, invitations.place().now)) {
      const why = await obstacleFor(c.get('admin'), operation, row, desk)
      if (why === undefined) about.possible.push(row)
      else about.others.set(why, (about.others.get(why) ?? 0) + 1)
    }
    const whose = about.possible.map(({ email, user_id }) => ({ email, user_id }))
    if (whose.length > MOST_AT_ONCE) throw tooMany(whose.length)
    const [oldest] = asked.keys()
    if (oldest !== undefined && asked.size >= MOST_QUESTIONS) asked.delete(oldest)
    asked.set(about.key, { admin: c.get('admin'), operation, whose })
    return show(c, { title, main: forAllPage(about, basePath) })
  })

  app.post('/do/all', async (c) => {
    const form: Form = await c.req.parseBody()
    const key = keyIn(form)
    const admin = c.get('admin')
    const question = asked.get(key)
    if (deeds.of(key, admin) === undefined) {
      if (question?.admin.name !== admin.name || question.admin.email !== admin.email) throw notAsked()
      const { operation, whose } = question
      const deed: Deed = {
        ...{ admin, operation, at: invitations.place().now },
        ...{ whose, results: [], isDone: false },
      }
      await within(PATIENCE_MS, deeds.begin(key, deed, carryOut(operation, choiceIn(form), desk, rows)))
    }
    return c.redirect(`${basePath}/done/${key}`, 303)
  })
}

/** @throws InvitationsError `usage` */
function operationForAll(given: unknown): InvitationOperation {
  const operation = operationFrom(given)
  if (isForAll(operation)) return operation
  throw new InvitationsError('usage', 'The desk makes links for people you choose, not for all at once.', {
    hint: 'Nothing was done. Go back, and tick the people you mean.',
  })
}

function tooMany(count: number): InvitationsError {
  const message = `${count.toLocaleString('en')} invitations match, but the desk handles at most ${MOST_AT_ONCE.toLocaleString('en')} at once.`
  return new InvitationsError('usage', message, { hint: 'Nothing was done. Narrow the list, or use the program.' })
}

function notAsked(): InvitationsError {
  return new InvitationsError('usage', 'The desk no longer has this question.', {
    hint: 'Nothing was done. Ask again from the list.',
  })
}
