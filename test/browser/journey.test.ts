import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { stage } from '../e2e/stage.ts'
import { startApp } from './invited-app.ts'
import { expectUsableByAll, picture, tabTo, visits } from './visit.ts'

const languages = ['en', 'de', 'ar']
const play = stage({ deployed: true, settings: { INVITATIONS_LANGUAGES: languages.join(',') } })
const browser = visits()
const visitor = (locale?: string) => browser.visitor(locale)
const password = 'Difference-Engine-2'
let app: Awaited<ReturnType<typeof startApp>>

beforeAll(async () => {
  await play.tenant.manage('PATCH', 'tenants/settings', { enabled_locales: languages })
  app = await startApp(play.tenant)
})
afterAll(() => {
  app.close()
})
afterEach(() => play.tenant.setClock(new Date())) // back to the machine's clock

async function invite(email: string, ...flags: string[]): Promise<void> {
  const ended = await play.invitations(['invite', email, '--name', 'Ada Lovelace', '--invited-by', 'Grace', ...flags])
  expect(ended.stderr).toBe('')
}

/** Opens the newest mail, as a mail program shows it. */
async function openMail(page: Page, email: string): Promise<void> {
  const mail = (await play.tenant.outbox(email)).at(-1)
  await page.goto(`${play.tenant.description.inbox_url}mail/${mail?.id}`)
}

async function openLink(page: Page, email: string): Promise<void> {
  await page.goto((await play.tenant.outbox(email)).at(-1)?.links[0] ?? '')
}

/** Types the password twice and sends it. */
async function choosePassword(page: Page): Promise<void> {
  await page.fill('input[name=password]', password)
  await page.fill('input[name=password2]', password)
  await page.click('button[type=submit]')
  await page.waitForSelector('input[name=password2]', { state: 'detached' }) // the answer is a page without a form
}

async function signIn(page: Page, email: string): Promise<void> {
  await page.goto(`${app.address}welcome`)
  await page.fill('input[name=username]', email)
  await page.fill('input[name=password]', password)
  await page.click('button[type=submit]')
}

const heading = (page: Page) => page.innerText('h1')

describe.each([
  ['en', 'ltr', 'Choose your password'],
  ['de', 'ltr', 'Passwort'],
  ['ar', 'rtl', 'كلمة'],
])('an invitee in %s', (locale, direction, word) => {
  it('can go from the mail to the app by keyboard alone, and everybody can use every page', async () => {
    const email = `${locale}@example.com`
    await invite(email, '--locale', locale)
    const page = await visitor(locale)
    await openMail(page, email)
    expect(await page.getAttribute('[lang]', 'lang')).toBe(locale)
    expect(await page.evaluate(`getComputedStyle(document.querySelector('table')).direction`)).toBe(direction)
    await expectUsableByAll(page)
    await picture(page, `mail-${locale}`)

    await tabTo(page, 'link')
    await page.keyboard.press('Enter')
    await page.waitForURL(/reset/)
    expect(await page.getAttribute('html', 'lang')).toBe(locale)
    expect(await page.getAttribute('html', 'dir')).toBe(direction)
    expect(await heading(page)).toContain(word)
    await expectUsableByAll(page)
    await picture(page, `password-${locale}`)

    await tabTo(page, 'textbox')
    await page.keyboard.type(password)
    await page.keyboard.press('Tab')
    await page.keyboard.type(password)
    await page.keyboard.press('Enter')
    await page.waitForSelector('input', { state: 'detached' })
    await expectUsableByAll(page)

    await page.goto(`${app.address}welcome?email=${email}`)
    await expectUsableByAll(page)
    expect(await page.inputValue('input[name=username]')).toBe(email)
    await picture(page, `sign-in-${locale}`)
    await tabTo(page, 'textbox', 1)
    await page.keyboard.type(password)
    await page.keyboard.press('Enter')
    await page.waitForURL(app.address)
    expect(await heading(page)).toBe(email)
    expect(await page.innerText('p')).toBe('Invitation: accepted')
  })
})

describe('the link in the mail', () => {
  it('still works after a scanner opened it', async () => {
    await invite('scanned@example.com')
    const link = (await play.tenant.outbox('scanned@example.com'))[0]?.links[0] ?? ''
    for (const method of ['HEAD', 'GET', 'GET']) await fetch(link, { method })
    const page = await visitor()
    await page.goto(link)
    await choosePassword(page)
    expect(await heading(page)).toBe('Your password is saved')
  })

  it('does not allow a second password with Back, after the first is saved', async () => {
    await invite('back@example.com')
    const page = await visitor()
    await openLink(page, 'back@example.com')
    await choosePassword(page)
    await page.goBack()
    if ((await page.locator('input[name=password]').count()) > 0) await choosePassword(page) // from the browser's cache
    expect(await heading(page)).not.toBe('Your password is saved')
    expect(await page.locator('input').count()).toBe(0)
    await expectUsableByAll(page)
    await signIn(page, 'back@example.com')
    await page.waitForURL(app.address)
  })

  it('in two tabs works in the first that sends a password, and the second says why it does not', async () => {
    await invite('tabs@example.com')
    const first = await visitor()
    const second = await first.context().newPage()
    await openLink(first, 'tabs@example.com')
    await openLink(second, 'tabs@example.com')
    await choosePassword(first)
    expect(await heading(first)).toBe('Your password is saved')
    await choosePassword(second)
    expect(await heading(second)).not.toBe('Your password is saved')
    await expectUsableByAll(second)
    await signIn(second, 'tabs@example.com')
    await second.waitForURL(app.address)
  })

  it.each([
    ['revoked', async (email: string) => play.invitations(['revoke', email, '--yes'])],
    [
      'replaced by a newer mail',
      async (email: string) => {
        await play.tenant.post('dbconnections/change_password', {
          ...{
            client_id: play.tenant.description.clients.app.client_id,
            email,
            connection: play.tenant.description.connection,
          },
        })
      },
    ],
    ['expired', async () => play.tenant.advance(8 * 86_400)],
  ])('leads to a page that says why, without a password form, once it is %s', async (name, change) => {
    const email = `${name.replace(/\W/g, '')}@example.com`
    await invite(email)
    const link = (await play.tenant.outbox(email))[0]?.links[0] ?? ''
    await change(email)
    const page = await visitor()
    await page.goto(link)
    expect(await page.locator('input').count()).toBe(0)
    expect((await page.innerText('main')).length).toBeGreaterThan(20)
    await expectUsableByAll(page)
  })
})

describe('the app', () => {
  it('shows the sentence of a refusal, and lets people switch to another account', async () => {
    await invite('late@example.com', '--ttl', '1d')
    await invite('ready@example.com')
    const page = await visitor()
    for (const email of ['late@example.com', 'ready@example.com']) {
      await openLink(page, email)
      await choosePassword(page)
    }
    const { body } = await play.tenant.manage('GET', 'users-by-email?email=late@example.com')
    const [user] = body as { user_id: string; app_metadata: { invitation: object } }[]
    const invitation = {
      ...user?.app_metadata.invitation,
      expires_at: '2026-01-01T00:00:00Z',
      expires_on: '1 January 2026',
    }
    await play.tenant.manage('PATCH', `users/${user?.user_id}`, { app_metadata: { invitation } })
    await signIn(page, 'late@example.com')
    expect(await page.innerText('[role=alert]')).toContain('This invitation expired on 1 January 2026.')
    await expectUsableByAll(page)
    await page.click('a')
    await page.fill('input[name=username]', 'ready@example.com')
    await page.fill('input[name=password]', password)
    await page.click('button[type=submit]')
    await page.waitForURL(app.address)
    expect(await heading(page)).toBe('ready@example.com')
  })
})

it('everybody can use the report, the outbox and every kind of mail', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'report-')), 'report.html')
  await play.invitations(['report', '--html', file])
  const page = await visitor()
  await page.goto(pathToFileURL(file).href)
  await expectUsableByAll(page)
  await picture(page, 'report')
  await page.goto(play.tenant.description.inbox_url)
  await expectUsableByAll(page)
  await play.tenant.post('dbconnections/change_password', {
    client_id: play.tenant.description.clients.app.client_id,
    ...{ email: 'en@example.com', connection: play.tenant.description.connection },
  })
  await openMail(page, 'en@example.com')
  await expectUsableByAll(page)
})
