import { mkdtempSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { createInvitations, InvitationsError, settingsFrom } from '../../scripts/invitations/index.ts'
import { fieldsOf, multipart, readable } from './open-desk.ts'
import { stage } from './stage.ts'

type Built = typeof import('../../scripts/desk/index.ts')
const { createDesk } = createRequire(import.meta.url)('../../dist/library/desk.cjs') as Built

const play = stage({ deployed: true })
const grace = { name: 'Grace', email: 'grace@example.com' }
const linus = { name: 'Linus', email: 'linus@example.com' }
const nextTurn = promisify(setImmediate)
const form = 'application/x-www-form-urlencoded'

/** A desk in an app, and what an admin does there. */
function mounted(options: Partial<Parameters<typeof createDesk>[1]> = {}) {
  const app = createDesk(createInvitations(settingsFrom(play.tenant.settings)), {
    ...{ admin: () => grace, basePath: '/desk', journals: mkdtempSync(join(tmpdir(), 'desk-')) },
    ...options,
  })
  const send = async (path: string, body?: RequestInit['body'], type = form) => {
    const headers = { origin: 'https://app.example.com', 'content-type': type }
    const init: RequestInit = body === undefined ? {} : { method: 'POST', body, headers }
    const answer = await app(new Request(`https://app.example.com${path}`, init))
    return { status: answer.status, location: answer.headers.get('location') ?? '', html: await answer.text() }
  }
  const upload = async (name: string, emails: readonly string[]) => {
    const { body, type } = await multipart(name, `email\n${emails.join('\n')}\n`)
    const { location } = await send('/desk/import', body, type)
    return location
  }
  const start = async (path: string) => {
    const fields = fieldsOf(await ended(path), `${path}/start`)
    return send(`${path}/start`, new URLSearchParams(fields).toString())
  }
  const ended = async (path: string) => {
    for (;;) {
      const page = await send(path)
      if (!page.html.includes('http-equiv="refresh"')) return page
      await nextTurn() // the desk is in this process
    }
  }
  return { send, upload, start, ended }
}
const people = (name: string, count: number) => Array.from({ length: count }, (_, at) => `${name}${at}@example.com`)
const mails = async (emails: readonly string[]) =>
  Promise.all(emails.map(async (email) => (await play.tenant.outbox(email)).length))

describe('a spreadsheet at a desk in your own app', () => {
  it('two admins see who started it, and both can stop it and go on', async () => {
    let who = grace
    const desk = mounted({ admin: () => who })
    const emails = people('both', 12)
    const path = await desk.upload('both.csv', emails)
    await play.tenant.faults([{ method: 'POST', path: '/dbconnections/change_password', hold: 'mails' }])
    await desk.start(path)
    await play.tenant.held('mails')
    who = linus
    expect(readable(await desk.send('/desk/import'))).toMatch(
      /both\.csv: 0 of 12 people done, still running\. Started by Grace at/,
    )
    expect(await desk.upload('the same.csv', emails)).toBe(path)
    await desk.send(`${path}/stop`, '')
    await play.tenant.faults([])
    await play.tenant.release('mails')
    await desk.ended(path)
    await desk.send(`${path}/go-on`, '')
    expect(readable(await desk.ended(path))).toMatch(/Done 12 of 12 people done\. .*Started by Linus at/)
    expect(await mails(emails)).toEqual(emails.map(() => 1))
  })

  it('stops if the audit log cannot be written', async () => {
    let noted = 0
    const desk = mounted({
      audit: () => {
        noted += 1
        if (noted > 2) throw new InvitationsError('audit_failed', 'The log is full.', { hint: 'Make room.' })
      },
    })
    const emails = people('noted', 60)
    const path = await desk.upload('noted.csv', emails)
    await desk.start(path)
    expect(readable(await desk.ended(path))).toMatch(
      /^noted\.csv The log is full\. Make room\. Stopped by an error \d+ of 60/,
    )
    expect((await mails(emails)).filter((count) => count > 0).length).toBeLessThan(60)
  })

  it('makes very many accounts by import jobs', async () => {
    const desk = mounted()
    const emails = people('bulk', 210)
    const path = await desk.upload('bulk.csv', emails)
    expect(readable(await desk.send(path))).toContain('Auth0 creates the accounts with import jobs.')
    await desk.start(path)
    expect(readable(await desk.ended(path))).toContain('Done 210 of 210 people done. This time: 210 invited.')
    const calls = await play.tenant.requests()
    expect(calls.filter((call) => call.path.startsWith('/api/v2/jobs/users-imports')).length).toBeGreaterThan(0)
    expect(new Set(await mails(emails))).toEqual(new Set([1]))
  })

  it('says what it would do in a dry run, without a button that does it', async () => {
    const desk = mounted({ dryRun: true })
    const path = await desk.upload('dry.csv', people('dry', 2))
    const page = await desk.send(path)
    expect(readable(page)).toContain('Dry run: nothing is sent.')
    expect(page.html).not.toContain(`${path}/start`)
    await desk.send(`${path}/start`, 'version=1')
    expect(await mails(people('dry', 2))).toEqual([0, 0])
  })
})
