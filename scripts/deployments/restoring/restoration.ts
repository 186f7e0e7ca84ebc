import { join } from 'node:path'
import { Configuration } from '../../auth0/configuration.ts'
import { DeployedTenant } from '../../auth0/deployed.ts'
import { InvitationsError } from '../../ground/errors.ts'
import { readPlaces, type DeclaredPlaces } from '../declared/desired.ts'
import { projectFolder } from '../declared/project.ts'
import type { Deployed } from '../deployed/deployed.ts'
import { placesIn, type Hashes, type Places } from '../deployed/places.ts'
import { readDeployed, whereDeclared, type Reading } from '../deployed/read-deployed.ts'
import { looks } from '../saved/state-keeper.ts'
import type { ChangeOptions, Tenant } from '../tenant.ts'
import { restore, type Restoration, type Step } from './steps.ts'

/** What would be restored or removed. */
export interface RestorationPlan {
  domain: string
  /** One call each, in order; `change` describes it in a sentence. */
  steps: Pick<Step, 'kind' | 'change'>[]
  /** What is not restored, and why, in sentences. */
  left: string[]
}

export interface RestoringOptions<Planned> extends ChangeOptions<Planned> {
  /** Also restores what somebody else has changed since. Default: false. */
  force?: boolean | undefined
}

/** What is to be restored. */
export interface WantedState {
  /** What people call this state. */
  name: string
  before: Places
  /** How our deploys left it, in order. */
  after: Hashes[]
  /** What else stays, in sentences, because nobody saved what was there before. */
  cannot?: (now: Deployed) => string[]
}

/** What the tenant has where tenant/ declares something. */
export interface LookedAround {
  deployed: Deployed
  declared: DeclaredPlaces
}

/** What a rollback or a removal does, and what it was planned from. */
export interface PlannedRestoration {
  shown: RestorationPlan
  configuration: Configuration
  reading: Reading
  wanted: WantedState
  /** What the tenant has in these places. */
  now: Places
  restoration: Restoration
  /** Auth0's time when it was planned. */
  at: Date
  /** Reads the tenant again, and plans what is left to do. */
  again: () => Promise<Restoration>
}

/**
 * Reads what is saved and what is there, and compares; changes nothing.
 * @param choose gets what is saved and which Actions there are; its second argument reads every other place as well
 */
export async function planRestoration(
  { settings, api }: Tenant,
  { force }: Pick<RestoringOptions<unknown>, 'force'>,
  choose: (reading: Reading, lookAround: () => Promise<LookedAround>) => WantedState | Promise<WantedState>,
): Promise<PlannedRestoration> {
  const tenant = new DeployedTenant(api)
  const declared = readPlaces(join(projectFolder(), 'tenant'), settings)
  const first = await readDeployed(tenant, { actions: declared.actions, triggers: [], prompts: [] })
  const wanted = await choose(first, async () => {
    const { deployed } = await readDeployed(tenant, whereDeclared(declared))
    return { deployed, declared }
  })
  const look = async () => {
    const reading = await readDeployed(tenant, whereToLook(wanted.before))
    const now = await placesNow(tenant, reading, wanted.before)
    const gone = await goneVersions(tenant, wanted.before, now)
    const restoration = restore(now, reading.deployed, { ...wanted, isForced: force === true, gone })
    const left = [...restoration.left, ...(wanted.cannot?.(reading.deployed) ?? [])]
    return { reading, now, restoration: { ...restoration, left } }
  }
  const looked = await look()
  const { steps, left } = looked.restoration
  return {
    shown: { domain: settings.domain, steps, left },
    configuration: new Configuration(api),
    wanted,
    ...looked,
    at: api.clock.now(),
    again: () => {
      tenant.lookAgain()
      return look().then(({ restoration }) => restoration)
    },
  }
}

/** Takes every step. A second run continues where the first was cut off. */
export async function carryOut({ configuration, restoration: { steps } }: PlannedRestoration): Promise<void> {
  for (const step of steps) await take(step, configuration)
}

async function take(step: Step, configuration: Configuration): Promise<void> {
  switch (step.kind) {
    case 'version':
      return configuration.deployVersion(step.action_id, step.version_id)
    case 'bindings':
      return configuration.bind(step.trigger, step.bindings)
    case 'template':
      return configuration.setResetEmail(step.template)
    case 'template_off':
      return configuration.switchOffResetEmail()
    case 'texts':
      return configuration.setTexts(step.prompt, step.language, step.screens)
    case 'client':
      return configuration.enableClient(step.connection_id, step.client_id, step.isEnabled)
    case 'delete':
      return configuration.deleteAction(step.action_id)
  }
}

/** Checks whether the tenant is as wanted. @throws InvitationsError `deploy_incomplete` with what is left */
export async function checkRestored({ again, shown: { domain } }: PlannedRestoration): Promise<void> {
  const left = await looks(
    async () => (await again()).steps,
    ({ kind }) => kind === 'version',
  )
  if (left.length === 0) return
  throw new InvitationsError('deploy_incomplete', `${domain} is not yet as it was. Still to do:`, {
    details: left.map(({ change }) => `  ${change}`),
    hint: 'Somebody may have changed it in the meantime. Run it again: a second run finishes the first.',
  })
}

function whereToLook({ actions, bindings, texts }: Places) {
  const prompts = new Set(Object.keys(texts).map((place) => place.split('/').slice(0, 2).join('/')))
  return {
    actions: Object.keys(actions),
    triggers: [...new Set(Object.keys(bindings).map((place) => place.split('/')[0] ?? ''))],
    prompts: [...prompts].map((place): [string, string] => {
      const [language = '', prompt = ''] = place.split('/')
      return [language, prompt]
    }),
  }
}

async function placesNow(tenant: DeployedTenant, { deployed }: Reading, wanted: Places): Promise<Places> {
  const { actions, triggers } = whereToLook(wanted)
  const places = placesIn(deployed, { actions, triggers, texts: Object.keys(wanted.texts) })
  for (const place of Object.keys(wanted.clients)) {
    const [connection_id = '', client_id = ''] = place.split('/')
    places.clients[place] = await tenant.isClientEnabled(connection_id, client_id)
  }
  return places
}

/** Versions that should run again but that Auth0 no longer keeps. */
async function goneVersions(tenant: DeployedTenant, before: Places, now: Places): Promise<string[]> {
  const gone: string[] = []
  for (const [name, saved] of Object.entries(before.actions)) {
    if (saved === null || saved.version_id === '' || now.actions[name]?.id !== saved.id) continue
    if (now.actions[name].content === saved.content) continue
    if (!(await tenant.hasVersion(saved.id, saved.version_id))) gone.push(saved.version_id)
  }
  return gone
}

/** The scopes that the steps need. */
export function scopesFor(steps: readonly Pick<Step, 'kind'>[]): string[] {
  const needed: Record<Step['kind'], string> = {
    version: 'update:actions',
    bindings: 'update:actions',
    template: 'update:email_templates',
    template_off: 'update:email_templates',
    texts: 'update:prompts',
    client: 'update:connections',
    delete: 'delete:actions',
  }
  return [...new Set(['update:actions', ...steps.map(({ kind }) => needed[kind])])]
}
