import type { PlanOptions } from '../deployments/index.ts'
import { deployParts } from '../ground/settings/deploy-settings.ts'
import type { Call, Flag } from './command.ts'

/** Flags of every command that plans a deploy. */
export const deployFlags: Readonly<Record<string, Flag>> = {
  'without-guard': {
    type: 'boolean',
    help: 'leave out the Action that stops expired and revoked links (or INVITATIONS_WITHOUT)',
  },
  'without-texts': { type: 'boolean', help: 'do not change the texts of the reset page (or INVITATIONS_WITHOUT)' },
  'keep-reset-body': {
    type: 'boolean',
    help: 'keep the tenant’s own mail for ordinary resets, inside our template (or INVITATIONS_KEEP_RESET_BODY)',
  },
  first: { type: 'boolean', help: 'run our Actions before other Actions at a sign-in, not after them' },
  secrets: { type: 'boolean', help: 'write the secrets of the Actions again, even if nothing seems to have changed' },
  'overwrite-drafts': {
    type: 'boolean',
    help: 'go on even if somebody is editing one of our Actions in the dashboard',
  },
}

/** The plan options that these flags stand for. */
export function planOptions({ flags }: Call): PlanOptions {
  return {
    without: deployParts.filter((part) => flags[`without-${part}`] === true),
    keepsResetMail: flags['keep-reset-body'] === true,
    bindsFirst: flags['first'] === true,
    writesSecrets: flags['secrets'] === true,
    overwritesDrafts: flags['overwrite-drafts'] === true,
  }
}

export const forceFlag: Flag = { type: 'boolean', help: 'also restore what somebody else has changed since' }
