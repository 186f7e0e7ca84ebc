import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { findBrowser } from './find-browser.mjs'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** A real browser for the stories of a file; each visitor starts with nothing in it. */
export interface Visits {
  /** A person with a browser of their own. @param locale what the browser asks for, like `de` */
  visitor(locale?: string): Promise<Page>
}

export function visits(): Visits {
  let browser: Browser | undefined
  const contexts: BrowserContext[] = []
  beforeAll(async () => {
    const executablePath = findBrowser()
    if (executablePath === undefined)
      throw new Error('There is no Chromium: node test/browser/find-browser.mjs says how.')
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-quic'] })
  })
  afterEach(async () => {
    for (const context of contexts.splice(0)) await context.close()
  })
  afterAll(async () => {
    await browser?.close()
  })
  return {
    async visitor(locale = 'en') {
      const context = await browser?.newContext({
        locale,
        ignoreHTTPSErrors: true,
        viewport: { width: 390, height: 844 },
      })
      if (context === undefined) throw new Error('The browser is not started yet.')
      contexts.push(context)
      return context.newPage()
    },
  }
}

/** Serious and critical faults that axe finds, which keep people from using the page. */
export async function expectUsableByAll(page: Page): Promise<void> {
  await page.evaluate(axe)
  const faults = await page.evaluate(async () => {
    const { axe: run } = globalThis as unknown as {
      axe: { run(): Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }> }
    }
    const { violations } = await run.run()
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
  })
  expect(faults, page.url()).toEqual([])
}

/** Moves to an element with this text by the Tab key alone, as somebody without a mouse does. */
export async function tabTo(page: Page, role: 'textbox' | 'button' | 'link', nth = 0): Promise<void> {
  const selectors = { textbox: 'input:not([type=hidden])', button: 'button', link: 'a' }
  for (let presses = 0; presses < 40; presses++) {
    await page.keyboard.press('Tab')
    const wanted = `document.querySelectorAll(${JSON.stringify(selectors[role])})[${nth}]`
    const isThere = await page.evaluate(`document.activeElement === ${wanted}`)
    if (isThere) return
  }
  throw new Error(`The Tab key does not lead to ${role} ${nth} of ${page.url()}.`)
}

/** With UPDATE_PICTURES=1, saves a picture of the page in docs/pictures. */
export async function picture(page: Page, name: string): Promise<void> {
  if (process.env['UPDATE_PICTURES'] !== '1') return
  await page.screenshot({ path: join('docs', 'pictures', `${name}.png`), fullPage: true })
}
