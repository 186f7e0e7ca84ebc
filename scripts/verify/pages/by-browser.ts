import { userInfo } from 'node:os'
import type { Browser, Page as BrowserPage } from 'playwright-core'
import { InvitationsError } from '../../ground/errors.ts'
import type { Page, Pages, Person } from './page.ts'
import { selectors } from './selectors.ts'

/** In milliseconds. If a page of Auth0's has not loaded by then, it will not load. */
const LONGEST_PAGE_MS = 30_000

/**
 * Auth0's pages in a real Chromium, without a window.
 * @param executablePath of Chromium or Chrome
 * @param trustsAny whether to accept certificates that no authority known to this machine signed, for a local tenant
 * @throws InvitationsError `browser_failed`
 */
export async function pagesByBrowser(executablePath: string, trustsAny: boolean): Promise<Pages> {
  const browser = await launch(executablePath)

  async function visit<Result>(work: (page: BrowserPage) => Promise<Result>): Promise<Result> {
    const context = await browser.newContext({ ignoreHTTPSErrors: trustsAny, locale: 'en-US' })
    context.setDefaultTimeout(LONGEST_PAGE_MS)
    try {
      return await work(await context.newPage())
    } catch (failure) {
      throw failure instanceof InvitationsError ? failure : pageFailed(failure)
    } finally {
      await context.close()
    }
  }

  return {
    open: (link) =>
      visit(async (page) => {
        await page.goto(link, { waitUntil: 'load' }).catch(ignoreWhereItLed)
        return seen(page)
      }),
    choosePassword: (link, password) =>
      visit(async (page) => {
        await page.goto(link, { waitUntil: 'load' })
        await requireField(page, selectors.password, 'a field for a new password')
        for (const field of await page.locator(selectors.password).all()) await field.fill(password)
        await submit(page)
        return seen(page)
      }),
    signIn: (address, { email, password }: Person, callback) =>
      visit(async (page) => {
        // Nothing serves the app. What counts is where the tenant sends the browser.
        let ended: string | undefined
        page.on('request', (request) => {
          if (request.url().startsWith(callback)) ended ??= request.url()
        })
        const arrived = () => page.waitForRequest((request) => request.url().startsWith(callback))
        await page.goto(address, { waitUntil: 'load' }).catch(ignoreWhereItLed)
        if (ended === undefined) {
          await requireField(page, selectors.identifier, 'a field for an address')
          await page.locator(selectors.identifier).first().fill(email)
          if ((await page.locator(selectors.password).count()) === 0) await submit(page) // the page asks for the identifier first
          await page.locator(selectors.password).first().fill(password)
          await submit(page, arrived)
        }
        return ended === undefined ? seen(page) : { address: ended, asksForPassword: false, text: '', links: [] }
      }),
    forgotPassword: (address, email) =>
      visit(async (page) => {
        await page.goto(address, { waitUntil: 'load' })
        if ((await page.locator(selectors.forgotPassword).count()) === 0) {
          await page.locator(selectors.identifier).first().fill(email)
          await submit(page)
        }
        await Promise.all([page.waitForEvent('load'), page.locator(selectors.forgotPassword).first().click()])
        const identifier = page.locator(selectors.identifier).first()
        if (await identifier.isEditable()) await identifier.fill(email)
        await submit(page)
        return seen(page)
      }),
    close: () => browser.close(),
  }
}

async function launch(executablePath: string): Promise<Browser> {
  const { chromium } = await import('playwright-core').catch((cause: unknown) => {
    throw new InvitationsError('browser_failed', 'playwright-core, which drives the browser, is not installed.', {
      hint: 'npm install playwright-core, or open the pages yourself: --pages ask.',
      cause,
    })
  })
  try {
    const sandbox = userInfo().uid === 0 ? ['--no-sandbox'] : [] // Chromium refuses to run as root with a sandbox
    // After Ctrl-C, things have to be removed first. Playwright would end this process.
    const leaveSignals = { handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false }
    return await chromium.launch({
      executablePath,
      args: [...sandbox, '--disable-gpu', '--disable-quic'],
      ...leaveSignals,
    })
  } catch (cause) {
    throw new InvitationsError('browser_failed', `${executablePath} does not start as a browser.`, {
      hint: 'Name another Chromium or Chrome with CHROME_PATH.',
      cause,
    })
  }
}

/** @param orElse what else can happen after the form is sent */
async function submit(page: BrowserPage, orElse?: () => Promise<unknown>): Promise<void> {
  const loaded = page.waitForEvent('load')
  const led = orElse === undefined ? loaded : Promise.race([loaded, orElse()])
  loaded.catch(() => undefined) // the context may be closed before it loads
  await page.locator(selectors.submit).first().click()
  await led
}

async function requireField(page: BrowserPage, selector: string, what: string): Promise<void> {
  if ((await page.locator(selector).count()) > 0) return
  const { text } = await seen(page)
  throw new InvitationsError('browser_failed', `The page does not have ${what}. It says: “${text.slice(0, 200)}”`, {
    hint: 'Look at the page yourself. Pages of your own design are found by the selectors in scripts/verify/pages/selectors.ts.',
  })
}

/** A page that leads to an app which does not exist has led where it should. */
function ignoreWhereItLed(failure: unknown): void {
  if (!/net::ERR_|interrupted by another navigation/.test(String(failure))) throw failure
}

async function seen(page: BrowserPage): Promise<Page> {
  const text = await page.locator('body').innerText()
  const links = await page.locator('a[href]').evaluateAll((all) => all.map((one) => String(Reflect.get(one, 'href'))))
  return {
    address: page.url(),
    asksForPassword: (await page.locator(selectors.password).count()) > 1,
    text: text.replaceAll(/\s+/g, ' ').trim(),
    links,
  }
}

function pageFailed(cause: unknown): InvitationsError {
  const reason = cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause)
  return new InvitationsError('browser_failed', `The browser could not use a page: ${reason}`, {
    hint: 'Run it again. If it fails at the same page, open the pages yourself: --pages ask.',
    cause,
  })
}
