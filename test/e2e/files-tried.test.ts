import { mkdirSync, mkdtempSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { deskCommand } from '../../scripts/commands/desk.ts'
import * as others from '../../scripts/commands/index.ts'
import { flagsOf, type Command } from '../../scripts/commands/command.ts'
import { errorIn, stage } from './stage.ts'

const play = stage({ deployed: false })

/** A folder with a file of people, and everything that cannot be written in the place of a file. */
function desk(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tried-'))
  writeFileSync(join(folder, 'people.csv'), 'email\nada@example.com\n')
  mkdirSync(join(folder, 'folder'))
  symlinkSync('people.csv', join(folder, 'link'))
  return folder
}

/** Every command that writes a file, without the name of the file. */
const writing: readonly (readonly [command: string, ...args: string[]])[] = [
  ['import', 'people.csv', '--yes', '--result'],
  ['resend', '--file', 'people.csv', '--yes', '--result'],
  ['revoke', '--file', 'people.csv', '--yes', '--result'],
  ['remind', '--file', 'people.csv', '--yes', '--result'],
  ['report', '--html'],
  ['export', '--output'],
  ['deploy plan', '--plan-file'],
  ['invite', 'ada@example.com', '--audit'],
  ['verify', '--mailbox', 'http://localhost:8025/', '--yes', '--facts'],
]

describe('A file that cannot be written', () => {
  it.each(writing)('is an error before anything is done: %s %s', async (command, ...args) => {
    const folder = desk()
    const there = readdirSync(folder)
    for (const [name, why] of [
      ['folder', 'it is a folder'],
      ['none/file', 'its folder does not exist'],
      ['people.csv/file', 'there is a file where its folder should be'],
      ['link', 'it is a symbolic link'],
    ] as const) {
      await play.tenant.forgetRequests()
      const ended = await play.invitations([...command.split(' '), ...args, name, '--json'], {}, folder)
      const code = args.includes('--audit') ? 'audit_failed' : 'output_failed'
      expect([ended.exitCode, errorIn(ended).code]).toEqual([1, code])
      expect(errorIn(ended).message).toContain(why)
      expect(errorIn(ended).message).toContain('Nothing was done.')
      expect(await play.tenant.requests()).toEqual([])
      expect(readdirSync(folder)).toEqual(there)
    }
  })

  it('is found, even if nobody named it: the result beside the file, the page of the mails', async () => {
    for (const [name, ...args] of [
      ['people.result.csv', 'import', 'people.csv', '--yes'],
      ['people.revoke.result.csv', 'revoke', '--file', 'people.csv', '--yes'],
      ['people.resend.result.csv', 'resend', '--file', 'people.csv', '--yes'],
      ['people.remind.result.csv', 'remind', '--file', 'people.csv', '--yes'],
      [join('preview', 'index.html'), 'preview', '--language', 'en'],
      ['tenant-facts.json', 'verify', '--mailbox', 'http://localhost:8025/', '--yes'],
    ] as const) {
      const folder = desk()
      mkdirSync(join(folder, name), { recursive: true })
      await play.tenant.forgetRequests()
      const ended = await play.invitations([...args, '--json'], {}, folder)
      expect([ended.exitCode, errorIn(ended).message]).toEqual([1, expect.stringContaining('Nothing was done.')])
      expect(await play.tenant.requests()).toEqual([])
    }
  })

  it('is tested here for every flag that names a file to write', () => {
    const commands = Object.values({ ...others, deskCommand }).filter((one): one is Command => typeof one === 'object')
    const flags = commands.flatMap((command) => Object.entries(flagsOf(command)))
    const named = flags.filter(([, { value }]) => /^<(file|csv)>$/.test(value ?? ''))
    expect(named.filter(([, { file }]) => file === undefined).map(([name]) => name)).toEqual([])
    const written = named.filter(([, { file }]) => file === 'written').map(([name]) => `--${name}`)
    expect(new Set(written)).toEqual(new Set(writing.map((args) => args.at(-1))))
  })
})
