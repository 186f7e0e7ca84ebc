import { InvitationsError } from '../../../../scripts/ground/errors.ts'

/** Has no stream for its text: a million of these are made, and streams would take a third of the time. */
export class Answer extends Response {
  readonly #text: string

  constructor(text: string) {
    super()
    this.#text = text
  }

  override readonly text = (): Promise<string> => Promise.resolve(this.#text)
  override readonly json = (): Promise<unknown> => Promise.resolve(JSON.parse(this.#text))
}

export function noAnswer(): InvitationsError {
  return new InvitationsError('tenant_unreachable', 'No answer.', { hint: '-' })
}
