import { own } from '../../actions/invitation/read.ts'
import { calledAs } from './called-as.ts'
import { inShell } from './text-for/shell.ts'

/** The person a step is about. Left out if the step is general. */
interface About {
  email?: string
}

/** What can be done next, as data: the program turns it into a command, a page can turn it into a button. */
export type NextStep =
  | ({ do: 'invite'; keepAccount?: true; dryRun?: true } & About)
  | ({ do: 'resend'; link?: true; failed?: true } & About)
  | ({ do: 'revoke' | 'show' | 'remind' } & About)
  | { do: 'list'; status?: 'failed' }
  | { do: 'import'; file: string; check?: true }
  | { do: 'export' | 'reconcile' | 'init' | 'doctor' }
  | { do: 'verify'; clean: true }
  | { do: 'deploy plan'; planFile?: string | undefined }
  | { do: 'deploy apply'; planFile?: string | undefined; secrets?: true }
  | { do: 'deploy credentials'; linking?: true }
  | { do: 'deploy history' }
  | { do: 'help'; with?: string }

/** A sentence that may contain steps, in pieces. */
export type Hint = string | readonly (string | NextStep)[]

/** The sentence with its steps as commands to paste. */
export function worded(hint: Hint): string {
  if (typeof hint === 'string') return hint
  return hint.map((piece) => (typeof piece === 'string' ? piece : commandFor(piece))).join('')
}

/** The first step in it; undefined if it is only a sentence. */
export function stepIn(hint: Hint): NextStep | undefined {
  return typeof hint === 'string' ? undefined : hint.find((piece) => typeof piece !== 'string')
}

/** Untyped callers may pass anything. */
export function isHint(given: unknown): given is Hint {
  const isPiece = (piece: unknown) => typeof piece === 'string' || isStep(piece)
  return typeof given === 'string' || (Array.isArray(given) && given.every(isPiece))
}

export function isStep(given: unknown): given is NextStep {
  return typeof own(given, 'do') === 'string'
}

/** The only place that writes out a command: as the person called the program, with every value quoted for a shell. */
export function commandLine(name: string, operands: readonly string[], flags: readonly Flag[] = []): string {
  const set = flags.map(([flag, value]) => (value === true ? `--${flag}` : `--${flag} ${inShell(value)}`))
  return [calledAs(), name, ...operands.map(inShell), ...set].filter((word) => word !== '').join(' ')
}

type Flag = readonly [name: string, value: string | true]

/** Options have the library's names: `keepAccount` becomes `--keep-account`. */
function commandFor(step: NextStep): string {
  if (step.do === 'help') return commandLine(step.with ?? '', [], [['help', true]])
  const { do: name, email, file, ...options } = { email: undefined, file: undefined, ...step }
  const operands = [email, file].filter((operand) => typeof operand === 'string')
  const flags = Object.entries(options).flatMap(([option, value]): Flag[] =>
    typeof value !== 'string' && value !== true
      ? []
      : [[option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`), value]],
  )
  return commandLine(name, operands, flags)
}
