import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { errorCodes } from '../../scripts/ground/errors.ts'

const pages = [
  'README.md',
  'SECURITY.md',
  'CONTRIBUTING.md',
  ...readdirSync('docs')
    .filter((file) => file.endsWith('.md'))
    .map((file) => join('docs', file)),
]
const read = (file: string) => readFileSync(file, 'utf8')

/** The anchor that a heading has on GitHub. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\w -]/g, '')
    .replaceAll(' ', '-')

describe('the manual', () => {
  it('README fits into 250 lines and leads to every other page', () => {
    const readme = read('README.md')
    expect(readme.split('\n').length).toBeLessThanOrEqual(250)
    for (const page of pages.slice(1)) expect(readme).toContain(`](${page})`)
  })

  it('every link leads to a file and a heading that are there', () => {
    for (const page of pages) {
      for (const [, target = ''] of read(page).matchAll(/\]\((?!https:)([^)\s]+)\)/g)) {
        const [path, anchor] = target.split('#')
        const file = path ? join(dirname(page), path) : page
        expect(existsSync(file), `${page}: ${target}`).toBe(true)
        const headings = [...read(file).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => anchorOf(heading))
        if (anchor) expect(headings, `${page}: ${target}`).toContain(anchor)
      }
    }
  })

  it('every error code has its entry, with its exit code', () => {
    const rows = [...read('docs/troubleshooting.md').matchAll(/^\| (`.*?) \| (\d+) \|/gm)]
    const entries = rows.flatMap(([, codes = '', exitCode = '']) =>
      [...codes.matchAll(/`(\w+)`/g)].map(([, code = '']) => [code, Number(exitCode)]),
    )
    expect(Object.fromEntries(entries)).toEqual(errorCodes)
  })
})
