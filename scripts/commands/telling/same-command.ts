import { commandLine } from '../../ground/next-step.ts'
import { inShell } from '../../ground/text-for/shell.ts'
import type { Call } from '../command.ts'

/** The command as it was typed, ready to paste. */
export function sameCommand(name: string, { operands, flags }: Call): string {
  const set = Object.entries(flags).flatMap(([flag, value]) =>
    value === undefined || value === false
      ? []
      : [value].flat().map((one) => (one === true ? `--${flag}` : `--${flag}=${inShell(one)}`)),
  )
  return [commandLine(name, operands), ...set].join(' ')
}
