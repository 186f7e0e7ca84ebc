import { languageTags } from '../../actions/invitation/languages.ts'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runCommand } from '../run-command.ts'
import { Accounts, app } from './accounts.ts'
import { objects, stage, untilSearchesCaughtUp } from './stage.ts'

const play = stage({ deployed: true, settings: app })
const accounts = new Accounts(play)
const home = process.cwd()

/** Runs it at a terminal, and answers no to everything. */
async function refused(...args: string[]) {
  const asked: string[] = []
  const ask = (question: string) => {
    asked.push(question)
    return Promise.resolve(false)
  }
  return { asked, ...(await runCommand(args, { ...play.tenant.settings, ...app }, home, { ask })) }
}

describe('the answer no', () => {
  it.each([
    ['revoke', 'asked@example.com'],
    ['deploy', 'remove'],
    ['invite', ...Array.from({ length: 51 }, (_, index) => `crowd${index}@example.com`)],
  ])('to %s is not an error: nothing is done, and the program says so', async (...args) => {
    await play.invitations(['invite', 'asked@example.com'])
    const [before] = await accounts.of('asked@example.com')
    const { asked, exitCode, stdout, stderr } = await refused(...args)
    expect(asked).toHaveLength(1)
    expect(exitCode).toBe(1)
    expect(stdout).toMatch(/(^|\n)Cancelled\. Nothing was done\.\n$/)
    expect(stderr).not.toContain('Error')
    expect(await accounts.of('asked@example.com')).toEqual([before])
    expect(await accounts.of('crowd0@example.com')).toEqual([])
  })

  it('is an object for programs, and is noted in the audit log', async () => {
    const audit = join(mkdtempSync(join(tmpdir(), 'answers-')), 'audit.ndjson')
    const ended = await refused('revoke', 'asked@example.com', '--json', '--audit', audit)
    expect(objects(ended)).toEqual([{ type: 'summary', cancelled: true }])
    expect(ended.stderr).toBe('')
    const last = readFileSync(audit, 'utf8').trimEnd().split('\n').at(-1) ?? ''
    expect(JSON.parse(last)).toMatchObject({ event: 'ended', exit_code: 1, error: 'cancelled' })
  })

  it('about one of several leaves that one, and the others go on', async () => {
    await accounts.make('trap@example.com', {})
    const { exitCode, stdout, stderr } = await refused('invite', 'trap@example.com', 'other@example.com')
    expect(exitCode).toBe(1)
    expect(stdout).toMatch(/^Cancelled: nothing was done for trap@example\.com\.\nInvited other@example\.com until /)
    expect(stderr).not.toContain('Error')
  })
})

describe('a language without texts', () => {
  const folder = mkdtempSync(join(tmpdir(), 'languages-'))
  const file = join(folder, 'people.csv')
  const allowed = `(${languageTags.join(', ')})`

  it.each([
    ['invite --locale', ['invite', 'ada@example.com', '--locale', 'tlh'], 2],
    ['a cell', ['import', file], 1],
    ['import --check', ['import', file, '--check'], 1],
    ['import --locale', ['import', join(folder, 'plain.csv'), '--locale', 'tlh'], 1],
  ])('is refused in %s', async (_, args, exitCode) => {
    writeFileSync(file, 'email,locale\nada@example.com,dutch\n')
    writeFileSync(join(folder, 'plain.csv'), 'email\nada@example.com\n')
    const ended = await play.invitations(args)
    expect(ended.exitCode).toBe(exitCode)
    expect(ended.stdout + ended.stderr).toContain(allowed)
    expect(await accounts.of('ada@example.com')).toEqual([])
  })

  it.each([
    ['INVITATIONS_DEFAULT_LOCALE', ['list'], '"tlh" is not a language'],
    ['INVITATIONS_LANGUAGES', ['deploy', 'plan'], '"tlh" is not a language'],
    ['preview --language', ['preview', '--language', 'tlh'], 'There are no mails in "tlh"'],
  ])('is refused in %s', async (name, args, says) => {
    const ended = await play.invitations(args, name.startsWith('INVITATIONS_') ? { [name]: 'tlh' } : {})
    expect([ended.exitCode, ended.stderr]).toEqual([2, expect.stringContaining(says)])
  })

  it('is refused in a request of another system', async () => {
    await accounts.make('dutch@example.com', { app_metadata: { invitation: { state: 'requested', locale: 'dutch' } } })
    await untilSearchesCaughtUp(play)
    const ended = await play.invitations(['reconcile', '--yes', '--json'])
    expect(objects(ended)).toContainEqual(
      expect.objectContaining({ email: 'dutch@example.com', outcome: 'failed', reason: 'invalid_locale' }),
    )
  })
})
