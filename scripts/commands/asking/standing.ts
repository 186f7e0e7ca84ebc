import { interrupted, InvitationsError } from '../../ground/errors.ts'

const AGAIN = ['To continue: ', { do: 'init' }] as const

/** Starts nothing new after Ctrl-C. @param stands what has been done so far @throws InvitationsError `interrupted` */
export function goOn(signal: AbortSignal, stands: string): void {
  if (signal.aborted) throw interrupted(`Stopped by Ctrl-C. ${stands}`, AGAIN)
}

/**
 * Does a step. If Ctrl-C or a no stops it, says what has already been done.
 * @param stands what has been done before the step
 * @throws InvitationsError
 */
export async function standing<Result>(
  signal: AbortSignal,
  stands: string,
  step: () => Promise<Result>,
): Promise<Result> {
  goOn(signal, stands)
  try {
    return await step()
  } catch (failure) {
    if (!(failure instanceof InvitationsError)) throw failure
    if (failure.code === 'interrupted') throw interrupted(`Stopped. ${stands}`, AGAIN)
    if (failure.code === 'cancelled') throw new InvitationsError('cancelled', `Cancelled. ${stands}`, { hint: AGAIN })
    throw failure
  }
}
