import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runCommand, waited } from '../run-command.ts'
import type { RequestEntry } from '../emulator/http/request-entry.ts'
import { Rival } from './rival.ts'
import { stage } from './stage.ts'

/** Every command, in an order in which each has something to do, and how it ends. */
const commands: [command: string, exitCode: number][] = [
  ['deploy plan', 3],
  ['deploy apply --yes', 0],
  ['deploy apply --yes --without-texts', 0],
  ['deploy history', 0],
  ['deploy credentials --yes', 0],
  ['deploy adopt --dry-run --flag app_metadata.invited=true', 0],
  ['doctor', 0],
  ['invite ada@example.com', 0],
  ['import people.csv --yes', 0],
  ['import more.csv --yes --bulk 2', 0],
  ['show ada@example.com', 0],
  ['list', 0],
  ['report', 0],
  ['export --format csv', 0],
  ['requests', 0],
  ['resend ada@example.com', 0],
  ['remind --yes', 0],
  ['reconcile --yes', 0],
  ['preview --email ada@example.com', 0],
  ['revoke ada@example.com --yes', 0],
  ['deploy rollback --yes', 0],
  ['deploy remove --yes', 0],
  ['init --token-file token --yes', 0],
  ['completion bash', 0],
]

/** What else uses the tenant's limits. */
const others = {
  'just used them up': undefined,
  'use half of them': 0.5,
} as const

const isWhole = process.env['PLANS'] === 'all'
const plans = isWhole ? (['none', 'free', 'essentials', 'professional', 'enterprise'] as const) : (['free'] as const)
const circumstances = isWhole ? (Object.keys(others) as (keyof typeof others)[]) : (['just used them up'] as const)

/** How one command went, for the table. */
interface Row {
  plan: string
  others: string
  command: string
  calls: number
  waits: number
  /** Seconds in which a call waited. */
  waitedSec: number
  refused: number
}

const rows: Row[] = []

afterAll(() => {
  if (isWhole) console.log(tableOf(rows))
})

/** What each command said on a tenant without limits; `npm test` has no time for that. */
const unlimited = new Map<string, string>()

/** What a command says, without what differs between tenants and seconds. */
function told({ stdout }: { stdout: string }): string {
  return stdout
    .replace(/localhost[:_]\d+/g, 'the tenant')
    .replace(/\b(inv|con|cgr)_\w+/g, '$1_…')
    .replace(/\b\w{32}\b/g, 'an app')
    .replace(/auth0\|\w+/g, 'auth0|…')
    .replace(/\d{4}-\d\d-\d\d(T[\d:.]+Z)?|\d{8}-\d{6}|\d+ \w+ \d{4}(, \d\d:\d\d UTC)?/g, 'then')
    .split('\n')
    .sort() // rows of an import end in any order
    .join('\n')
}

it('every command is in the table', async () => {
  const { stdout } = await runCommand(['--help'], {})
  const names = [...stdout.matchAll(/^ {2}(\w+(?: \w+)?) {2}/gm)].map(([, name]) => name)
  expect(names.length).toBeGreaterThan(15)
  // The desk runs until Ctrl-C, and its calls are those of the commands, as those of verify are.
  const others = names.filter((name) => !commands.some(([command]) => `${command} `.startsWith(`${name} `)))
  expect(others).toEqual(['desk', 'verify'])
})

describe.each(plans)('on the plan %s', (plan) => {
  describe.each(circumstances)('where others %s', (circumstance) => {
    const play = stage({ deployed: false, plan, isHurried: true })
    const folder = mkdtempSync(join(tmpdir(), 'limits-'))
    let rival: Rival | undefined

    beforeAll(async () => {
      writeFileSync(join(folder, 'people.csv'), 'email\nbea@example.com\ncy@example.com\ndee@example.com\n')
      writeFileSync(join(folder, 'token'), play.tenant.description.management_token)
      writeFileSync(join(folder, 'more.csv'), 'email\neve@example.com\nfay@example.com\ngus@example.com\n')
      const part = others[circumstance]
      if (part !== undefined) rival = await Rival.in(play.tenant, plan, part)
    })
    afterAll(() => rival?.stop())

    it.each(commands)('%s ends with %i, as it does without limits', async (command, exitCode) => {
      await play.tenant.advance(3600) // the last mails are long ago
      await play.tenant.emptyLimits()
      await play.tenant.forgetRequests()
      const before = { ...waited }
      const ended = await play.invitations(command.split(' '), {}, folder)
      expect([ended.exitCode, ended.stderr]).toEqual([exitCode, expect.not.stringMatching(/429|Error/)])
      if (plan === 'none') unlimited.set(command, told(ended))
      else if (isWhole) expect(told(ended)).toBe(unlimited.get(command))
      const ours = (await play.tenant.requests()).filter((request) => rival?.made(request) !== true)
      expect(madeAgain(ours)).toEqual([])
      rows.push({
        ...{ plan, others: circumstance, command, calls: ours.length },
        ...{ waits: waited.times - before.times, waitedSec: (waited.ms - before.ms) / 1000 },
        refused: ours.filter(({ status }) => status === 429).length,
      })
    })
  })
})

describe('on the plan free, beside a program that writes to users every 450 ms', () => {
  const play = stage({ deployed: false, plan: 'free', isHurried: true })

  it('60 rows are invited without a failure, and a terminal shows what the program waits for', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'limits-'))
    const emails = Array.from({ length: 60 }, (_, index) => `guest-${index + 1}@example.com`)
    writeFileSync(join(folder, 'people.csv'), `email\n${emails.join('\n')}\n`)
    const rival = await Rival.every(play.tenant, 450)
    await play.tenant.forgetRequests()
    const terminal = { ask: () => Promise.resolve(true) }
    const ended = await runCommand(['import', 'people.csv', '--yes'], play.tenant.settings, folder, terminal)
    await rival.stop()
    expect(ended.exitCode).toBe(0)
    expect(ended.stdout).toContain('60 invited')
    expect(ended.stderr).toMatch(/Waiting for Auth0's rate limit \(.+\): \d+ calls?, until \d\d:\d\d:\d\d/)
    expect(await play.tenant.outbox('guest-60@example.com')).toHaveLength(1)
  })
})

/** What was read twice without a write in between; jobs are read until they are done. */
function madeAgain(requests: readonly RequestEntry[]): string[] {
  const again: string[] = []
  let read = new Set<string>()
  for (const { method, path, query, status } of requests) {
    if (status === 429 || path.startsWith('/api/v2/jobs/')) continue
    if (method !== 'GET') read = new Set()
    if (read.has(`${path}${query}`)) again.push(path)
    read.add(`${path}${query}`)
  }
  return again
}

function tableOf(all: readonly Row[]): string {
  const lines = all.map(({ plan, others: who, command, calls, waits, waitedSec, refused }) =>
    [plan, who, command, calls, waits, waitedSec.toFixed(1), refused].join('\t'),
  )
  return ['plan\tothers\tcommand\tcalls\twaits\twaited (s)\t429', ...lines].join('\n')
}
