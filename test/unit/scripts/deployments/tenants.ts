import type { DeployedAction } from '../../../../scripts/auth0/deployed.ts'
import type { Deployed } from '../../../../scripts/deployments/deployed/deployed.ts'
import type { DeclaredAction, Desired } from '../../../../scripts/deployments/declared/desired.ts'
import type { SecretsKnown } from '../../../../scripts/deployments/planning/action-changes.ts'
import { seal, sealOfSecrets } from '../../../../scripts/deployments/deployed/seal.ts'

// Small examples of what a tenant may have, and what tenant/ may declare.

export const ours = { action_name: 'accept-invitation', display_name: 'accept-invitation' }
export const theirs = { action_id: 'act_theirs', action_name: 'enrich-token', display_name: 'Enrich' }
export const template = { template: 'reset_email', body: '<p>ours</p>', from: '', subject: 'ours' }

/** What the program builds for an Action. */
export function built(name: string, body = 'exports.onExecutePostLogin = async () => {};\n'): string {
  return `// ${name} 0.1.0, built by auth0-invitations. Change its source, not this: a deploy replaces it.\n${body}`
}

export function declaredAction(name: string, secrets: DeclaredAction['secrets'] = []): DeclaredAction {
  const supported_triggers = [{ id: 'post-login', version: 'v3' }]
  return { name, code: built(name), runtime: 'node22', dependencies: [], secrets, supported_triggers, deployed: true }
}

/** An Action in the tenant, as our deploy leaves it, or another team's with its own code. */
export function deployedAction(name: string, { code = '', secrets = [] as DeclaredAction['secrets'] } = {}) {
  const content = {
    code: code || seal(built(name), secrets),
    runtime: 'node22',
    dependencies: [],
    secrets: secrets.map((secret) => secret.name),
    secretsWrittenAt: Object.fromEntries(secrets.map((secret) => [secret.name, '2026-01-31T12:00:00.000000000Z'])),
  }
  const action: DeployedAction = {
    id: `act_${name}`,
    name,
    draft: content,
    deployed: { ...content, version_id: 'ver_1', number: 1 },
  }
  return action
}

export const desired: Desired = {
  actions: [declaredAction('accept-invitation')],
  leftOut: { 'require-invitation': 'INVITATIONS_REQUIRE is off' },
  resetEmail: template,
  triggers: { 'post-login': [ours], 'pre-user-registration': [] },
  customText: { en: { 'reset-password': { 'reset-password': { title: 'Choose your password' } } } },
}

/** What our deploys noted about such secrets. */
export function noted(action: DeployedAction, name = action.name): SecretsKnown {
  const { code = '', secretsWrittenAt: at = {} } = action.deployed ?? {}
  return { written: { [name]: [{ sealed: sealOfSecrets(code) ?? '', at }] }, writesAll: false }
}

export const nothingNoted: SecretsKnown = { written: {}, writesAll: false }

export const emptyTenant: Deployed = {
  actions: {},
  resetEmail: undefined,
  triggers: {},
  customText: {},
  client: undefined,
}
