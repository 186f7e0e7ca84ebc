// Finds a Chromium for the tests in test/browser, or installs Debian's if it can. `npm test` runs this first; with
// SKIP_BROWSER=1, it says that these tests are left out.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const known = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome']
const PACKAGE = 'chromium-headless-shell'

/** @returns the program, or undefined */
export function findBrowser() {
  const { BROWSER_PATH, PATH = '' } = process.env
  if (BROWSER_PATH) return existsSync(BROWSER_PATH) ? BROWSER_PATH : undefined
  const places = PATH.split(':').flatMap((folder) => known.map((name) => `${folder}/${name}`))
  return places.find((place) => existsSync(place))
}

/** @returns whether the tests can run */
export function ensureBrowser() {
  if (process.env.SKIP_BROWSER === '1') {
    console.log('SKIP_BROWSER=1: the tests in a browser are left out.')
    return true
  }
  if (findBrowser() !== undefined) return true
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    console.log(`Installing ${PACKAGE} for the tests in a browser …`)
    const apt = (...args) => spawnSync('apt-get', args, { stdio: ['ignore', 'ignore', 'inherit'] })
    apt('update', '-qq')
    apt('install', '-y', '-qq', '--no-install-recommends', PACKAGE)
    if (findBrowser() !== undefined) return true
  }
  console.error(
    `The tests in a browser need Chromium: sudo apt-get install ${PACKAGE} (or set BROWSER_PATH, or SKIP_BROWSER=1 to leave them out).`,
  )
  return false
}

if (process.argv[1] === fileURLToPath(import.meta.url) && !ensureBrowser()) process.exit(1)
