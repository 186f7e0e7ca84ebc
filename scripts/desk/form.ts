import { InvitationsError } from '../ground/errors.ts'

/** The fields of a form as they were sent. Nothing about them is trusted. */
export type Form = Readonly<Record<string, unknown>>

export function textIn(given: unknown): string {
  return typeof given === 'string' ? given : ''
}

export function textsIn(given: unknown): string[] {
  return (Array.isArray(given) ? given : [given]).filter((one): one is string => typeof one === 'string')
}

/**
 * The key of a question. Whatever was done for it is not done again.
 * @throws InvitationsError `usage`
 */
export function keyIn(form: Form): string {
  const key = textIn(form['key'])
  if (/^[\da-f-]{36}$/.test(key)) return key
  throw new InvitationsError('usage', 'This form is not from this desk.', {
    hint: 'Nothing was done. Go back to the list and start again.',
  })
}
