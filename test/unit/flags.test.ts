import { describe, expect, it } from 'vitest'
import { commands, loadCommand } from '../../scripts/cli/find-command.ts'
import { flagsOf } from '../../scripts/commands/command.ts'

/** Every flag, with the commands that have it and what each says about it. */
const flags = new Map<string, { command: string; value: string; help: string }[]>()
for (const command of Object.keys(commands)) {
  const loaded = await loadCommand(command)
  for (const [flag, { value = '', help }] of Object.entries(flagsOf(loaded.command))) {
    flags.set(flag, [...(flags.get(flag) ?? []), { command, value, help }])
  }
}

/**
 * Flags that two commands explain differently, and why they still have one meaning. A new one needs its reason here.
 */
const explainedTwice: Record<string, string> = {
  ...{ 'dry-run': 'reconcile adds its exit code', json: 'report has one object only' },
  ...{ status: 'chooses invitations', search: 'chooses invitations', since: 'chooses by time' },
  ...{ locale: 'import: if the file has none' },
  ...{ note: 'import: if the file has none', 'time-zone': 'import: if the file has none' },
  ...{ ttl: 'how long invitations last; import: if the file has none' },
  ...{ 'skip-invalid': 'goes on without the wrong rows' },
  ...{ restart: 'forgets an earlier run', result: 'the rows with their outcomes' },
  ...{ format: 'list has a table, too', 'token-file': 'the default differs' },
  verbose: 'deploy apply has the lines of the Deploy CLI',
  ...{ 'plan-file': 'the same file: one writes it, the other reads it' },
  ...{ deploy: 'both deploy; verify does so anyway if nothing is deployed' },
}

/** Flags that mean two things. Their names are older than this rule, and users' scripts have them. */
const meanTwoThings: Record<string, string> = {
  'invited-by': 'the inviter: of a new invitation, or of those that are chosen',
  'accept-with': 'how people accept: what init allows for all, and the only way of one invitation',
  invite: 'init: the person to invite at the end; requests: invites those listed',
  name: 'the invitee’s; the admin’s at the desk',
}

const differing = (part: 'value' | 'help') =>
  [...flags].filter(([, uses]) => new Set(uses.map((use) => use[part])).size > 1).map(([flag]) => flag)

describe('flags and summaries of commands', () => {
  it('a flag has the same explanation in every command, or a reason in the table', () => {
    expect(differing('help').sort()).toEqual(Object.keys({ ...explainedTwice, ...meanTwoThings }).sort())
  })

  it('a flag has the same name for its value in every command', () => {
    expect(differing('value').sort()).toEqual(['accept-with', 'invite', 'name'])
  })

  it('no two commands have the same summary', () => {
    const summaries = Object.values(commands).map(({ summary }) => summary)
    expect(new Set(summaries).size).toBe(summaries.length)
  })
})
