import { InvitationsError } from './errors.ts'
import { HIDDEN, problemOfCredential, Secrets } from './secrets.ts'
import type { Environment } from './settings.ts'

/** Collects what is missing or wrong, so that one error can list all of it. */
export class Checklist {
  readonly #environment: Environment
  readonly #hint: string
  readonly #findings: string[] = []
  readonly #credentials: string[] = []

  constructor(environment: Environment, hint = 'Set them in the environment or in .env; .env.example explains each.') {
    this.#environment = environment
    this.#hint = hint
  }

  optional(name: string): string | undefined {
    return this.#environment[name]?.trim() || undefined
  }

  required(name: string, whereToFindIt: string): string {
    const value = this.optional(name)
    if (value === undefined) this.#findings.push(`${name} is missing. In the Auth0 dashboard: ${whereToFindIt}.`)
    return value ?? ''
  }

  /** Checks what goes into a header or a form: its value is never told. */
  credential(name: string): void {
    const value = this.optional(name) ?? ''
    this.#credentials.push(value)
    const problem = problemOfCredential(value)
    if (problem !== undefined) this.wrong(name, problem)
  }

  wrong(name: string, problem: string): void {
    this.#findings.push(`${name}: ${problem}.`)
  }

  done(): void {
    if (this.#findings.length === 0) return
    // A secret in the place of another setting would be repeated with what is wrong there. Nothing else is that long.
    const secrets = new Secrets(this.#credentials)
    const count = this.#findings.length === 1 ? 'One setting is' : `${this.#findings.length} settings are`
    throw new InvitationsError(
      'settings_incomplete',
      `${count} missing or wrong:\n${this.#findings.map((finding) => `  - ${secrets.hide(finding).replace(/[\w-]{40,}/g, HIDDEN)}`).join('\n')}`,
      { hint: this.#hint },
    )
  }
}
