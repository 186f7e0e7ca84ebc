import { expect } from 'vitest'
import { realNowMs, setMachineClock } from '../machine-clock.ts'
import type { Ended } from '../../run-program.ts'
import { objects, type Stage } from '../stage.ts'

export const [MINUTE, HOUR, DAY] = [60, 3600, 86_400]

/** How far the clock of the machine is ahead of Auth0's, in seconds. @param command how many commands ran before */
export type Ahead = (command: number) => number

interface User {
  user_id: string
  blocked?: boolean
  app_metadata: { invitation: Record<string, unknown> } & { [fact in `invitation_${string}`]?: { at: string } }
}

/** An admin at a machine whose clock may be wrong, and Auth0's time. */
export class Admin {
  readonly #play: Stage
  #ahead: Ahead = () => 0
  #commands = 0
  /** How many seconds the stories are ahead of the real time. */
  #passed = 0

  constructor(play: Stage) {
    this.#play = play
  }

  sitsAt(ahead: Ahead): void {
    this.#ahead = ahead
    this.#commands = 0
    setMachineClock(() => (this.#passed + this.#ahead(this.#commands)) * 1000)
  }

  /** Whether the clock of the machine is right now. */
  get isRight(): boolean {
    return this.#ahead(this.#commands) === 0
  }

  /** Time passes, at Auth0 and on the machine. */
  async wait(seconds: number): Promise<void> {
    await this.#play.tenant.advance(seconds)
    this.#passed += seconds
  }

  /** Auth0's time in ms. */
  auth0Ms(): number {
    return realNowMs() + this.#passed * 1000
  }

  async run(args: string[], settings: Record<string, string> = {}, cwd?: string): Promise<Ended> {
    const ended = await this.#play.invitations(args, settings, cwd)
    this.#commands += 1
    return ended
  }

  /** What a command prints with --json, once searches have caught up. */
  async sees(...args: string[]): Promise<Record<string, unknown>[]> {
    await this.wait(5)
    return objects(await this.run([...args, '--json']))
  }

  async userOf(email: string): Promise<User> {
    const { body } = await this.#play.tenant.manage('GET', `users-by-email?email=${encodeURIComponent(email)}`)
    const [user] = body as User[]
    if (user === undefined) throw new Error(`There is no account ${email}.`)
    return user
  }

  async recordOf(email: string): Promise<Record<string, unknown>> {
    return (await this.userOf(email)).app_metadata.invitation
  }

  async mailsTo(email: string): Promise<number> {
    return (await this.#play.tenant.outbox(email)).length
  }

  /** An instant is now by Auth0's time, within the seconds that a story takes. */
  expectNow(instant: unknown, laterSec = 0): void {
    expect(Math.abs(Date.parse(String(instant)) - this.auth0Ms() - laterSec * 1000) / 1000).toBeLessThan(30)
  }

  /** No accounts, no faults. */
  async startsEmpty(): Promise<void> {
    const { tenant } = this.#play
    await this.wait(5) // searches are behind by seconds, before and after
    const { body } = await tenant.manage('GET', 'users?per_page=100')
    for (const { user_id } of body as { user_id: string }[]) await tenant.manage('DELETE', `users/${user_id}`)
    await tenant.faults([])
    await this.wait(5)
  }
}

export function emailsIn(found: object[]): unknown[] {
  return found.flatMap((one) => ('email' in one ? [one.email] : []))
}
