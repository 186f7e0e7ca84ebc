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
    '{from anywhere} completion fish > ~/.config/fish/conf.d/auth0-invitations.fish',
  ],
  notes: () => [
    isInstalled()
      ? `It completes ${program}, and ${alias} if that is your alias.`
      : `It completes ${alias}, a command that it defines for this folder.`,
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
  const inFish = `function ${alias}; fish -c '${calledFromAnywhere().replaceAll("'", "\\'")} $argv' -- $argv; end`
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
    const under = commands.flatMap(({ name }) => (name.startsWith(`${first} `) ? [name.slice(first.length + 1)] : []))
    add('', { word: first, summary: second === undefined ? summary : under.join(', ') })
    if (second !== undefined) add(first, { word: second, summary })
    const choices = /^<(\w+(?:\|\w+)+)>$/.exec(operands)?.[1]?.split('|') ?? []
    for (const word of choices) add(name, { word, summary: `${name} ${word}` })
  }
  return next
}

/** What may follow a flag, by what was typed up to it. */
function valuesOf(commands: readonly DescribedCommand[]): [typed: string, words: readonly string[]][] {
  return commands.flatMap(({ name, flags }) =>
    Object.entries(flags).flatMap(([flag, { choices }]): [string, readonly string[]][] =>
      choices === undefined ? [] : [[`'${name} '*'--${flag} '`, choices]],
    ),
  )
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
  const values = valuesOf(commands).map(([typed, next]) => `    ${typed}) words='${next.join(' ')}' ;;\n`)
  return `_auth0_invitations() {
  local word="\${COMP_WORDS[COMP_CWORD]}" typed="\${COMP_WORDS[*]:1:COMP_CWORD-1} " flags='--help --version' words=''
  case "$typed" in
${flags.join('')}  esac
  case "$typed" in
${words.join('')}${values.join('')}  esac
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
  const values = valuesOf(commands).map(([typed, next]) => `    (${typed}) commands=(${next.join(' ')}) ;;\n`)
  return `_auth0_invitations() {
  local typed="\${(j: :)words[2,CURRENT-1]} "
  local -a flags commands
  case "$typed" in
${flags.join('')}  esac
  case "$typed" in
${words.join('')}${values.join('')}  esac
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
      const { value, file, choices } = command.flags[word.slice(2)] ?? {}
      const values = choices === undefined ? '' : ` -a '${choices.join(' ')}'`
      const takes = value === undefined ? '' : file === undefined && value !== '<folder>' ? ` -x${values}` : ' -r'
      lines.push(`-n ${when} -l ${word.slice(2)}${takes} -d ${quoted(summary, "\\'")}`)
    }
  }
  return `${lines.map((line) => `complete -c ${program} ${line}\n`).join('')}complete -c ${alias} -w ${program}\n`
}

/** In single quotes, where only the quote itself needs escaping. */
function quoted(text: string, quote: string): string {
  return `'${text.replaceAll("'", quote)}'`
}
