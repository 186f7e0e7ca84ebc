import { spawnSync } from 'node:child_process'
import { chmodSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runProgram } from '../run-program.ts'
import { deskOf, people } from './desk.ts'
import { objects, stage } from './stage.ts'

const program = join(process.cwd(), 'dist', 'invitations.cjs')
const play = stage({ deployed: false })
const { Desk, mails } = deskOf(play)
const [makeUser, askForMail] = [
  { method: 'POST', path: '/api/v2/users' },
  { method: 'POST', path: '/dbconnections/change_password' },
]

describe.each([
  ['429', { status: 429 }],
  ['500', { status: 500 }],
  ['a broken connection', { reset: true }],
  ['an answer that never arrives', { drop_response: true }],
  ['silence', { hold: 'silence' }],
])('an import in which every second call gets %s', (name, fault) => {
  it('does each row once or reports it, and the same command finishes it', async () => {
    const { csv, emails } = people(`fault${name.replace(/\W/g, '')}`, 50)
    const desk = new Desk('hold' in fault ? { INVITATIONS_TIMEOUT_SECONDS: '2' } : {}).write(csv)
    const everySecond = Array.from({ length: 25 }, (_, index) => ({ after: index, times: 1, ...fault }))
    await play.tenant.faults(
      everySecond.flatMap((one) => [
        { ...makeUser, ...one },
        { ...askForMail, ...one },
      ]),
    )
    const first = objects(await desk.import('--yes', '--json'))
    await play.tenant.faults([])
    const rows = first.filter(({ email }) => email !== undefined)
    expect(rows).toHaveLength(50)
    expect(rows.filter(({ outcome, reason }) => outcome === 'failed' && reason === null)).toEqual([])
    desk.settings = {} // a busy machine may answer later than in two seconds
    const again = await desk.import('--yes')
    expect(again.exitCode, again.stderr).toBe(0)
    const counts = await mails(emails)
    // A mail whose request got no answer may have been sent; asking again is the one call that can be repeated.
    const mayBeTwice = 'drop_response' in fault || 'hold' in fault
    expect(
      counts.every((count) => count === 1 || (count === 2 && mayBeTwice)),
      counts.join(),
    ).toBe(true)
    expect(desk.result.filter((row) => /,(invited|already_invited),/.test(row))).toHaveLength(50)
  })
})

describe('a token that Auth0 no longer accepts, in the middle of an import,', () => {
  const twoDays = 2 * 86_400

  it('is replaced by a new one, and everybody is invited', async () => {
    const { csv, emails } = people('renewed', 50)
    const desk = new Desk().write(csv)
    await play.tenant.faults([{ ...makeUser, after: 20, times: 1, hold: 'token' }])
    const { ended } = desk.start()
    await play.tenant.held('token')
    await play.tenant.forgetRequests()
    await play.tenant.advance(twoDays)
    await play.tenant.faults([])
    expect((await ended)[0]).toBe(0)
    expect(await mails(emails)).toEqual(emails.map(() => 1))
    const calls = (await play.tenant.requests()).map(({ path, status }) => `${path} ${status}`)
    expect(calls.filter((call) => call === '/oauth/token 200').length).toBeLessThanOrEqual(2)
  })

  it('ends the run with an error if it was AUTH0_ACCESS_TOKEN; with another token, the command goes on', async () => {
    const { csv, emails } = people('expired', 50)
    const desk = new Desk({ AUTH0_ACCESS_TOKEN: await token() }).write(csv)
    await play.tenant.faults([{ ...makeUser, after: 20, times: 1, hold: 'token' }])
    const { said, ended } = desk.start()
    await play.tenant.held('token')
    await play.tenant.advance(twoDays)
    await play.tenant.faults([])
    expect((await ended)[0]).toBe(2)
    expect(await said).toContain('get a new AUTH0_ACCESS_TOKEN')
    const again = ['import', 'people.csv', '--yes']
    expect((await play.invitations(again, { AUTH0_ACCESS_TOKEN: await token() }, desk.folder)).exitCode).toBe(0)
    expect(await mails(emails)).toEqual(emails.map(() => 1))
  })

  async function token(): Promise<string> {
    const { client_id, client_secret } = play.tenant.description.clients.deploy
    const audience = `${play.tenant.description.issuer}api/v2/`
    const asked = { grant_type: 'client_credentials', client_id, client_secret, audience }
    const { body } = await play.tenant.post('oauth/token', asked)
    return (body as { access_token: string }).access_token
  }
})

describe('a full disk', () => {
  /** Runs the import with a limit on the size of files. @returns what it says on stderr */
  function importWithin(kilobytes: number, folder: string): string {
    const shell = ['-c', `ulimit -f ${kilobytes}; exec "$0" "$@"`, process.execPath, program]
    const env = { ...process.env, ...play.tenant.settings }
    const { stderr } = spawnSync('bash', [...shell, 'import', 'people.csv', '--yes'], { cwd: folder, env })
    return stderr.toString()
  }

  it('before the first row: the import sends nothing', async () => {
    const desk = new Desk().write('email\nnodisk@example.com\n')
    expect(importWithin(0, desk.folder)).toContain('Error (journal_failed)')
    expect(await mails(['nodisk@example.com'])).toEqual([0])
  })

  it('in the middle: the run ends there, and the same command finishes it once there is room', async () => {
    const { csv, emails } = people('fulldisk', 50)
    const desk = new Desk().write(csv)
    const said = importWithin(8, desk.folder)
    expect(said).toContain('Error (journal_failed)')
    expect(said).toContain('run the same command again')
    const before = await mails(emails)
    expect(before.filter((count) => count > 0).length).toBeGreaterThan(0)
    expect(before.filter((count) => count === 0).length).toBeGreaterThan(0)
    expect((await desk.import('--yes')).exitCode).toBe(0)
    expect(await mails(emails)).toEqual(emails.map(() => 1))
  })
})

describe('a file that cannot be imported', () => {
  const check = (folder: string, file: string) => runProgram([program, 'import', file, '--check'], {}, { cwd: folder })

  it.each([
    ['2 GB of nothing', (path: string) => truncateSync(path, 2 ** 31), 'Line 1 is UTF-16. Only UTF-8 is read.'],
    [
      'a row of 10 MB',
      (path: string) => writeFileSync(path, `email\n${'a'.repeat(10_000_000)}\n`),
      'line 2 is longer than',
    ],
    ['200 columns', (path: string) => writeFileSync(path, `${Array(200).fill('a').join()}\n`), 'at most 100 are read'],
    ['an empty file', (path: string) => writeFileSync(path, ''), 'is empty'],
  ])('%s: an error', async (_, make, sentence) => {
    const desk = new Desk().write('x')
    make(join(desk.folder, 'people.csv'))
    const { exitCode, stderr } = await check(desk.folder, 'people.csv')
    expect(stderr).toContain('Error (unreadable_file)')
    expect(stderr).toContain(sentence)
    expect(exitCode).toBe(2)
  })

  it('a folder, or a file that does not exist: an error', async () => {
    const { folder } = new Desk()
    expect((await check(folder, '.')).stderr).toContain('it is a folder')
    expect((await check(folder, 'nobody.csv')).stderr).toContain('there is no such file')
  })

  it('a file that the user may not read: an error', () => {
    const desk = new Desk().write('email\nada@example.com\n')
    chmodSync(join(desk.folder, 'people.csv'), 0)
    const command = [process.execPath, program, 'import', 'people.csv', '--check']
    // root may read everything, unless it gives up that right
    const asRoot = [
      'setpriv',
      '--bounding-set=-dac_override,-dac_read_search',
      '--inh-caps=-dac_override,-dac_read_search',
    ]
    const [file = '', ...args] = process.getuid?.() === 0 ? [...asRoot, ...command] : command
    const said = spawnSync(file, args, { cwd: desk.folder }).stderr.toString()
    expect(said).toContain('you may not read it')
  })
})
