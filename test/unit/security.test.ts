import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const folder = 'test/e2e/attacks'
const files = readdirSync(folder).filter((file) => file.endsWith('.test.ts'))
const sections = readFileSync('SECURITY.md', 'utf8').split(/^## /m)

/** The stories of a file in their order: what it is about, and the attack. */
function storiesIn(file: string): string[] {
  const titles = readFileSync(join(folder, file), 'utf8').matchAll(/^describe\('([^']+)'|^ *it\('([^']+)'/gm)
  let about = ''
  return [...titles].flatMap(([, described, attack]) => {
    about = described ?? about
    return attack === undefined ? [] : [`${about} | ${attack}`]
  })
}

/** The first two columns of the table in the section that names the file; the third says what stops the attack. */
function listedFor(file: string): string[] {
  const section = sections.find((text) => text.includes(`(${folder}/${file})`)) ?? ''
  return [...section.matchAll(/^\| ([^|]+ \| [^|]+) \| [^|]+ \|$/gm)]
    .map(([, row = '']) => row)
    .filter((row) => row !== '| attack')
}

describe('SECURITY.md', () => {
  it.each(files)('lists the attacks of %s, in their order and with what stops each', (file) => {
    expect(listedFor(file)).toEqual(storiesIn(file))
  })

  it('can name every story, because each has a plain title', () => {
    for (const file of files) {
      const source = readFileSync(join(folder, file), 'utf8')
      expect(storiesIn(file), file).toHaveLength([...source.matchAll(/^ *it\b/gm)].length)
    }
  })

  it('lists at least forty attacks', () => {
    expect(files.flatMap(storiesIn).length).toBeGreaterThanOrEqual(40)
  })
})
