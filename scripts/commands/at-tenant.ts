// Every command reaches its tenant through these, so that all its calls take their turn.
import { createDeployments, type Deployments } from '../deployments/index.ts'
import { createSettingUp, type SettingUp } from '../deployments/setting-up/index.ts'
import { readDeploySettings } from '../ground/settings/deploy-settings.ts'
import { createInvitations, type Invitations } from '../invitations/index.ts'
import { readInvitationSettings, type InvitationSettings } from '../ground/settings/invitation-settings.ts'
import { createVerification, type Verification } from '../verify/index.ts'
import type { Call } from './command.ts'

/** @param share part of the tenant's limits to use; default: DEFAULT_SHARE (pace.ts) */
export function invitationsIn(
  settings: InvitationSettings,
  { turnsAt, environment }: Call,
  share?: number,
): Invitations {
  return createInvitations(settings, { turns: turnsAt(settings.domain, share), environment })
}

/**
 * @param settings default: from the environment
 * @throws InvitationsError `settings_incomplete`
 */
export function deploymentsIn(
  { turnsAt, environment, disk, secrets }: Call,
  settings = readDeploySettings(environment),
): Deployments {
  return createDeployments(settings, { turns: turnsAt(settings.domain), environment, disk, secrets })
}

/**
 * The tenant to try out, with the credentials that invite and deploy.
 * @param token an administrator's, for calls that only a trial makes; default: the credentials that deploy
 * @throws InvitationsError `settings_incomplete`
 */
export function verificationIn({ turnsAt, environment, disk, secrets }: Call, token?: string): Verification {
  const inviting = readInvitationSettings(environment)
  const deploying = readDeploySettings(environment)
  const administrator = token === undefined ? deploying : { ...deploying, credentials: { accessToken: token } }
  const settings = { inviting, deploying, administrator }
  return createVerification(settings, { turns: turnsAt(inviting.domain), environment, disk, secrets })
}

/**
 * The tenant with an administrator's token, whatever credentials are set.
 * @throws InvitationsError `settings_incomplete` if other settings are wrong
 */
export function settingUpIn(call: Call, domain: string, token: string): SettingUp {
  const { turnsAt, environment, disk, secrets } = call
  const settings = readDeploySettings({ ...environment, AUTH0_DOMAIN: domain, AUTH0_ACCESS_TOKEN: token })
  return createSettingUp(settings, { turns: turnsAt(domain), environment, disk, secrets })
}
