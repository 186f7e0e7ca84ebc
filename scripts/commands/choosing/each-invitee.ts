import { interrupted, InvitationsError, type ExitCode } from '../../ground/errors.ts'
import { commandLine } from '../../ground/next-step.ts'
import { requireAddressOrId } from '../../invitations/reading/find-invitee.ts'
import { failed, type Outcome } from '../../invitations/outcome.ts'
import type { Call } from '../command.ts'
import { FEW, Tally } from '../telling/tally.ts'

/** @throws InvitationsError `usage` if nobody was named, or with something that cannot name anyone; before any call */
export function requireInvitees({ operands }: Call, command: string): void {
  if (operands.length === 0) {
    throw new InvitationsError('usage', 'Whose invitation? No address was given.', {
      hint: commandLine(command, ['ada@example.com']),
    })
  }
  operands.forEach(requireAddressOrId)
}

/**
 * Does one thing for everybody who was named, one after another, and reports each result. If somebody is not found, it
 * goes on with the next. A failure that would also affect the next one ends it, as Ctrl-C does, and it names who was
 * not reached.
 * @param command as typed, for the hint
 */
export async function eachInvitee(
  call: Call,
  command: string,
  work: (wanted: string) => Promise<Outcome>,
): Promise<ExitCode> {
  const tally = new Tally(call, call.operands.length)
  try {
    await tellEach(call, command, work, tally)
  } finally {
    tally.end()
  }
  if (call.operands.length > FEW) {
    call.output.say(`${tally.told}.`)
    call.output.record({ type: 'summary', ...tally.counts })
  }
  return tally.exitCode
}

async function tellEach(
  call: Call,
  command: string,
  work: (wanted: string) => Promise<Outcome>,
  tally: Tally,
): Promise<void> {
  for (const [index, wanted] of call.operands.entries()) {
    const rest = call.operands.slice(index)
    const goOn = `Not reached: ${rest.join(' ')}. To continue: ${commandLine(command, rest)}`
    if (call.signal.aborted) throw interrupted('Stopped by Ctrl-C.', goOn)
    const outcome = await work(wanted).catch((failure: unknown) => {
      if (!(failure instanceof InvitationsError)) throw failure
      if (failure.code === 'not_found') return failed(wanted, failure)
      throw failure.withHint(index === 0 ? failure.hint : `${failure.hint} ${goOn}`)
    })
    tally.add(outcome)
  }
}
