import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const folder = 'test/e2e/attacks'
const stories = readdirSync(folder).filter((file) => file.endsWith('.test.ts'))
const sections = readFileSync('SECURITY.md', 'utf8').split(/^## /m)

/** The titles of a file's stories, in their order. */
function titlesIn(file: string): string[] {
  return [...readFileSync(join(folder, file), 'utf8').matchAll(/^ *it\('([^']+)'/gm)].map(([, title = '']) => title)
}

/** The first column of the table in the section that names the file. */
function attacksIn(file: string): string[] {
  const section = sections.find((text) => text.includes(`(${folder}/${file})`)) ?? ''
  const rows = section.split('\n').filter((line) => line.startsWith('| ') && line !== '| attack | what stops it |')
  return rows.map((row) => row.split(' | ')[0]?.slice(2) ?? '')
}

describe('SECURITY.md', () => {
  it.each(stories)('lists the attacks of %s, in their order and with what stops each', (file) => {
    expect(attacksIn(file)).toEqual(titlesIn(file))
  })

  it('every story of an attack has a title that the list can name', () => {
    for (const file of stories) {
      const source = readFileSync(join(folder, file), 'utf8')
      expect(titlesIn(file), file).toHaveLength([...source.matchAll(/^ *it\b/gm)].length)
    }
  })

  it('at least forty attacks are told', () => {
    expect(stories.flatMap(titlesIn).length).toBeGreaterThanOrEqual(40)
  })
})
