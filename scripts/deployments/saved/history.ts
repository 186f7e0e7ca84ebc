import { join } from 'node:path'
import { DeployedTenant } from '../../auth0/deployed.ts'
import { declaredActionNames } from '../declared/desired.ts'
import { projectFolder } from '../declared/project.ts'
import { oursIn } from '../deployed/ours.ts'
import { readDeployed } from '../deployed/read-deployed.ts'
import type { Tenant } from '../tenant.ts'
import { SAVED_STATE_ACTION, type Entry } from './saved-state.ts'

/** The deploys and rollbacks that the tenant remembers. */
export interface History {
  domain: string
  /** Name of the Action that keeps them. That Action is never deployed. */
  savedIn: string
  /** Newest first. */
  deploys: Omit<Entry, 'before' | 'after'>[]
  /** Everything of ours that the tenant has, in words. */
  ours: string[]
}

/** Makes two calls. @throws InvitationsError `saved_state_unusable` */
export async function history({ settings, api }: Tenant): Promise<History> {
  const actions = declaredActionNames(join(projectFolder(), 'tenant'))
  const { saved, deployed } = await readDeployed(new DeployedTenant(api), { actions, triggers: [], prompts: [] })
  const deploys = saved.entries.map(({ before: _, after: __, ...entry }) => entry)
  return { domain: settings.domain, savedIn: SAVED_STATE_ACTION, deploys, ours: oursIn(deployed) }
}
