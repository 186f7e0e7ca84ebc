import { InvitationsError } from '../../ground/errors.ts'
import type { InvitationRow } from '../../invitations/index.ts'
import type { Room, Routes } from '../room.ts'
import { carryOut, rowsOf } from '../carrying-out.ts'
import type { Deed, Whose } from '../deeds.ts'
import { keyIn, textsIn } from '../form.ts'
import { choiceIn, obstacleFor, operationFrom, perform } from '../operations.ts'
import type { Admin, InvitationOperation } from '../options.ts'
import { problemPage } from '../pages/problem.ts'
import { questionPage } from '../pages/question.ts'
import { progressOf, resultsPage, underwayPage } from '../pages/results.ts'
import { willDo } from '../words.ts'
import { AGAIN_SECONDS } from '../room.ts'
import { ON_A_PAGE } from '../which.ts'
import { allWhoseIn } from '../whose.ts'

/** A question, what is done after a yes, and the result. */
export function operationRoutes(app: Routes, { desk, rows, deeds, show }: Room): void {
  const { basePath, invitations } = desk

  app.get('/ask', async (c) => {
    const operation = operationFrom(c.req.query('operation'))
    const whose = chosen(c.req.queries('who') ?? [])
    const { possible, others } = await sort(c.get('admin'), operation, whose)
    const [first] = possible
    const isOne = possible.length === 1 && others.length === 0
    const foreseen = isOne && first !== undefined ? await foresee(operation, first) : undefined
    const key = crypto.randomUUID()
    if (foreseen?.outcome === 'failed' || foreseen?.outcome === 'skipped') {
      const why = { email: foreseen.email, why: foreseen.message }
      return show(c, {
        title: 'Question',
        main: questionPage({ operation, key, possible: [], others: [why], foreseen: undefined }, basePath),
      })
    }
    const sentence = foreseen === undefined ? undefined : willDo(foreseen.message)
    return show(c, {
      title: 'Question',
      main: questionPage({ operation, key, possible, others, foreseen: sentence }, basePath),
    })
  })

  app.post('/do', async (c) => {
    const form = await c.req.parseBody({ all: true })
    const key = keyIn(form)
    const admin = c.get('admin')
    const whose = chosen(textsIn(form['who']))
    const operation = operationFrom(form['operation'])
    const deed: Deed = {
      ...{ admin, operation, at: invitations.place().now },
      ...{ whose, results: [], isDone: false },
    }
    await deeds.begin(key, deed, carryOut(operation, choiceIn(form), desk, rows))
    const [only, ...more] = whose
    return only === undefined || more.length > 0
      ? c.redirect(`${basePath}/done/${key}`, 303)
      : c.redirect(`${addressOf(only)}&done=${key}`, 303)
  })

  app.get('/done/:key', (c) => {
    const deed = deeds.of(c.req.param('key'), c.get('admin'))
    if (deed?.isDone === false) {
      const main = underwayPage(deed, `${basePath}/done/${c.req.param('key')}`)
      return show(c, { title: 'In progress', main, againAfter: AGAIN_SECONDS })
    }
    if (deed !== undefined) return show(c, { title: 'Done', main: resultsPage(deed, deeds.takeLinks(deed), basePath) })
    const error = new InvitationsError('not_found', 'The desk no longer has this result.', {
      hint: 'The desk was restarted, or somebody else did this. The list shows how the invitations stand now.',
    })
    return show(c, { title: 'Not remembered', main: problemPage(error, basePath) }, 404)
  })

  app.get('/done/:key/progress', (c) => {
    const deed = deeds.of(c.req.param('key'), c.get('admin'))
    return deed === undefined ? c.notFound() : c.json({ ...progressOf(deed), isOver: deed.isDone })
  })

  app.post('/done/:key/stop', (c) => {
    const key = c.req.param('key')
    const deed = deeds.of(key, c.get('admin'))
    if (deed !== undefined) deed.isStopped = true
    return c.redirect(`${basePath}/done/${key}`, 303)
  })

  function addressOf({ email, user_id }: Whose): string {
    return `${basePath}/invitations/${encodeURIComponent(email)}?user_id=${encodeURIComponent(user_id)}`
  }

  /** Sorts people into those for whom it can be done, and the others. */
  async function sort(admin: Admin, operation: InvitationOperation, whose: readonly Whose[]) {
    const possible: InvitationRow[] = []
    const others: { email: string; why: string }[] = []
    for (const one of whose) {
      const [row] = await rowsOf(one, desk)
      const why = row === undefined ? 'There is no such invitation.' : await obstacleFor(admin, operation, row, desk)
      if (row !== undefined && why === undefined) possible.push(row)
      else others.push({ email: one.email, why: why ?? '' })
    }
    return { possible, others }
  }

  function foresee(operation: InvitationOperation, row: InvitationRow) {
    return perform(operation, row, {}, { invitations, dryRun: true })
  }
}

/** @throws InvitationsError `usage` for nobody, and for more people than one page has */
function chosen(values: readonly string[]): Whose[] {
  const whose = allWhoseIn(values)
  if (whose.length > 0 && whose.length <= ON_A_PAGE) return whose
  const message = whose.length === 0 ? 'Nobody is chosen.' : `At most ${ON_A_PAGE} can be chosen at once.`
  throw new InvitationsError('usage', message, {
    hint: 'Nothing was done. Go back, and tick the people you mean.',
  })
}
