import { InvitationsError } from './errors.ts'
import type { Environment } from './settings.ts'

/** Collects what is missing or wrong, so that one error can list all of it. */
export class Checklist {
  readonly #environment: Environment
  readonly #hint: string
  readonly #findings: string[] = []

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

  wrong(name: string, problem: string): void {
    this.#findings.push(`${name}: ${problem}.`)
  }

  done(): void {
    if (this.#findings.length === 0) return
    const count = this.#findings.length === 1 ? 'One setting is' : `${this.#findings.length} settings are`
    throw new InvitationsError('settings_incomplete', `${count} missing or wrong:`, {
      details: this.#findings.map((finding) => `  - ${finding}`),
      hint: this.#hint,
    })
  }
}
