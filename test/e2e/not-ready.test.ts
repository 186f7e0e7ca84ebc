import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runProgram } from '../run-program.ts'

const newFolder = () => realpathSync(mkdtempSync(join(tmpdir(), 'not-ready-')))

describe('before the program can run', () => {
  it.each(['invitations', 'deploy', 'tenant'])('npm run %s before npm ci says what to run', (script) => {
    const folder = newFolder()
    mkdirSync(join(folder, 'scripts'))
    cpSync('scripts/is-built.cjs', join(folder, 'scripts', 'is-built.cjs'))
    writeFileSync(join(folder, 'package.json'), readFileSync('package.json'))
    const { HOME, PATH } = process.env
    const { status, stdout, stderr } = spawnSync('npm', ['run', '-s', script], {
      cwd: folder,
      env: { HOME, PATH },
      encoding: 'utf8',
    })
    const said = `The program is not built yet. In ${folder}, run: npm ci\n`
    expect([status, stdout, stderr]).toEqual([2, '', said])
  })

  it('in a folder without .env, the error says where it was expected and how to make one', async () => {
    const folder = newFolder()
    const { exitCode, stderr } = await runProgram([resolve('dist/invitations.cjs'), 'list'], {}, { cwd: folder })
    expect(exitCode).toBe(2)
    expect(stderr).toMatch(/^Error \(settings_incomplete\): 4 settings are missing or wrong:$/m)
    expect(stderr).toContain(`There is no ${join(folder, '.env')}. To create it: `)
    expect(stderr).toMatch(/invitations\.cjs init\n$/)
  })

  it('in a folder with .env, the error does not say so', async () => {
    const folder = newFolder()
    writeFileSync(join(folder, '.env'), 'AUTH0_DOMAIN=acme.eu.auth0.com\n')
    const { stderr } = await runProgram([resolve('dist/invitations.cjs'), 'list'], {}, { cwd: folder })
    expect(stderr).toMatch(/explains each\.\n$/)
  })
})
