import { describe, expect, it } from 'vitest'
import { commands, loadCommand } from '../../scripts/cli/find-command.ts'
import { flagsOf } from '../../scripts/commands/command.ts'

/** Every flag, with the commands that have it and what each says of it. */
const flags = new Map<string, { command: string; value: string; help: string }[]>()
for (const command of Object.keys(commands)) {
  const loaded = await loadCommand(command)
  for (const [flag, { value = '', help }] of Object.entries(flagsOf(loaded.command))) {
    flags.set(flag, [...(flags.get(flag) ?? []), { command, value, help }])
  }
}

/**
 * Flags that two commands explain differently, and why it is one meaning all the same. Who adds one says here why.
 */
const explainedTwice: Record<string, string> = {
  ...{ 'dry-run': 'reconcile adds its exit code', json: 'report has one object only' },
  ...{ status: 'chooses invitations', search: 'chooses invitations', since: 'chooses by time' },
  ...{ locale: 'import: where the file has none' },
  ...{ note: 'import: where the file has none', 'time-zone': 'import: where the file has none' },
  ...{ ttl: 'how long invitations last; import: where the file has none' },
  ...{ 'skip-invalid': 'goes on without the rows that are wrong' },
  ...{ restart: 'forgets an earlier run', result: 'the rows with their outcomes' },
  ...{ format: 'list has a table, too', 'token-file': 'the default differs' },
  verbose: 'deploy apply has the lines of the Deploy CLI',
  ...{ 'plan-file': 'the same file: one writes it, the other reads it' },
  ...{ deploy: 'both deploy; verify does so anyway where nothing is deployed' },
}

/** Flags that mean two things. Their names are older than this rule, and scripts of users have them. */
const meanTwoThings: Record<string, string> = {
  'invited-by': 'the inviter: of a new invitation, or of those that are chosen',
  'accept-with': 'how people accept: what init allows for all, and the only way of one invitation',
  invite: 'whom init invites at the end; that requests invites those listed',
  name: 'of the invitee; of the admin at the desk',
}

const differing = (part: 'value' | 'help') =>
  [...flags].filter(([, uses]) => new Set(uses.map((use) => use[part])).size > 1).map(([flag]) => flag)

describe('the same flag means the same in every command', () => {
  it('what two commands explain differently is in the table, with the reason', () => {
    expect(differing('help').sort()).toEqual(Object.keys({ ...explainedTwice, ...meanTwoThings }).sort())
  })

  it('its value is called the same', () => {
    expect(differing('value').sort()).toEqual(['accept-with', 'invite', 'name'])
  })

  it('no two commands have one summary', () => {
    const summaries = Object.values(commands).map(({ summary }) => summary)
    expect(new Set(summaries).size).toBe(summaries.length)
  })
})
