import { calledAs, calledFromAnywhere } from '../ground/called-as.ts'
import { flagsOf, type Command, type DescribedCommand } from '../commands/command.ts'
import { commands, findCommand, loadCommand, namesUnder } from './find-command.ts'
import { folded } from '../ground/text-for/terminal.ts'

const exitCodes =
  'Exit codes: 0 done, 1 something was not done (it is listed), 2 wrong usage or settings, 3 changes pending (deploy plan), 130 interrupted.'

const SETTINGS = 'Settings come from the environment or .env; .env.example explains each.'

const helpWords = ['help', '--help', '-h']

/** The words of the command that help is wanted for; empty for all commands, undefined if nobody asked for help. */
export function whatHelpIsAbout(args: string[]): string[] | undefined {
  const [first = '', ...rest] = args
  if (helpWords.includes(first)) return rest.filter((word) => !word.startsWith('-'))
  const end = rest.indexOf('--')
  const isAsked = (end === -1 ? rest : rest.slice(0, end)).some((word) => word === '--help' || word === '-h')
  return isAsked ? args.filter((word) => !word.startsWith('-')) : undefined
}

/** @param columns of the terminal, if there is one @throws InvitationsError `usage` for an unknown command */
export async function helpAbout(words: string[], columns = Infinity): Promise<string> {
  const [first] = words
  if (first === undefined) return overviewOf(undefined, columns)
  const under = namesUnder(first)
  if (words.length === 1 && under.length > 0) return overviewOf(first, columns)
  const { name } = findCommand(words)
  const { command } = await loadCommand(name)
  return helpFor({ ...command, name, summary: commands[name]?.summary ?? '', flags: flagsOf(command) }, columns)
}

/**
 * All commands, or those that start with a word.
 * @param group like `deploy`
 * @param columns of the terminal, if there is one
 */
export function overviewOf(group?: string, columns = Infinity): string {
  const names = group === undefined ? Object.keys(commands) : namesUnder(group)
  const width = Math.max(...names.map((name) => name.length))
  const lines = names.flatMap((name) => described(name, commands[name]?.summary ?? '', width, columns))
  const example = group === undefined ? 'invite ada@example.com --invited-by Grace' : (names[0] ?? '')
  return `Invite people to an app on Auth0.

Usage: ${calledAs()} ${group === undefined ? '<command>' : `${group} <word>`} [flags]

${lines.join('\n')}

Example: ${calledAs()} ${example}
Flags of a command: ${calledAs()} help ${names[0]}
${foldedText([SETTINGS, exitCodes], columns)}
`
}

/** A name and what it is, side by side; where there is no room for that, one below the other. */
function described(name: string, what: string, width: number, columns: number): string[] {
  if (width + 4 > columns / 2) return [`  ${name}`, ...folded(`      ${what}`, columns, 6)]
  return folded(`  ${name.padEnd(width)}  ${what}`, columns, width + 4)
}

function foldedText(lines: readonly string[], columns: number): string {
  return lines.flatMap((line) => folded(line, columns)).join('\n')
}

/** One command, with all its flags. */
function helpFor(
  { name, summary, operands, flags, examples, notes }: DescribedCommand & Pick<Command, 'examples' | 'notes'>,
  columns: number,
): string {
  const names = Object.entries(flags).map(([flag, { value }]) => `--${flag}${value ? ` ${value}` : ''}`)
  const width = Math.max(...names.map((flag) => flag.length), '--help'.length)
  const lines = [
    ...Object.values(flags).flatMap(({ help }, index) => described(names[index] ?? '', help, width, columns)),
    ...described('--help', 'this text; -h does the same', width, columns),
  ]
  return `${foldedText([`${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`], columns)}

Usage: ${calledAs()} ${name}${operands ? ` ${operands}` : ''} [flags]

${lines.join('\n')}

Example${examples.length > 1 ? 's' : ''}:
${examples.map((example) => `  ${toPaste(example)}`).join('\n')}

${notes === undefined ? '' : `${foldedText(notes(), columns)}\n\n`}${foldedText([exitCodes], columns)}
`
}

/** An example as the person would type it. */
function toPaste(example: string): string {
  const told = example.replace('{program}', calledAs()).replace('{from anywhere}', calledFromAnywhere())
  return told === example ? `${calledAs()} ${example}` : told
}
