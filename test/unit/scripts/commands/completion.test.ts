import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { completionFor, shells, type Shell } from '../../../../scripts/commands/completion.ts'

const commands = [
  {
    name: 'invite',
    summary: 'invite somebody by mail',
    operands: '<email>…',
    flags: {
      locale: { type: 'string' as const, value: '<de>', help: "the invitee's language" },
      json: { type: 'boolean' as const, help: 'print JSON' },
    },
  },
  { name: 'import', summary: 'invite everybody in a CSV file', operands: '<csv|->', flags: {} },
  {
    name: 'deploy apply',
    summary: 'deploy',
    operands: '',
    flags: { yes: { type: 'boolean' as const, help: 'ask no question' } },
  },
  { name: 'completion', summary: 'print a script', operands: '<bash|zsh|fish>', flags: {} },
]

/** What bash itself offers after what was typed. */
function offered(...typed: string[]): string[] {
  const line = ['auth0-invitations', ...typed]
  const script = `${completionFor('bash', commands)}
COMP_WORDS=(${line.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${typed.length}
_auth0_invitations; printf '%s\\n' "\${COMPREPLY[@]}"`
  const { stdout, stderr } = spawnSync('bash', ['--norc', '-u', '-c', script], { encoding: 'utf8' })
  expect(stderr).toBe('')
  return stdout.split('\n').filter((word) => word !== '')
}

describe('completion in bash', () => {
  it('is a script that bash accepts', () => {
    const { status, stderr } = spawnSync('bash', ['-n'], { input: completionFor('bash', commands), encoding: 'utf8' })
    expect([status, stderr]).toEqual([0, ''])
  })

  it.each([
    [[''], ['invite', 'import', 'deploy', 'completion']],
    [['im'], ['import']],
    [['--v'], ['--version']],
    [['deploy', ''], ['apply']],
    [
      ['deploy', 'apply', '--'],
      ['--yes', '--help'],
    ],
    [['invite', 'ada@example.com', '--l'], ['--locale']],
    [['completion', 'z'], ['zsh']],
    [['import', ''], []], // file names
  ])('after %j offers %j', (typed, words) => {
    expect(offered(...typed)).toEqual(words)
  })
})

describe('completion', () => {
  it.each<[Shell, string]>([
    ['bash', `'invite '*) flags='--locale --json --help' ;;`],
    [
      'zsh',
      `('invite '*) flags=('--locale:the invitee'\\''s language' '--json:print JSON' '--help:flags and examples') ;;`,
    ],
    [
      'fish',
      `complete -c auth0-invitations -n '__fish_seen_subcommand_from invite' -l locale -x -d 'the invitee\\'s language'`,
    ],
  ])('in %s knows the flags of each command', (shell, line) => {
    expect(completionFor(shell, commands)).toContain(line)
  })

  it('is marked as ours in every shell', () => {
    for (const shell of shells) {
      const first = `# ${shell} completion, made by “auth0-invitations completion ${shell}”`
      expect(completionFor(shell, commands).split('\n')[0]).toBe(first)
    }
  })
})
