import { join } from 'node:path'
import { Configuration } from '../auth0/configuration.ts'
import { DeployedTenant } from '../auth0/deployed.ts'
import type { Deployed } from './deployed.ts'
import { readPlaces, type DeclaredPlaces } from './desired.ts'
import { placesIn, type Hashes, type Places } from './places.ts'
import { projectFolder } from './project.ts'
import { restore, type Restoration, type Step } from './restore.ts'
import { InvitationsError } from '../ground/errors.ts'
import type { Output } from '../commands/telling/output.ts'
import { readDeploySettings, type DeploySettings } from '../ground/settings/deploy-settings.ts'
import { apiFor } from '../commands/at-tenant.ts'
import type { Call, Flag } from '../commands/command.ts'
import { readDeployed, whereDeclared, type Reading } from './read-deployed.ts'
import { looks, StateKeeper } from './state-keeper.ts'

export const forceFlag: Flag = { type: 'boolean', help: 'also bring back what somebody else changed since' }

/** What is to be brought back. */
export interface WantedState {
  /** What people call it. */
  name: string
  before: Places
  /** How ours left it, one after the other. */
  after: Hashes[]
  /** What else stays, in sentences, because it is not saved what was there before. */
  cannot?: (now: Deployed) => string[]
}

/** What the tenant has where tenant/ declares something. */
export interface LookedAround {
  deployed: Deployed
  declared: DeclaredPlaces
  domain: string
}

/** What a rollback or a removal does, and what it was planned from. */
export interface PlannedRestoration {
  settings: DeploySettings
  configuration: Configuration
  keeper: StateKeeper
  reading: Reading
  wanted: WantedState
  /** What the tenant has in these places. */
  now: Places
  restoration: Restoration
  /** The time at Auth0 when it was planned. */
  at: Date
  /** Reads the tenant again, and plans what is left to do. */
  again: () => Promise<Restoration>
}

/**
 * Reads what is saved and what is there, and compares; changes nothing.
 * @param choose gets what is saved and which Actions there are; its second argument looks at every other place, too
 */
export async function planRestoration(
  call: Call,
  choose: (reading: Reading, lookAround: () => Promise<LookedAround>) => WantedState | Promise<WantedState>,
): Promise<PlannedRestoration> {
  const settings = readDeploySettings(call.environment)
  const api = apiFor(settings, call)
  const tenant = new DeployedTenant(api)
  const declared = readPlaces(join(projectFolder(), 'tenant'), settings)
  const first = await readDeployed(tenant, { actions: declared.actions, triggers: [], prompts: [] })
  const wanted = await choose(first, async () => {
    const { deployed } = await readDeployed(tenant, whereDeclared(declared))
    return { deployed, declared, domain: settings.domain }
  })
  const isForced = call.flags['force'] === true
  const look = async () => {
    const reading = await readDeployed(tenant, whereToLook(wanted.before))
    const now = await placesNow(tenant, reading, wanted.before)
    const gone = await goneVersions(tenant, wanted.before, now)
    const restoration = restore(now, reading.deployed, { ...wanted, isForced, gone })
    const left = [...restoration.left, ...(wanted.cannot?.(reading.deployed) ?? [])]
    return { reading, now, restoration: { ...restoration, left } }
  }
  const looked = await look()
  const configuration = new Configuration(api)
  return {
    settings,
    configuration,
    keeper: new StateKeeper(configuration, looked.reading),
    wanted,
    ...looked,
    at: api.clock.now(),
    again: () => {
      tenant.lookAgain()
      return look().then(({ restoration }) => restoration)
    },
  }
}

export function printRestoration(output: Output, { steps, left }: Restoration): void {
  for (const { kind, change } of steps) {
    output.say(`  ${kind === 'delete' || kind === 'template_off' ? '-' : '~'} ${change}`)
    output.record({ type: 'change', action: kind, change })
  }
  for (const reason of left) {
    output.say(`  ! ${reason}`)
    output.record({ type: 'left', reason })
  }
}

/** Does it, step by step; a second run goes on where one was cut off. */
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

/**
 * Looks whether the tenant is as wanted.
 * @returns why it could not be looked at, although every step was taken; undefined where it is as wanted
 * @throws InvitationsError `deploy_incomplete` with what is left
 */
export async function lookRestored(planned: PlannedRestoration): Promise<string | undefined> {
  try {
    await checkRestored(planned)
    return undefined
  } catch (failure) {
    const { code, message } = failure instanceof InvitationsError ? failure : { code: undefined, message: '' }
    if (code === undefined || code === 'deploy_incomplete' || code === 'interrupted') throw failure
    return message
  }
}

/** Looks whether the tenant is as wanted. @throws InvitationsError `deploy_incomplete` with what is left */
export async function checkRestored({ again, settings: { domain } }: PlannedRestoration): Promise<void> {
  const left = await looks(
    async () => (await again()).steps,
    ({ kind }) => kind === 'version',
  )
  if (left.length === 0) return
  throw new InvitationsError('deploy_incomplete', `${domain} is not as it was. What is left:`, {
    details: left.map(({ change }) => `  ${change}`),
    hint: 'Somebody may have changed it meanwhile. Run it again: a second run finishes the first.',
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

/** Versions that are to run again and that Auth0 does not keep any more. */
async function goneVersions(tenant: DeployedTenant, before: Places, now: Places): Promise<string[]> {
  const gone: string[] = []
  for (const [name, saved] of Object.entries(before.actions)) {
    if (saved === null || saved.version_id === '' || now.actions[name]?.id !== saved.id) continue
    if (now.actions[name].content === saved.content) continue
    if (!(await tenant.hasVersion(saved.id, saved.version_id))) gone.push(saved.version_id)
  }
  return gone
}
