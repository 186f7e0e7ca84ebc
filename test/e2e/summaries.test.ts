import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { runCommand } from '../run-command.ts'
import { Accounts, app } from './accounts.ts'
import { people } from './desk.ts'
import { objects, stage, startEmpty, untilSearchesCaughtUp } from './stage.ts'

const play = stage({ deployed: true, settings: app })
const accounts = new Accounts(play)

beforeEach(() => startEmpty(play))

/** Sixty people, two of whom an administrator has blocked. */
async function sixty(name: string): Promise<{ emails: string[]; folder: string }> {
  const { csv, emails } = people(name, 60)
  const folder = mkdtempSync(join(tmpdir(), 'summaries-'))
  writeFileSync(join(folder, 'people.csv'), csv)
  for (const email of emails.slice(0, 2)) await accounts.make(email, { email_verified: true, blocked: true })
  return { emails, folder }
}

/** Runs it at a terminal, and answers yes. */
async function atTerminal(args: string[], cwd = process.cwd(), settings: Record<string, string> = {}) {
  const asked: string[] = []
  const ask = (question: string) => {
    asked.push(question)
    return Promise.resolve(true)
  }
  const ended = await runCommand(args, { ...play.tenant.settings, ...app, ...settings }, cwd, { ask })
  return { asked, ...ended }
}

const lines = (text: string) => text.trimEnd().split('\n')

describe('a list of sixty', () => {
  it('that is imported is a summary with the exceptions, and the question says what is about to happen', async () => {
    const { folder } = await sixty('imported')
    const { domain, clients, connection } = play.tenant.description
    const { asked, exitCode, stdout, stderr } = await atTerminal(['import', 'people.csv'], folder)
    expect(asked).toEqual([
      [
        `Tenant      ${domain}`,
        `App         Analytical Engine (${clients.app.client_id})`,
        `Connection  ${connection}`,
        'From        team@example.com',
        'Subject     You are invited to Analytical Engine (to imported0@example.com)',
        'Send 60 mails?',
      ].join('\n'),
    ])
    expect(exitCode).toBe(1)
    expect(stdout).toMatch(
      /^58 invited, 2 failed; 58 of 60 done in all\. Each row with its outcome: people\.result\.csv$/m,
    )
    expect(lines(stdout).length).toBeLessThan(8)
    expect(stderr.match(/Error \(account_blocked\)/g)).toHaveLength(2)
    expect(stderr).toMatch(/█+░* \d+\/60 /)
  })

  it('has a line for each person with --verbose, and an object for each with --json', async () => {
    const { folder } = await sixty('told')
    const verbose = await play.invitations(['import', 'people.csv', '--yes', '--verbose'], {}, folder)
    expect(verbose.stdout.match(/^Invited told\d+@example\.com until /gm)).toHaveLength(58)
    const { csv } = people('json', 12)
    writeFileSync(join(folder, 'people.csv'), csv)
    const told = objects(await play.invitations(['import', 'people.csv', '--json'], {}, folder))
    expect(told.filter(({ outcome }) => outcome === 'invited')).toHaveLength(12)
    expect(told.at(-1)).toMatchObject({ type: 'summary', invited: 12 })
  })

  it('that is invited, resent, reminded or revoked by address is a summary', async () => {
    const { emails, folder } = await sixty('several')
    const invited = await play.invitations(['invite', ...emails, '--yes'])
    expect(lines(invited.stdout)).toEqual(['58 invited, 2 failed.'])
    await untilSearchesCaughtUp(play)
    const again = await play.invitations(['invite', ...emails.slice(2), '--yes'])
    expect(lines(again.stdout)).toEqual(['58 already invited.'])
    await play.tenant.advance(4 * 86_400)
    const dry = await play.invitations(['remind', '--dry-run'])
    expect(lines(dry.stdout)).toEqual(['58 would be reminded.'])
    const reminded = await atTerminal(['remind'])
    expect(reminded.asked[0]).toContain('Subject     Reminder: you are invited to Analytical Engine (to several')
    expect(reminded.asked[0]).toMatch(/\nSend 58 reminders\?$/)
    expect(lines(reminded.stdout)).toEqual(['58 reminded.'])
    const revoked = await play.invitations(['revoke', ...emails.slice(2), 'nobody@example.com', '--yes'], {}, folder)
    expect([revoked.exitCode, lines(revoked.stdout)]).toEqual([1, ['58 revoked, 1 failed; 58 of 59 done in all.']])
    expect(revoked.stderr).toContain('Error (not_found): There is no invitation for nobody@example.com.')
    await play.tenant.advance(-4 * 86_400)
  })

  it('of which many fail for the same reason names three in full and the others in a line', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'summaries-'))
    const nobodies = Array.from({ length: 30 }, (_, index) => `nobody${index}@example.com`)
    const { exitCode, stdout, stderr } = await play.invitations(['revoke', ...nobodies, '--yes'], {}, folder)
    expect(exitCode).toBe(1)
    expect(stderr.match(/Error \(not_found\)/g)).toHaveLength(3)
    expect(lines(stdout)).toEqual([
      expect.stringMatching(
        /^27 more like this \(not found\): (nobody\d+@example\.com, ){19}nobody\d+@example\.com and 7 more\. --verbose lists each\.$/,
      ),
      '30 failed; 0 of 30 done in all.',
    ])
  })

  it('that reconcile finds is a summary', async () => {
    const { emails } = await sixty('expired')
    await play.invitations(['invite', ...emails.slice(2), '--ttl', '1h', '--yes'])
    await play.tenant.advance(3700)
    const { stdout } = await play.invitations(['reconcile', '--yes'])
    expect(lines(stdout)).toEqual(['58 repaired.'])
    await play.tenant.advance(-3700)
  })

  it('is asked about with what could be read, and the question says what could not', async () => {
    const { folder } = await sixty('scopes')
    const { clients } = play.tenant.description
    const { body } = await play.tenant.manage('GET', `client-grants?client_id=${clients.deploy.client_id}`)
    const [grant] = body as { id: string; scope: string[] }[]
    const hidden = ['read:clients', 'read:email_provider', 'read:email_templates']
    const scope = grant?.scope.filter((one) => !hidden.includes(one) && !/^\w+:client/.test(one))
    await play.tenant.manage('PATCH', `client-grants/${grant?.id}`, { scope })
    const { asked } = await atTerminal(['import', 'people.csv'], folder)
    await play.tenant.manage('PATCH', `client-grants/${grant?.id}`, { scope: grant?.scope })
    for (const one of hidden) expect(asked[0]).toMatch(new RegExp(`not (be )?read: the app lacks ${one}`))
    expect(asked[0]).toContain(`App         ${clients.app.client_id} (`)
  })
})

it('a few people have a line each', async () => {
  const { stdout } = await play.invitations(['invite', 'a@example.com', 'b@example.com'])
  expect(lines(stdout)).toEqual([
    expect.stringMatching(/^Invited a@example\.com until /),
    expect.stringMatching(/^Invited b@example\.com until /),
  ])
})
