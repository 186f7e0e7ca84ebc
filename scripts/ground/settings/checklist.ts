import { own } from '../../../actions/invitation/read.ts'
import { InvitationsError } from '../errors.ts'
import { HIDDEN, problemOfCredential, Secrets } from '../secrets.ts'

/** Collects everything that is missing or wrong, so that one error can list it. */
export class Checklist {
  readonly #given: unknown
  readonly #hint: string
  readonly #findings = new Set<string>()
  readonly #credentials: string[] = []

  /** @param given an object of texts; in anything else, no setting is set */
  constructor(given: unknown, hint = 'Set them in the environment or in .env; .env.example explains each.') {
    this.#given = given
    this.#hint = hint
  }

  optional(name: string): string | undefined {
    const value = own(this.#given, name)
    if (value === undefined) return undefined
    if (typeof value === 'string') return value.trim() || undefined
    this.wrong(name, 'it is not text')
    return undefined
  }

  required(name: string, whereToFindIt: string): string {
    const value = this.optional(name)
    if (value === undefined && !this.#isOfAnotherType(name))
      this.#findings.add(`${name} is missing. In the Auth0 dashboard: ${whereToFindIt}.`)
    return value ?? ''
  }

  /** Checks a setting that goes into a header or a form. Its value is never repeated. */
  credential(name: string): void {
    const value = this.optional(name) ?? ''
    this.#credentials.push(value)
    const problem = problemOfCredential(value)
    if (problem !== undefined) this.wrong(name, problem)
  }

  wrong(name: string, problem: string): void {
    this.#findings.add(`${name}: ${problem}${problem.endsWith('?') ? '' : '.'}`)
  }

  done(): void {
    if (this.#findings.size === 0) return
    // A secret in the wrong setting would be repeated in the message about that setting. Nothing else is that long.
    const secrets = new Secrets(this.#credentials)
    const hidden = (finding: string) => secrets.hide(finding).replace(/[\w-]{40,}/g, HIDDEN)
    const count = this.#findings.size === 1 ? 'One setting is' : `${this.#findings.size} settings are`
    throw new InvitationsError('settings_incomplete', `${count} missing or wrong:`, {
      details: Array.from(this.#findings, (finding) => `  - ${hidden(finding)}`),
      hint: this.#hint,
    })
  }

  #isOfAnotherType(name: string): boolean {
    const value = own(this.#given, name)
    return value !== undefined && typeof value !== 'string'
  }
}
