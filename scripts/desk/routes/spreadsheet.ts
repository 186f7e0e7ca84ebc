import type { Context } from 'hono'
import { readFileSync } from 'node:fs'
import { InvitationsError } from '../../ground/errors.ts'
import { mailHeaders } from '../guard.ts'
import { choicesIn } from '../imports/choices.ts'
import type { Imports } from '../imports/imports.ts'
import { isUnderway, type OneImport, type Review } from '../imports/one-import.ts'
import { fileOf, reviewOf } from '../imports/review.ts'
import { startImport } from '../imports/run-import.ts'
import { within, PATIENCE_MS } from '../looked.ts'
import { isAllowed, NOT_ALLOWED } from '../operations.ts'
import { failureNote } from '../pages/notes.ts'
import { byProgramPage } from '../pages/spreadsheet/by-program.ts'
import { progressOf, progressPage } from '../pages/spreadsheet/progress.ts'
import { reviewPage } from '../pages/spreadsheet/review.ts'
import { uploadPage } from '../pages/spreadsheet/upload.ts'
import { waitingPage } from '../pages/waiting.ts'
import { newMail } from '../rendered-mail.ts'
import { AGAIN_SECONDS, type Carried, type Room, type Routes } from '../room.ts'
import { UPLOAD_PATH, uploadedIn, uploadLimit } from '../upload.ts'

const under = UPLOAD_PATH
const title = 'Spreadsheet'

/** Used if there is no folder for journals: the page explains how to import with the program. */
export function byProgramRoute(app: Routes, { show }: Room): void {
  app.get(UPLOAD_PATH, (c) => show(c, { title, under, main: byProgramPage() }))
}

/** A file is uploaded, checked, confirmed and imported. */
export function spreadsheetRoutes(app: Routes, room: Room, imports: Imports): void {
  const { desk, facts, show, wait } = room
  const { basePath } = desk
  type Request = Context<Carried>

  const isFine = (c: Request) => isAllowed(c.get('admin'), 'import', undefined, desk)
  const refuse = (c: Request) => show(c, { title, under, main: failureNote({ message: NOT_ALLOWED, hint: '' }) }, 403)
  const addressOf = ({ id }: OneImport) => `${basePath}${UPLOAD_PATH}/${id}`
  const filesPage = (c: Request, failure?: InvitationsError) => {
    const main = uploadPage({ started: imports.started, unfinished: imports.unfinished(), failure, basePath })
    return show(c, { title, under, main }, failure === undefined ? 200 : 400)
  }

  /** Until it is confirmed, only the admin who uploaded a file can see it. @throws InvitationsError `not_found` */
  const meant = (c: Request): OneImport => {
    const one = imports.of(c.req.param('id') ?? '')
    const { name, email } = c.get('admin')
    const isTheirs = one?.progress !== undefined || (one?.by.name === name && one.by.email === email)
    if (one !== undefined && isTheirs) return one
    throw new InvitationsError('not_found', 'The desk no longer has this file.', {
      hint: 'Upload it again. What was done is in its journal, so nobody is emailed twice.',
    })
  }

  /** What is in a file; undefined while that takes long. Read again if it failed. */
  const reviewed = (one: OneImport): Promise<Review | undefined> => {
    one.review ??= reviewOf(one, desk).then(
      (review) => {
        one.run = review.run
        return review
      },
      (failure: unknown) => {
        one.review = undefined
        throw failure
      },
    )
    return within(PATIENCE_MS, one.review)
  }

  app.get(UPLOAD_PATH, async (c) => ((await isFine(c)) ? filesPage(c) : refuse(c)))

  app.post(
    UPLOAD_PATH,
    async (c, next) => ((await isFine(c)) ? next() : refuse(c)),
    uploadLimit(),
    async (c) => {
      let one: OneImport | undefined
      try {
        const file = await uploadedIn(c)
        one = imports.add(file.name, new Uint8Array(await file.arrayBuffer()), c.get('admin'))
        one.run = (await fileOf(one, desk)).run // which file it is, before all of it is read
        await reviewed(one)
      } catch (failure) {
        if (one !== undefined) imports.forget(one)
        if (failure instanceof InvitationsError && isAboutTheFile(failure)) return filesPage(c, failure)
        throw failure
      }
      const same = imports.underwayLike(one)
      if (same !== undefined) imports.forget(one)
      return c.redirect(addressOf(same ?? one), 303)
    },
  )

  app.get(`${UPLOAD_PATH}/:id`, async (c) => {
    const one = meant(c)
    const mayImport = await isFine(c)
    if (one.progress !== undefined) {
      const main = progressPage(one, one.progress, { mayImport, basePath })
      return show(c, { title, under, main, ...(isUnderway(one) && { againAfter: AGAIN_SECONDS }) })
    }
    if (!mayImport) return refuse(c)
    const review = await reviewed(one)
    if (review === undefined) return wait(c, { title, under, main: waitingPage(one.name, 'Reading the file.') })
    return show(c, { title, under, main: reviewPage(one, review, desk) })
  })

  app.get(`${UPLOAD_PATH}/:id/progress`, (c) => {
    const one = meant(c)
    if (one.progress === undefined) return c.notFound()
    return c.json({ ...progressOf(one.progress), isOver: !isUnderway(one) })
  })

  app.get(`${UPLOAD_PATH}/:id/mail`, async (c) => {
    const one = meant(c)
    const first = (await one.review)?.checked?.plan.first
    return first === undefined ? c.notFound() : c.html(await newMail(first, facts), 200, { ...mailHeaders })
  })

  app.get(`${UPLOAD_PATH}/:id/result`, async (c) => {
    if (!(await isFine(c))) return refuse(c)
    const one = meant(c)
    if (one.progress?.result === undefined) return c.notFound()
    return c.body(new Uint8Array(readFileSync(one.progress.result)), 200, {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="result.csv"; filename*=UTF-8''${encoded(resultName(one))}`,
    })
  })

  app.post(`${UPLOAD_PATH}/:id/columns`, async (c) => {
    if (!(await isFine(c))) return refuse(c)
    const one = meant(c)
    if (one.progress !== undefined) return c.redirect(addressOf(one), 303)
    one.choices = choicesIn(await c.req.parseBody(), one.choices)
    one.version += 1
    one.review = undefined
    return c.redirect(addressOf(one), 303)
  })

  app.post(`${UPLOAD_PATH}/:id/start`, async (c) => {
    if (!(await isFine(c))) return refuse(c)
    const one = meant(c)
    const form = await c.req.parseBody()
    const checked = (await one.review)?.checked
    const same = imports.underwayLike(one)
    const isSeen = form['version'] === String(one.version) && checked !== undefined
    const isAgreed = checked?.stops === undefined && (checked?.counts.invalid === 0 || form['skip'] === 'yes')
    if (one.progress === undefined && same === undefined && isSeen && isAgreed && !desk.dryRun) {
      const { done, left } = checked.plan
      startImport(one, c.get('admin'), { done, people: done + left }, room)
    }
    return c.redirect(addressOf(same ?? one), 303)
  })

  app.post(`${UPLOAD_PATH}/:id/stop`, async (c) => {
    if (!(await isFine(c))) return refuse(c)
    const one = meant(c)
    one.progress?.stop()
    return c.redirect(addressOf(one), 303)
  })

  app.post(`${UPLOAD_PATH}/:id/go-on`, async (c) => {
    if (!(await isFine(c))) return refuse(c)
    const one = meant(c)
    const same = imports.underwayLike(one)
    if (one.progress !== undefined && same === undefined) startImport(one, c.get('admin'), one.progress, room)
    return c.redirect(addressOf(same ?? one), 303)
  })
}

function isAboutTheFile({ code }: InvitationsError): boolean {
  return code === 'usage' || code === 'unreadable_file'
}

function resultName({ name }: OneImport): string {
  return `${name.replace(/\.(csv|tsv|txt|xlsx)$/i, '')}.result.csv`
}

/** @see https://www.rfc-editor.org/rfc/rfc8187#section-3.2.1 */
function encoded(name: string): string {
  return encodeURIComponent(name).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`)
}
