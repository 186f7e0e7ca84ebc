import type { RequestEntry } from '../emulator/http/request-entry.ts'
import type { TenantControls } from '../start-tenant.ts'
import { HURRIED } from '../run-command.ts'

/** Writes to users that a plan allows in a second (docs: rate-limit-configurations). */
const writesPerSecond: Readonly<Record<string, number>> = {
  free: 2,
  essentials: 200 / 60,
  professional: 200 / 60,
  enterprise: 16,
}

/** Another program that uses the same tenant: it writes to a user again and again, and ignores 429s. */
export class Rival {
  readonly #path: string
  readonly #timer: NodeJS.Timeout
  readonly #underway = new Set<Promise<unknown>>()

  private constructor(tenant: TenantControls, userId: string, everyMs: number) {
    this.#path = `/api/v2/users/${userId}`
    this.#timer = setInterval(() => {
      const call = tenant
        .manage('PATCH', `users/${userId}`, { user_metadata: { seen: 'today' } })
        .catch(() => undefined)
        .finally(() => this.#underway.delete(call))
      this.#underway.add(call)
    }, everyMs / HURRIED)
  }

  /** @param part of the plan's limit that it uses */
  static in(tenant: TenantControls, plan: string, part: number): Promise<Rival> {
    return Rival.every(tenant, 1000 / ((writesPerSecond[plan] ?? 1) * part))
  }

  /** @param ms between two writes, by the limits' time */
  static async every(tenant: TenantControls, ms: number): Promise<Rival> {
    const user = { connection: tenant.description.connection, email: 'rival@example.net', password: 'Rival-9876543!' }
    const { body } = await tenant.manage('POST', 'users', user)
    return new Rival(tenant, (body as { user_id: string }).user_id, ms)
  }

  /** Whether this program made the call. */
  made({ path }: Pick<RequestEntry, 'path'>): boolean {
    return decodeURIComponent(path) === this.#path
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer)
    await Promise.all(this.#underway)
  }
}
