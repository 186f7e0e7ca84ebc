import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const names = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
const places = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe', // with every Windows
]

/** The machine's own Chromium or Chrome. CHROME_PATH overrides it. */
export function findChromium({
  CHROME_PATH,
  PATH = '',
}: Readonly<Record<string, string | undefined>>): string | undefined {
  if (CHROME_PATH !== undefined) return CHROME_PATH
  const all = PATH.split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)))
  return [...all, ...places].find((path) => existsSync(path))
}
