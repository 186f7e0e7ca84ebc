import { Configuration } from '../../auth0/configuration.ts'
import { InvitationsError } from '../../ground/errors.ts'
import { missingOfLinking, type DeploySettings } from '../../ground/settings/deploy-settings.ts'
import { projectVersion } from '../declared/project.ts'
import type { ConnectionClient } from '../../auth0/deployed.ts'
import type { EmailTemplate } from '../../auth0/reset-email.ts'
import type { Change } from '../planning/change.ts'
import type { Plan } from '../planning/compare.ts'
import { requirePlanned } from '../planning/plan-file.ts'
import { planDeploy, type DeployPlan, type PlannedDeploy, type PlanOptions } from '../planning/plan-deploy.ts'
import { begin, finish } from '../saved/saved-state.ts'
import { looks, StateKeeper } from '../saved/state-keeper.ts'
import type { WrittenSecrets } from '../saved/written-secrets.ts'
import type { ChangeOptions, DeployCliOptions, Tenant } from '../tenant.ts'
import { importFiles, type Files } from './deploy-cli.ts'

export interface ApplyOptions extends PlanOptions, ChangeOptions<DeployPlan>, DeployCliOptions {
  /** Text of a plan file (`DeployPlan.toFile`). The deploy does exactly what the file says, or nothing. Default: no file. */
  planFile?: string | undefined
  /** Called before anything changes, with the reset mail that will be replaced. The tenant keeps a copy too. */
  replaced?: ((replaced: { template: EmailTemplate; domain: string; at: Date }) => void) | undefined
  /** Called once what the tenant has is saved, right before the Deploy CLI starts. */
  begins?: (() => void) | undefined
}

/** What a deploy did. */
export interface Applied {
  domain: string
  changes: Change[]
  /** The app and the connection, and whether the app may use it; undefined if that was not checked. */
  client: ConnectionClient | undefined
}

/**
 * Plans, saves what the tenant has, has the Deploy CLI write what changes, and checks the result against the plan.
 * Deploying again finishes a deploy that was cut off.
 * @throws InvitationsError
 */
export async function apply(options: ApplyOptions, tenant: Tenant): Promise<Applied> {
  if (!options.dryRun) requireWhole(tenant.settings)
  const planned = await planDeploy(options, tenant)
  const { reading, plan, shown, madeFrom } = planned
  const { domain, changes } = shown
  if (options.planFile !== undefined) requirePlanned(options.planFile, domain, reading.deployed, plan, madeFrom)
  options.planned?.(shown)
  const applied = { domain, changes, client: reading.deployed.client }
  if (options.dryRun) return applied
  const keeper = new StateKeeper(new Configuration(tenant.api), reading)
  if (changes.length > 0) {
    const secrets = await carryOut(planned, keeper, options, tenant)
    await keeper.write((state) => finish({ ...state, secrets }))
  } else if (reading.saved.entries[0]?.isFinished === false) {
    await keeper.write(finish)
  }
  return applied
}

/** A plan needs no credentials of the app that links accounts, but a deploy does. */
function requireWhole(settings: DeploySettings): void {
  const missing = missingOfLinking(settings)
  if (missing.length === 0) return
  const message = `${missing.join(' and ')} ${missing.length === 1 ? 'is' : 'are'} missing, but INVITATIONS_ACCEPT_WITH is set. Nothing was deployed.`
  throw new InvitationsError('settings_incomplete', message, {
    hint: 'Create the app with “deploy credentials --linking”, then set its id and secret.',
  })
}

/** @returns what to note about the Actions' secrets after this deploy */
async function carryOut(
  planned: PlannedDeploy,
  keeper: StateKeeper,
  { approve, replaced, begins, progress, signal }: ApplyOptions,
  tenant: Tenant,
): Promise<WrittenSecrets> {
  const { plan, shown, reading, before, after } = planned
  const { send, enable } = plan
  const configuration = new Configuration(tenant.api)
  await configuration.requireScopes(scopesFor(plan.changes), `deploy into ${shown.domain}`)
  await approve?.(shown)
  const now = tenant.api.clock.now() // Auth0's time, because entries of other machines are compared with it
  const { resetEmail: template } = reading.deployed
  if (template && send.resetEmail) replaced?.({ template, domain: shown.domain, at: now })
  const changes = plan.changes.map(({ change }) => change)
  await keeper.write((state) => begin(state, { now, version: projectVersion(), what: 'apply', changes, before, after }))
  begins?.()
  const languages = Object.keys(send.customText)
  await importFiles({ files: filesFor(send), languages, progress, signal }, tenant)
  if (enable !== undefined) await configuration.enableClient(enable.connection_id, enable.client_id, true)
  return checkDone(planned)
}

/**
 * Checks the tenant against the plan. Somebody else may have written to it in the meantime.
 * @returns what to note about the Actions' secrets after this deploy
 */
async function checkDone({ again, shown: { domain }, plan: { send } }: PlannedDeploy): Promise<WrittenSecrets> {
  const sent = send.actions.map(({ name }) => name)
  let secrets: WrittenSecrets = {}
  const left = await looks(
    async () => {
      const looked = await again()
      secrets = looked.secrets
      return looked.plan.changes
    },
    ({ resource, name }) => resource === 'action' && sent.includes(name),
  )
  if (left.length === 0) return secrets
  throw new InvitationsError('deploy_incomplete', `${domain} is not yet as planned. Still to do:`, {
    details: left.map(({ change }) => `  ${change}`),
    hint: 'Somebody may have changed it in the meantime. Deploy again: a second deploy finishes the first.',
  })
}

/**
 * Only what changes. The Deploy CLI writes everything it gets, changed or not, and each write makes a new version of an
 * Action. Auth0 keeps 50.
 */
function filesFor({ actions, triggers, resetEmail, customText }: Plan['send']): Files {
  return {
    ...(actions.length > 0 && {
      actions: actions.flatMap((action, index): [string, unknown][] => {
        const code = `actions/${index}/code.js` // a number, because an Action in the tenant can have any name
        return [
          [`actions/${index}.json`, { ...action, code: `./${code}` }],
          [code, action.code],
        ]
      }),
    }),
    ...(Object.keys(triggers).length > 0 && { triggers: [['triggers/triggers.json', triggers]] }),
    ...(resetEmail !== undefined && {
      emailTemplates: [
        ['emails/reset_email.json', { ...resetEmail, body: './reset_email.html' }],
        ['emails/reset_email.html', resetEmail.body],
      ],
    }),
    ...(Object.keys(customText).length > 0 && { prompts: [['prompts/custom-text.json', customText]] }),
  }
}

/** The scopes that the changes need. What is there is saved in an Action first, which needs scopes too. */
function scopesFor(changes: readonly Pick<Change, 'resource' | 'action'>[]): string[] {
  const scopes = changes.flatMap(({ resource, action }) => {
    switch (resource) {
      case 'action':
      case 'trigger':
        return []
      case 'email_template':
        // The Deploy CLI tries to update a template before it knows whether there is one.
        return [...(action === 'create' ? ['create:email_templates'] : []), 'update:email_templates']
      case 'prompt':
        return ['update:prompts']
      case 'connection':
        return ['update:connections']
    }
  })
  return ['create:actions', 'update:actions', ...new Set(scopes)]
}
