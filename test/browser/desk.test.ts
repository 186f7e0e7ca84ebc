import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { choosePassword, signIn } from '../app.ts'
import { startDesk } from '../e2e/open-desk.ts'
import { stage } from '../e2e/stage.ts'
import { expectUsableByAll, picture, tabTo, visits } from './visit.ts'

const play = stage({ deployed: true })
const browser = visits()
const password = 'Difference-Engine-2'
const folder = mkdtempSync(join(tmpdir(), 'desk-'))
let desk: Awaited<ReturnType<typeof startDesk>>

beforeAll(async () => {
  const invite = (...args: string[]) => play.invitations(['invite', ...args])
  await invite(
    'ada@example.com',
    '--name',
    'Ada Lovelace',
    '--invited-by',
    'Grace Hopper',
    '--note',
    'Good to have you.',
  )
  await invite('layla@example.com', '--name', 'ليلى حداد', '--invited-by', 'سامي', '--locale', 'ar')
  await invite('hanako@example.com', 'kim@example.com', 'bob@example.com', '--invited-by', 'Linus', '--ttl', '1d')
  await play.invitations(['revoke', 'bob@example.com', '--yes'])
})

/** Other tools with write access can write any name. */
async function givenLongName(email: string): Promise<void> {
  const { body } = await play.tenant.manage('GET', `users-by-email?email=${encodeURIComponent(email)}`)
  const [user] = body as { user_id: string }[]
  await play.tenant.manage('PATCH', `users/${encodeURIComponent(user?.user_id ?? '')}`, { name: 'K'.repeat(300) })
}

/** A browser at its own desk, since each is for one browser. Collects the browser's errors. */
async function atDesk(): Promise<{ page: Page; complaints: string[] }> {
  await desk?.end()
  desk = await startDesk(play, ['--name', 'Grace Hopper'], {}, folder)
  const page = await browser.visitor()
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  page.on('pageerror', (failure) => complaints.push(failure.message))
  page.on('request', (request) => {
    if (!request.url().startsWith(desk.origin) && !request.url().startsWith('data:')) complaints.push(request.url())
  })
  await page.goto(desk.address)
  await page.waitForURL(`${desk.origin}/`)
  return { page, complaints }
}
afterAll(() => desk.end())

const pages: [name: string, path: string][] = [
  ['list', '/'],
  ['invitation', '/invitations/ada%40example.com'],
  ['revoked', '/invitations/bob%40example.com'],
  ['long name', '/invitations/kim%40example.com'],
  ['list with a long name', '/?read=again'],
  ['invite', '/invite'],
  ['spreadsheet', '/import'],
  ['for all', '/ask/all?operation=revoke'],
  ['requests', '/requests'],
  ['report', '/report'],
  ['doctor', '/doctor'],
  ['error', '/invitations/nobody%40example.com'],
]

/** In docs/desk.md. */
const pictured = ['desk-list-1280', 'desk-invite-1280', 'desk-file-1280']

/** Checks the page at every width and in both schemes: nothing is wider than the screen, and everybody can use it. */
async function look(page: Page, name: string): Promise<void> {
  for (const width of [320, 1280]) {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.setViewportSize({ width, height: 800 })
      await page.emulateMedia({ colorScheme })
      // Colours depend only on the scheme, and positions only on the width.
      if ((width === 320) === (colorScheme === 'dark')) await expectUsableByAll(page)
      const isTooWide = await page.evaluate(
        'document.documentElement.scrollWidth > document.documentElement.clientWidth',
      )
      expect([name, width, isTooWide]).toEqual([name, width, false])
      const file = `desk-${name}-${width}${colorScheme === 'dark' ? '-dark' : ''}`
      if (pictured.includes(file)) await picture(page, file)
    }
  }
}

/** People of a file that no other story knows. */
const people = (name: string, count: number) => Array.from({ length: count }, (_, at) => `${name}${at}@example.com`)
async function upload(page: Page, name: string, ...lines: string[]): Promise<void> {
  await page.locator('#file').setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(lines.join('\n')) })
  await page.getByRole('button', { name: 'Check the file' }).click()
  await page.getByRole('heading', { name, exact: true }).waitFor()
}

describe('the desk in a browser', () => {
  it('everybody can use every page, at 320 and 1280 px, light and dark, and no page loads anything from elsewhere', async () => {
    const { page, complaints } = await atDesk()
    for (const [name, path] of pages) {
      if (name === 'long name') await givenLongName('kim@example.com')
      await page.goto(`${desk.origin}${path}`)
      await page.getByText('This page refreshes by itself.').waitFor({ state: 'detached' })
      await page.locator('footer').waitFor()
      await look(page, name)
    }
    expect(complaints.filter((one) => !one.includes('404'))).toEqual([])
  })

  it('an admin can invite by keyboard alone; the invitee accepts, and the list shows it', async () => {
    const { page, complaints } = await atDesk()
    await page.goto(`${desk.origin}/invite`)
    await page.locator('#emails').focus()
    await page.keyboard.type('eve@example.com')
    await page.keyboard.press('Tab')
    await page.keyboard.type('Eve')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Invite eve@example.com?' }).waitFor()
    await look(page, 'invite question')
    await tabTo(page, 'button')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Invite: 1 invitation done' }).waitFor()
    const [mail] = await play.tenant.outbox('eve@example.com')
    await choosePassword(mail?.links[0] ?? '', password)
    await signIn(play.tenant, 'eve@example.com', password)
    await page.goto(`${desk.origin}/?search=eve&read=again`)
    await page.locator('td .badge.accepted').waitFor()
    expect(complaints).toEqual([])
  })

  it('the form says what is wrong and shows the mail while somebody types', async () => {
    const { page, complaints } = await atDesk()
    await page.goto(`${desk.origin}/invite`)
    await page.locator('#emails').fill('eve@example')
    await page.getByText('"eve@example" is not an email address').waitFor()
    await page.locator('#emails').fill('eve@example.com')
    await page.locator('#note').fill('See you on Monday')
    await page.locator('#locale').selectOption('de')
    const frame = page.frameLocator('iframe[name=mail]')
    await frame.getByText('See you on Monday').waitFor()
    await frame.getByText('Subject: Sie sind zu Analytical Engine eingeladen').waitFor()
    expect(await page.locator('#wrong-emails').textContent()).toBe('')
    expect(await page.locator('button.refresh').isVisible()).toBe(false)
    expect(complaints).toEqual([])
  })

  it('an admin can import a spreadsheet: wrong rows, the corrected file, progress, Stop, Continue, and the result', async () => {
    const { page, complaints } = await atDesk()
    const emails = people('sheet', 24)
    await page.goto(`${desk.origin}/import`)
    await upload(
      page,
      'people.csv',
      'E-Mail,Vorname,Comment',
      'sheet0@example,Lise,talks',
      ...emails.slice(1),
      emails[1] ?? '',
    )
    await page.getByText('"sheet0@example" is not an email address').waitFor()
    await page.getByText('The first mail, to sheet1@example.com').click()
    await page.frameLocator('iframe').getByText('Grace Hopper has invited you to Analytical Engine.').waitFor()
    await look(page, 'file')
    await upload(page, 'people.csv', 'email', ...emails)
    await play.tenant.faults([{ method: 'POST', path: '/dbconnections/change_password', hold: 'mails' }])
    await page.getByRole('button', { name: 'Send 24 invitations' }).dblclick()
    await page.getByRole('heading', { name: 'Inviting' }).waitFor()
    await play.tenant.held('mails')
    await look(page, 'running')
    await page.getByRole('button', { name: 'Stop' }).click()
    await page.getByRole('heading', { name: 'Stopping' }).waitFor()
    await play.tenant.faults([])
    await play.tenant.release('mails')
    await page.getByRole('heading', { name: 'Stopped', exact: true }).waitFor()
    await look(page, 'stopped')
    await page.goto(`${desk.origin}/import`)
    await look(page, 'imports')
    await page.getByRole('link', { name: 'people.csv' }).click()
    await page.getByRole('button', { name: 'Continue' }).click()
    await page.getByRole('heading', { name: 'Done' }).waitFor()
    const downloading = page.waitForEvent('download')
    await page.getByRole('link', { name: 'Download the result' }).click()
    const download = await downloading
    expect(download.suggestedFilename()).toBe('people.result.csv')
    const rows = readFileSync(await download.path(), 'utf8')
      .trimEnd()
      .split('\r\n')
      .slice(1)
    expect(rows.map((row) => row.split(',').slice(0, 2).join())).toEqual(emails.map((email) => `${email},invited`))
    for (const email of emails) expect([email, (await play.tenant.outbox(email)).length]).toEqual([email, 1])
    expect(complaints).toEqual([])
  })

  it('an admin can revoke several by clicking, after a question with the number', async () => {
    const { page, complaints } = await atDesk()
    await page.setViewportSize({ width: 1280, height: 800 })
    await page.goto(`${desk.origin}/?invited_by=Linus`)
    for (const name of ['kim', 'hanako']) await page.getByLabel(`Choose ${name}@example.com`).check()
    await page.getByRole('button', { name: 'Revoke' }).click()
    await page.getByRole('heading', { name: 'Revoke 2 invitations?' }).waitFor()
    await look(page, 'question')
    await page.getByRole('button', { name: 'Revoke' }).dblclick()
    await page.getByRole('heading', { name: 'Revoke: 2 invitations done' }).waitFor()
    await look(page, 'results')
    await page.goto(`${desk.origin}/?invited_by=Linus`)
    expect(await page.locator('td .badge.revoked').count()).toBe(3)
    expect(complaints).toEqual([])
  })
})
