import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { spawnSync } from 'node:child_process'
import { beforeAll, describe, expect, it } from 'vitest'

const { HOME = '', PATH = '' } = process.env
const folder = mkdtempSync(join(tmpdir(), 'called-'))
const elsewhere = mkdtempSync(join(tmpdir(), 'elsewhere-'))
const built = resolve('dist')

/** Runs it as a shell does after somebody pastes it. */
function pasted(line: string, cwd: string) {
  const path = `${join(elsewhere, 'bin')}:${PATH}`
  const { status, stdout, stderr } = spawnSync('sh', ['-c', line], { cwd, env: { HOME, PATH: path }, encoding: 'utf8' })
  return { status, stdout, stderr }
}

describe('a hint can be pasted, however the program was called', () => {
  beforeAll(() => {
    for (const bin of [join(folder, 'node_modules', '.bin'), join(elsewhere, 'bin')])
      mkdirSync(bin, { recursive: true })
    symlinkSync(built, join(folder, 'dist'))
    symlinkSync(join(built, 'invitations.cjs'), join(folder, 'node_modules', '.bin', 'auth0-invitations'))
    symlinkSync(join(built, 'invitations.cjs'), join(elsewhere, 'bin', 'auth0-invitations'))
    const scripts = { invitations: 'node dist/invitations.cjs' }
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'a-clone', version: '1.0.0', scripts }))
  })

  it.each([
    ['npm run -s invitations --', folder],
    [`npm --prefix ${folder} run -s invitations --`, elsewhere],
    ['npx auth0-invitations', folder],
    ['node dist/invitations.cjs', folder],
    ['auth0-invitations', elsewhere],
  ])('%s', (words, cwd) => {
    const { status, stderr } = pasted(`${words} show`, cwd)
    expect([status, stderr]).toEqual([
      2,
      `Error (usage): Give one address or one invitation id (inv_…).\n${words} show ada@example.com\n`,
    ])
    const hint = stderr.split('\n')[1] ?? ''
    expect(pasted(hint, cwd)).toMatchObject({ status: 2, stderr: expect.stringContaining('AUTH0_DOMAIN') as string })

    const help = pasted(`${words} help show`, cwd).stdout
    const [, example = ''] = /^Example:\n {2}(.*)$/m.exec(help) ?? []
    expect(example).toBe(hint)
  })

  it('completion is for the name that was used, and works', () => {
    const script = pasted('npm run -s invitations -- completion bash', folder).stdout
    const { stdout } = spawnSync(
      'bash',
      ['--norc', '-c', 'eval "$0"; cd /; complete -p invitations; invitations --version', script],
      {
        env: { HOME, PATH },
        encoding: 'utf8',
      },
    )
    expect(stdout).toMatch(/^complete .*invitations\n\d+\.\d+\.\d+\n$/)
  })
})
