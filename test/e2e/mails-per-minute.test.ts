import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { runCommand } from '../run-command.ts'
import { stage, startEmpty, untilSearchesCaughtUp } from './stage.ts'

const play = stage({ deployed: true })
const [ada, bob] = ['ada@example.com', 'bob@example.com']

beforeEach(() => startEmpty(play))

/** Runs it at a terminal and answers yes, with an email provider that takes ten mails a minute. */
async function atTerminal(...args: string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'mails-'))
  writeFileSync(join(folder, 'people.csv'), `email\n${ada}\n${bob}\n`)
  const settings = { ...play.tenant.settings, INVITATIONS_MAILS_PER_MINUTE: '10' }
  let now = 0 // only waiting moves this clock: however slow the machine is, the second mail comes too early
  const wait = async (ms: number) => {
    now += ms
    await new Promise(setImmediate)
  }
  const waiting = { wait, nowMs: () => now, chance: () => 0.5 }
  return runCommand(args, settings, folder, { ask: () => Promise.resolve(true), waiting })
}

/** Dates their mails long ago. */
async function bothMailedEarlier(): Promise<void> {
  for (const email of [ada, bob]) {
    await play.invitations(['invite', email])
    const { body } = await play.tenant.manage('GET', `users-by-email?email=${email}`)
    const [user] = body as { user_id: string; app_metadata: { invitation: object } }[]
    const invitation = { ...user?.app_metadata.invitation, last_sent_at: '2026-01-01T00:00:00Z' }
    await play.tenant.manage('PATCH', `users/${user?.user_id}`, { app_metadata: { invitation } })
  }
}

async function bothRequested(): Promise<void> {
  const { connection } = play.tenant.description
  for (const email of [ada, bob]) {
    const app_metadata = { invitation: { state: 'requested' } }
    await play.tenant.manage('POST', 'users', { connection, email, password: 'Unknown-to-all-1', app_metadata })
  }
}

describe('if the email provider takes ten mails a minute, the second one waits, and the command says so:', () => {
  it.each([
    ['invite', () => Promise.resolve(), ['invite', ada, bob]],
    ['import', () => Promise.resolve(), ['import', 'people.csv']],
    ['import by jobs', () => Promise.resolve(), ['import', 'people.csv', '--bulk', '1']],
    ['remind', bothMailedEarlier, ['remind']],
    ['resend', bothMailedEarlier, ['resend', ada, bob]],
    ['reconcile', bothRequested, ['reconcile']],
  ] as const)('%s', async (_, prepare, args) => {
    await prepare()
    await untilSearchesCaughtUp(play)
    const before = (await play.tenant.outbox(bob)).length
    const { exitCode, stdout, stderr } = await atTerminal(...args)
    expect(exitCode, stdout + stderr).toBe(0)
    expect((await play.tenant.outbox(bob)).length).toBe(before + 1)
    expect(stderr).toContain('Waiting for the email provider (INVITATIONS_MAILS_PER_MINUTE=10): 1 mail, until ')
  })
})
