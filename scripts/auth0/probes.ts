import { endpoints } from './endpoints.ts'
import { PlainCalls } from './plain-calls.ts'
import type { TenantApi } from './tenant-api.ts'
import { listAt, textAt } from '../ground/unknown.ts'

/** An Action to try something out with. */
export interface Probe {
  name: string
  /** Like `post-login`. */
  trigger: string
  code: string
  secrets?: readonly { name: string; value: string }[]
}

/** An Action that was made. */
export interface MadeProbe {
  id: string
  name: string
  trigger: string
  /** When each secret was written, ISO 8601, by its name; empty if Auth0 does not say. */
  secretsWrittenAt: Readonly<Record<string, string>>
}

const versions: Readonly<Record<string, string>> = { 'post-login': 'v3', 'password-reset-post-challenge': 'v1' }

/**
 * Actions that a trial deploys, binds and removes again. Every method throws InvitationsError.
 * @see https://auth0.com/docs/api/management/v2/actions
 */
export class Probes {
  readonly #calls: PlainCalls

  constructor(api: TenantApi) {
    this.#calls = new PlainCalls(api)
  }

  /** Deploys an Action. Nothing runs it yet. */
  async make({ name, trigger, code, secrets = [] }: Probe): Promise<MadeProbe> {
    const draft = { name, code, secrets, supported_triggers: [{ id: trigger, version: versions[trigger] ?? 'v2' }] }
    const made = await this.#calls.send('make an Action', 'POST', 'actions/actions', draft)
    const probe = { id: textAt(made, 'id'), name, trigger, secretsWrittenAt: writtenIn(made) }
    await this.#untilBuilt(probe.id)
    await this.#calls.send('deploy an Action', 'POST', `actions/actions/${part(probe.id)}/deploy`)
    return probe
  }

  /**
   * Auth0 cannot deploy an Action before it has built it.
   * @see https://auth0.com/docs/api/management/v2/actions/get-action
   */
  async #untilBuilt(id: string): Promise<void> {
    for (let looks = 1; looks <= MOST_LOOKS; looks++) {
      const action = await this.#calls.ask('read an Action', `actions/actions/${part(id)}`)
      if (textAt(action, 'status') !== 'pending' && textAt(action, 'status') !== 'building') return
    }
  }

  /** Writes the secrets of an Action. @returns when each was written */
  async writeSecrets(id: string, secrets: NonNullable<Probe['secrets']>): Promise<MadeProbe['secretsWrittenAt']> {
    return writtenIn(await this.#calls.send('write secrets', 'PATCH', `actions/actions/${part(id)}`, { secrets }))
  }

  /** Runs the Action after all others bound to its trigger. */
  async bindLast({ id, name, trigger }: MadeProbe): Promise<void> {
    await this.#bind(trigger, [...(await this.#boundTo(trigger)), { id, name }])
  }

  /** Unbinds it, whatever else was bound or unbound meanwhile. */
  async unbind({ id, trigger }: Pick<MadeProbe, 'id' | 'trigger'>): Promise<void> {
    const bound = await this.#boundTo(trigger)
    if (bound.some((one) => one.id === id))
      await this.#bind(
        trigger,
        bound.filter((one) => one.id !== id),
      )
  }

  /** @param id of an Action that nothing runs */
  async remove(id: string): Promise<void> {
    await this.#calls.remove('remove an Action', `actions/actions/${part(id)}`)
  }

  async named(beginning: string): Promise<Pick<MadeProbe, 'id' | 'name' | 'trigger'>[]> {
    const found = listAt(await this.#calls.ask('read the Actions', endpoints.actions().path), 'actions')
    return found
      .filter((one) => textAt(one, 'name').startsWith(beginning))
      .map((one) => ({
        ...{ id: textAt(one, 'id'), name: textAt(one, 'name') },
        trigger: textAt(one, 'supported_triggers', 0, 'id'),
      }))
  }

  async #boundTo(trigger: string): Promise<{ id: string; name: string }[]> {
    const found = await this.#calls.ask(`read what is bound to ${trigger}`, endpoints.bindings(trigger).path)
    return listAt(found, 'bindings').map((one) => ({
      id: textAt(one, 'action', 'id'),
      name: textAt(one, 'display_name'),
    }))
  }

  async #bind(trigger: string, bound: readonly { id: string; name: string }[]): Promise<void> {
    const bindings = bound.map(({ id, name }) => ({ ref: { type: 'action_id', value: id }, display_name: name }))
    await this.#calls.send(`bind the Actions of ${trigger}`, 'PATCH', `actions/triggers/${part(trigger)}/bindings`, {
      bindings,
    })
  }
}

/** Auth0 builds an Action within seconds, and each check waits for its turn. */
const MOST_LOOKS = 60

const part = encodeURIComponent

function writtenIn(action: unknown): Record<string, string> {
  return Object.fromEntries(listAt(action, 'secrets').map((one) => [textAt(one, 'name'), textAt(one, 'updated_at')]))
}
