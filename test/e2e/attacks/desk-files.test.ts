import { mkdtempSync, readdirSync } from 'node:fs'
import { request } from 'node:http'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createInvitations, settingsFrom } from '../../../scripts/invitations/index.ts'
import { inlineRows, workbook } from '../../workbook.ts'
import { call, fieldsOf, multipart, openDesk, readable, type OpenDesk } from '../open-desk.ts'
import { scene } from './scene.ts'

type Built = typeof import('../../../scripts/desk/index.ts')
const { createDesk } = createRequire(import.meta.url)('../../../dist/library/desk.cjs') as Built

const at = scene()
const folder = mkdtempSync(join(tmpdir(), 'desk-'))
let desk: OpenDesk

beforeAll(async () => {
  desk = await openDesk(at, ['--name', 'Grace Hopper'], {}, folder)
})
afterAll(() => desk.end())

const MB = 1_000_000
const csvOf = (...rows: string[]) => `email\n${rows.join('\n')}\n`
/** Uploads until the desk answers. @returns the answer, and what was sent before it */
async function sendMuch(bytes: number, headers: Record<string, string>) {
  const { cookie, origin } = desk
  const type = 'multipart/form-data; boundary=x'
  const sent = request(`${origin}/import`, {
    method: 'POST',
    headers: { cookie, origin, 'content-type': type, ...headers },
  })
  const answered = new Promise<{ status: number; html: string }>((resolve) =>
    sent.on(
      'response',
      (answer) => void text(answer).then((html) => resolve({ status: answer.statusCode ?? 0, html })),
    ),
  )
  sent.on('error', () => undefined) // the desk hangs up
  const piece = Buffer.alloc(MB, 'x')
  let count = 0
  let answer: { status: number; html: string } | undefined
  void answered.then((came) => (answer = came))
  sent.write('--x\r\ncontent-disposition: form-data; name="file"; filename="people.csv"\r\n\r\n')
  while (answer === undefined && count < bytes) {
    const hasRoom = sent.write(piece)
    count += MB
    if (!hasRoom) await Promise.race([answered, new Promise((resolve) => sent.once('drain', resolve))])
  }
  const came = await answered
  sent.destroy()
  return { ...came, count }
}

describe('A file that is uploaded', () => {
  it('has 2 GB', async () => {
    const whole = 2_000 * MB
    for (const headers of [{ 'transfer-encoding': 'chunked' }, { 'content-length': String(whole) }]) {
      const { status, html, count } = await sendMuch(whole, headers)
      expect([status, readable({ html })]).toEqual([
        413,
        expect.stringContaining('The desk reads files of up to 20 MB.'),
      ])
      expect(count).toBeLessThan(60 * MB)
    }
    expect((await desk.get('/import')).status).toBe(200)
  })

  it('is a workbook of kilobytes that unpacks to gigabytes', async () => {
    const sheet = { name: 'People', xml: inlineRows([['email'], ['ada@example.com']]) }
    const part = 'xl/worksheets/sheet1.xml'
    const wide = `<c t="inlineStr"><is><t>${'x'.repeat(60_000)}</t></is></c>`
    const bombs = [
      workbook({ sheets: [sheet], claims: { [part]: { size: 2_000 * MB } } }),
      workbook({ sheets: [sheet], claims: { 'xl/sharedStrings.xml': { size: 101 * MB } } }),
      workbook({
        sheets: [{ ...sheet, xml: `<sheetData>${' '.repeat(5 * MB)}</sheetData>` }],
        claims: { [part]: { size: 1000 } },
      }),
      workbook({
        sheets: [
          {
            ...sheet,
            xml: `<sheetData>${Array.from({ length: 1100 }, (_, row) => `<row r="${row + 1}">${wide}</row>`).join('')}</sheetData>`,
          },
        ],
      }),
    ]
    const said: string[] = []
    for (const bomb of bombs) {
      expect(bomb.length).toBeLessThan(MB)
      const page = await desk.upload('/import', 'bomb.xlsx', bomb)
      expect(page.status).toBe(400)
      said.push(/Excel workbook: (.*?)\. (Save|Open)/.exec(readable(page))?.[1] ?? readable(page))
    }
    expect(said).toEqual([
      'its part xl/worksheets/sheet1.xml would unpack to more than 1000 MB',
      'its part xl/sharedStrings.xml would unpack to more than 100 MB',
      'its part xl/worksheets/sheet1.xml is incomplete',
      'its rows have more than 60000000 characters',
    ])
  })

  it('has HTML, a formula or a path in its name', async () => {
    const names = [
      `"><script>alert(1)</script><img src=x onerror=alert(1)>.csv`,
      `=HYPERLINK("https://evil.example").csv`,
      '../../../../etc/cron.d/evil.csv',
      String.raw`C:\..\..\evil.csv`,
      `x\r\nset-cookie: evil=1.csv`,
    ]
    for (const [index, name] of names.entries()) {
      const page = await desk.upload('/import', name, csvOf(`named${index}@example.com`))
      await desk.post(`${page.path}/start`, fieldsOf(page, `${page.path}/start`))
      let shown = await desk.get(page.path)
      while (!shown.html.includes('/result')) shown = await desk.get(page.path)
      for (const { html } of [page, shown, await desk.get('/import')]) expect(html).not.toMatch(/<script>|<img/i)
      const { headers, status } = await desk.get(`${page.path}/result`)
      expect([status, headers['set-cookie'], headers['x-content-type-options']]).toEqual([200, undefined, 'nosniff'])
      expect(headers['content-disposition']).toMatch(
        /^attachment; filename="result\.csv"; filename\*=UTF-8''[\w.%~-]+$/,
      )
      expect(headers['content-disposition']).not.toMatch(/%2f|%5c/i)
    }
    const made = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    expect(made.filter((one) => !/^\.auth0-invitations(\/import-[\w-]+\.ndjson|$)/.test(one))).toEqual([])
  })

  it('has HTML and formulas in its cells', async () => {
    const rows = [
      'email,note',
      'cell@example.com,"=HYPERLINK(""https://evil.example"")"',
      '"<script>alert(1)</script>",x',
    ]
    const page = await desk.upload('/import', 'cells.csv', rows.join('\n'))
    expect(page.html).not.toContain('<script>alert')
    expect(readable(page)).toContain('<script>alert(1)</script>')
    const harmless = await desk.upload('/import', 'cells.csv', 'email,Comment\ncell@example.com,=1+1\n')
    await desk.post(`${harmless.path}/start`, fieldsOf(harmless, `${harmless.path}/start`))
    let result = await desk.get(`${harmless.path}/result`)
    while (result.status === 404) result = await desk.get(`${harmless.path}/result`)
    expect(result.html).toContain(`cell@example.com,'=1+1,`)
  })

  it('is sent by a page of another site: CSRF', async () => {
    const { body, type } = await multipart('people.csv', csvOf('forged@example.com'))
    const { cookie, origin } = desk
    const foreign = [{ origin: 'https://evil.example' }, { origin: 'null' }, {}, { 'sec-fetch-site': 'cross-site' }]
    for (const headers of foreign) {
      const answer = await call(`${origin}/import`, {
        method: 'POST',
        headers: { cookie, 'content-type': type, ...headers },
        body,
      })
      expect([answer.status, answer.headers.location]).toEqual([403, undefined])
    }
    const page = await desk.upload('/import', 'people.csv', csvOf('forged@example.com'))
    const form = new URLSearchParams(fieldsOf(page, `${page.path}/start`)).toString()
    const headers = { cookie, origin: 'https://evil.example', 'content-type': 'application/x-www-form-urlencoded' }
    expect((await call(`${origin}${page.path}/start`, { method: 'POST', headers, body: form })).status).toBe(403)
    expect((await desk.get(`${page.path}/start`)).status).toBe(404)
    expect(await at.userOf('forged@example.com')).toEqual({})
  })
})

describe('A result that is downloaded', () => {
  it('by a path in the address', async () => {
    const paths = [
      '..%2f..%2f..%2fetc%2fpasswd',
      '%252e%252e',
      '%00',
      '.auth0-invitations',
      crypto.randomUUID(),
      '__proto__',
    ]
    for (const path of paths) {
      for (const address of [`/import/${path}/result`, `/import/${path}`, `/import/${path}/mail`]) {
        const answer = await call(`${desk.origin}${address}`, { headers: { cookie: desk.cookie } })
        expect([address, answer.status]).toEqual([address, 404])
        expect(answer.html).not.toContain('root:')
      }
    }
  })

  it('without the cookie', async () => {
    const page = await desk.upload('/import', 'secret.csv', csvOf('secret@example.com'))
    await desk.post(`${page.path}/start`, fieldsOf(page, `${page.path}/start`))
    for (const path of [page.path, `${page.path}/result`, `${page.path}/progress`, '/import']) {
      const answer = await call(`${desk.origin}${path}`)
      expect([answer.status, answer.html.includes('secret')]).toEqual([403, false])
    }
  })
})

describe('An admin of a desk in your own app', () => {
  const grace = { name: 'Grace', email: 'grace@example.com' }
  const eve = { name: 'Eve', email: 'eve@example.com' }
  let who = grace
  const mounted = (mayEve: boolean) =>
    createDesk(createInvitations(settingsFrom(at.tenant.settings)), {
      ...{ admin: () => who, basePath: '/desk', journals: folder },
      may: (admin, operation) => operation !== 'import' || admin.name === 'Grace' || mayEve,
    })
  const send = async (app: ReturnType<typeof createDesk>, path: string, body?: RequestInit['body'], type?: string) => {
    const headers = { origin: 'https://app.example.com', ...(type !== undefined && { 'content-type': type }) }
    const init: RequestInit = body === undefined ? {} : { method: 'POST', body, headers, duplex: 'half' }
    const answer = await app(new Request(`https://app.example.com${path}`, init))
    return { status: answer.status, location: answer.headers.get('location') ?? '', html: await answer.text() }
  }
  const uploaded = async (app: ReturnType<typeof createDesk>, email: string) => {
    const { body, type } = await multipart('people.csv', csvOf(email))
    return send(app, '/desk/import', body, type)
  }
  /** A file's page, once the desk has read the file. */
  const looked = async (app: ReturnType<typeof createDesk>, location: string) => {
    for (;;) {
      const page = await send(app, location)
      if (!page.html.includes('http-equiv="refresh"')) return page
    }
  }
  const form = 'application/x-www-form-urlencoded'

  it('who may not import uploads a file: nothing of it is read', async () => {
    who = eve
    const app = mounted(false)
    let isRead = false
    const body = new ReadableStream({ pull: () => void (isRead = true) }, { highWaterMark: 0 })
    const answer = await send(app, '/desk/import', body, 'multipart/form-data; boundary=x')
    expect([answer.status, readable(answer), isRead]).toEqual([403, 'You are not allowed to do this.', false])
    expect((await send(app, '/desk/import')).html).not.toContain('type="file"')
  })

  /** Grace has uploaded a file, and Eve has the form that would start it. */
  const uploadedByGrace = async (app: ReturnType<typeof createDesk>) => {
    who = grace
    const { location } = await uploaded(app, 'theirs@example.com')
    const start = new URLSearchParams(fieldsOf(await looked(app, location), `${location}/start`)).toString()
    who = eve
    return { location, start }
  }

  it('who may not import guesses the addresses of an import', async () => {
    const app = mounted(false)
    const { location, start } = await uploadedByGrace(app)
    for (const action of ['start', 'stop', 'go-on', 'columns']) {
      expect((await send(app, `${location}/${action}`, start, form)).status).toBe(403)
    }
    expect((await send(app, `${location}/result`)).status).toBe(403)
    expect(await at.userOf('theirs@example.com')).toEqual({})
  })

  it('who may import opens another admin’s file before it is confirmed, and confirms it', async () => {
    const app = mounted(true)
    const { location, start } = await uploadedByGrace(app)
    for (const path of [location, `${location}/mail`, `${location}/result`])
      expect((await send(app, path)).status).toBe(404)
    expect((await send(app, `${location}/start`, start, form)).status).toBe(404)
    expect(await at.userOf('theirs@example.com')).toEqual({})
  })
})
