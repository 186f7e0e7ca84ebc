import { deployParts } from '../ground/settings/deploy-settings.ts'
import { fitting, type Described, type Kind } from '../ground/given/described.ts'
import * as kinds from '../ground/given/kinds.ts'
import type { ApplyOptions } from './applying/apply.ts'
import type { CredentialsOptions } from './credentials.ts'
import type { PlanOptions } from './planning/plan-deploy.ts'
import type { RemoveOptions } from './restoring/remove.ts'
import type { RollbackOptions } from './restoring/rollback.ts'

// Unknown options are refused: with `{ dryrun: true }`, nothing may be deployed.

const parts: Kind<(typeof deployParts)[number][]> = {
  wanted: `a list of ${deployParts.join(' and ')}`,
  parse: (given) => {
    if (!Array.isArray(given)) return undefined
    const known = deployParts.filter((part) => given.includes(part))
    return given.every((one) => known.some((part) => part === one)) ? known : undefined
  },
}

const plan: Described<PlanOptions> = {
  name: 'the options of plan',
  fields: {
    without: parts,
    ...{ keepsResetMail: kinds.flag, bindsFirst: kinds.flag, writesSecrets: kinds.flag, overwritesDrafts: kinds.flag },
  },
}
const change = { dryRun: kinds.flag, planned: kinds.listener, approve: kinds.question }
const deployCli = { progress: kinds.listener, signal: kinds.signal }

const apply: Described<ApplyOptions> = {
  name: 'the options of apply',
  fields: {
    ...{ ...plan.fields, ...change, ...deployCli },
    ...{ planFile: kinds.text, replaced: kinds.listener, begins: kinds.listener },
  },
}
const rollback: Described<RollbackOptions> = {
  name: 'the options of rollback',
  fields: { ...change, to: kinds.text, force: kinds.flag, note: kinds.listener },
}
const remove: Described<RemoveOptions> = {
  name: 'the options of remove',
  fields: { ...change, force: kinds.flag },
}
const credentials: Described<CredentialsOptions> = {
  name: 'the options of credentials',
  fields: { ...change, ...deployCli, linking: kinds.flag },
}

/** The options of each method. */
export const options = { plan, apply, rollback, remove, credentials }

/** @throws InvitationsError `usage` */
export function optionsIn<Options extends object>(given: unknown, described: Described<Options>): Options {
  return fitting(given === undefined ? {} : given, described)
}
