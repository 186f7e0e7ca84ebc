import { calledAs, calledFromAnywhere } from '../ground/called-as.ts'
import { exitCodes, InvitationsError } from '../ground/errors.ts'
import { commandLine } from '../ground/next-step.ts'
import type { Command, DescribedCommand } from './command.ts'

export const shells = ['bash', 'zsh', 'fish'] as const
export type Shell = (typeof shells)[number]

export const completion: Command = {
  operands: `<${shells.join('|')}>`,
  flags: {},
  readsSettings: false,
  examples: [
    'eval "$({from anywhere} completion bash)"        in ~/.bashrc',
    'source <({from anywhere} completion zsh)         in ~/.zshrc, after compinit',
    '{from anywhere} completion fish > ~/.config/fish/completions/auth0-invitations.fish',
  ],
  notes: () => [
    `It completes ${isInstalled() ? `${program} and ${alias}` : `${alias}, a command that it defines for this folder`}.`,
  ],
  async run({ operands: [wanted, ...others], everyCommand, output }) {
    const shell = shells.find((known) => known === wanted)
    if (shell === undefined || others.length > 0) {
      const message =
        wanted === undefined ? 'Which shell?' : `There is no completion for "${[wanted, ...others].join(' ')}".`
      throw new InvitationsError('usage', message, { hint: `${commandLine('completion', [])} ${shells.join(' | ')}` })
    }
    output.print(completionFor(shell, await everyCommand()))
    return exitCodes.done
  },
}

/** The name of the installed program, and its short name. If nothing is installed, the script defines the short one. */
const program = 'auth0-invitations'
const alias = 'invitations'

const isInstalled = () => calledAs() === program

/** A script that lets a shell complete commands and flags. It completes everything else as file names. */
export function completionFor(shell: Shell, commands: readonly DescribedCommand[]): string {
  const scripts = { bash, zsh, fish }
  const posix = `${alias}() { (${calledFromAnywhere()} "$@"); }`
  const inFish = `function ${alias}; fish -c '${calledFromAnywhere().replaceAll("'", "\\'")} $argv' $argv; end`
  const defined = isInstalled() ? '' : `${shell === 'fish' ? inFish : posix}\n`
  return `# ${shell} completion, made by “${commandLine('completion', [shell])}”\n${defined}${scripts[shell](commands)}`
}

interface Word {
  word: string
  summary: string
}

/** What may follow the words so far: `deploy apply` is two words. */
function nextWords(commands: readonly DescribedCommand[]): Map<string, Word[]> {
  const next = new Map<string, Word[]>()
  const add = (typed: string, word: Word) => {
    const words = next.get(typed) ?? []
    if (!words.some((known) => known.word === word.word)) next.set(typed, [...words, word])
  }
  for (const { name, summary, operands } of commands) {
    const [first = '', second] = name.split(' ')
    add('', { word: first, summary: second === undefined ? summary : `${first} …` })
    if (second !== undefined) add(first, { word: second, summary })
    const choices = /^<(\w+(?:\|\w+)+)>$/.exec(operands)?.[1]?.split('|') ?? []
    for (const word of choices) add(name, { word, summary: `${name} ${word}` })
  }
  return next
}

function flagsOf({ flags }: DescribedCommand): Word[] {
  return [
    ...Object.entries(flags).map(([flag, { help }]) => ({ word: `--${flag}`, summary: help })),
    { word: '--help', summary: 'flags and examples' },
  ]
}

function bash(commands: readonly DescribedCommand[]): string {
  const list = (words: Word[]) => words.map(({ word }) => word).join(' ')
  const flags = commands.map((command) => `    '${command.name} '*) flags='${list(flagsOf(command))}' ;;\n`)
  const words = [...nextWords(commands)].map(([typed, next]) => `    '${typed} ') words='${list(next)}' ;;\n`)
  return `_auth0_invitations() {
  local word="\${COMP_WORDS[COMP_CWORD]}" typed="\${COMP_WORDS[*]:1:COMP_CWORD-1} " flags='--help --version' words=''
  case "$typed" in
${flags.join('')}  esac
  case "$typed" in
${words.join('')}  esac
  if [[ "$word" == -* ]]; then words="$flags"; fi
  COMPREPLY=($(compgen -W "$words" -- "$word"))
}
complete -o default -F _auth0_invitations ${program} ${alias}
`
}

function zsh(commands: readonly DescribedCommand[]): string {
  const list = (words: Word[]) => words.map(({ word, summary }) => quoted(`${word}:${summary}`, "'\\''")).join(' ')
  const flags = commands.map((command) => `    ('${command.name} '*) flags=(${list(flagsOf(command))}) ;;\n`)
  const words = [...nextWords(commands)].map(([typed, next]) => `    ('${typed} ') commands=(${list(next)}) ;;\n`)
  return `_auth0_invitations() {
  local typed="\${(j: :)words[2,CURRENT-1]} "
  local -a flags commands
  case "$typed" in
${flags.join('')}  esac
  case "$typed" in
${words.join('')}  esac
  if [[ "$words[CURRENT]" == -* ]]; then _describe -o flag flags
  elif (( $#commands )); then _describe command commands
  else _files
  fi
}
compdef _auth0_invitations ${program} ${alias}
`
}

function fish(commands: readonly DescribedCommand[]): string {
  const seen = (words: string) =>
    words === ''
      ? '__fish_use_subcommand'
      : words
          .split(' ')
          .map((word) => `__fish_seen_subcommand_from ${word}`)
          .join('; and ')
  const lines = [...nextWords(commands)].flatMap(([typed, next]) => {
    const others = typed === '' ? '' : `; and not __fish_seen_subcommand_from ${next.map(({ word }) => word).join(' ')}`
    const when = quoted(`${seen(typed)}${others}`, "\\'")
    return next.map(({ word, summary }) => `-n ${when} -f -a ${word} -d ${quoted(summary, "\\'")}`)
  })
  for (const command of commands) {
    const when = quoted(seen(command.name), "\\'")
    for (const { word, summary } of flagsOf(command)) {
      const value = command.flags[word.slice(2)]?.value
      const takes = value === undefined ? '' : value === '<file>' ? ' -r' : ' -x'
      lines.push(`-n ${when} -l ${word.slice(2)}${takes} -d ${quoted(summary, "\\'")}`)
    }
  }
  return `${lines.map((line) => `complete -c ${program} ${line}\n`).join('')}complete -c ${alias} -w ${program}\n`
}

/** In single quotes, where only the quote itself needs escaping. */
function quoted(text: string, quote: string): string {
  return `'${text.replaceAll("'", quote)}'`
}
