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
      format: { type: 'string' as const, value: '<format>', choices: ['csv', 'json'], help: 'how' },
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
    [
      ['invite', '--format', ''],
      ['csv', 'json'],
    ],
    [['completion', 'z'], ['zsh']],
    [['import', ''], []], // file names
  ])('after %j offers %j', (typed, words) => {
    expect(offered(...typed)).toEqual(words)
  })
})

/** Tries what only the shell itself can tell; says so where it is not installed. */
function inShell(
  shell: 'zsh' | 'fish',
  title: string,
  story: (offers: (...typed: string[]) => string[]) => void,
): void {
  const isThere = spawnSync(shell, ['--version']).error === undefined
  if (!isThere) process.stderr.write(`NOT TRIED: ${shell} is not installed (apt-get install ${shell}): ${title}\n`)
  it.skipIf(!isThere)(title, () => {
    story((...typed) => {
      const plain = shell === 'zsh' ? '-f' : '--no-config'
      const { stdout, stderr } = spawnSync(shell, [plain, '-c', asked[shell](typed)], { encoding: 'utf8' })
      expect(stderr).toBe('')
      return stdout.split('\n').filter((line) => line !== '')
    })
  })
}

const quoted = (words: string[]) => words.map((word) => `'${word}'`).join(' ')
const asked = {
  fish: (typed: string[]) => `${completionFor('fish', commands)}
complete -C 'auth0-invitations ${typed.join(' ')}' | string split -f 1 \\t`,
  // What zsh would draw on the screen is printed instead.
  zsh: (typed: string[]) => `compdef() { }
_describe() { print -l -- \${\${(P)@[-1]}%%:*} }
_files() { print files }
${completionFor('zsh', commands)}
words=(auth0-invitations ${quoted(typed)}); CURRENT=$#words
_auth0_invitations`,
}

describe('completion in zsh', () => {
  inShell('zsh', 'offers commands, flags and their values', (offers) => {
    expect(offers('')).toEqual(['invite', 'import', 'deploy', 'completion'])
    expect(offers('deploy', '')).toEqual(['apply'])
    expect(offers('deploy', 'apply', '--')).toEqual(['--yes', '--help'])
    expect(offers('invite', 'ada@example.com', '--format', '')).toEqual(['csv', 'json'])
    expect(offers('import', '')).toEqual(['files'])
  })
})

describe('completion in fish', () => {
  inShell('fish', 'offers commands, flags and their values', (offers) => {
    expect(offers('').sort()).toEqual(['completion', 'deploy', 'import', 'invite'])
    expect(offers('deploy', '')).toEqual(['apply'])
    expect(offers('deploy', 'apply', '--').sort()).toEqual(['--help', '--yes'])
    expect(offers('invite', 'ada@example.com', '--format', '')).toEqual(['csv', 'json'])
    expect(offers('completion', 'z')).toEqual(['zsh'])
  })
})

describe('completion', () => {
  it.each<[Shell, string]>([
    ['bash', `'invite '*) flags='--locale --format --json --help' ;;`],
    [
      'zsh',
      `('invite '*) flags=('--locale:the invitee'\\''s language' '--format:how' '--json:print JSON' '--help:flags and examples') ;;`,
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
