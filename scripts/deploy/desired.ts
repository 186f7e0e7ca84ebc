import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { DeploySettings } from '../settings.ts'

/** A trigger's bindings as the Deploy CLI's directory format has them, in order. */
export type Bindings = { action_name: string; display_name: string }[]
/** Custom text: prompt, then screen, then key. */
export type PromptTexts = Record<string, Record<string, Record<string, string>>>

export interface EmailTemplate {
  template: string
  body: string
  from: string
  subject: string
  enabled?: boolean | null | undefined
  urlLifetimeInSeconds?: number | null | undefined
  [field: string]: unknown
}

/** An Action as tenant/actions/<name>.json declares it: the names of its secrets; a deploy adds their values. */
export interface DeclaredAction {
  name: string
  secrets: { name: string; value?: string }[]
  [field: string]: unknown
}

/** An Action as the tenant has it. */
export interface DeployedAction {
  /** Whether this program built it, as its first line says. */
  isOurs: boolean
  /** Names of its secrets; values cannot be read. */
  secrets: string[]
}

/** What tenant/ declares, as far as it meets what others may have set in the same place. */
export interface Desired {
  actions: DeclaredAction[]
  /** Names of Actions that a setting leaves out, with what it says. */
  leftOut: Record<string, string>
  resetEmail: EmailTemplate
  /** By trigger id. */
  triggers: Record<string, Bindings>
  /** By language. */
  customText: Record<string, PromptTexts>
}

/** The same places as the tenant has them now. */
export interface Deployed {
  /** By name; those that tenant/ declares. */
  actions: Record<string, DeployedAction>
  resetEmail: EmailTemplate | undefined
  triggers: Record<string, Bindings>
  customText: Record<string, PromptTexts>
}

/** Files of tenant/ that are merged with what the tenant has before they are deployed. */
export const mergedFiles = {
  resetEmail: 'emails/reset_email.json',
  triggers: 'triggers/triggers.json',
  customText: 'prompts/custom-text.json',
} as const

/** Actions that are deployed and bound only where INVITATIONS_REQUIRE is on: bound ones count against a quota. */
const requiring = ['require-invitation', 'require-invitation-at-sign-in']

/** Reads tenant/ as the settings want it: secrets get their values, Actions that are not switched on are left out. */
export function readDesired(
  tenantFolder: string,
  { requiresInvitation, secrets }: Pick<DeploySettings, 'requiresInvitation' | 'secrets'>,
): Desired {
  const read = (file: string) => readFileSync(join(tenantFolder, file), 'utf8')
  const resetEmail = JSON.parse(read(mergedFiles.resetEmail)) as EmailTemplate
  const declared = readdirSync(join(tenantFolder, 'actions'))
    .filter((file) => file.endsWith('.json'))
    .map((file) => JSON.parse(read(join('actions', file))) as DeclaredAction)
  const leftOut = requiresInvitation ? [] : requiring
  const isWanted = (name: string) => !leftOut.includes(name)
  const triggers = JSON.parse(read(mergedFiles.triggers)) as Desired['triggers']
  return {
    actions: declared.filter(({ name }) => isWanted(name)).map((action) => withSecrets(action, secrets)),
    leftOut: Object.fromEntries(leftOut.map((name) => [name, 'INVITATIONS_REQUIRE is off'])),
    resetEmail: { ...resetEmail, body: read('emails/reset_email.html') },
    triggers: Object.fromEntries(
      Object.entries(triggers).map(([id, bindings]) => [id, bindings.filter((one) => isWanted(one.action_name))]),
    ),
    customText: JSON.parse(read(mergedFiles.customText)) as Desired['customText'],
  }
}

/** All secrets of an Action are replaced at once, so the ones that are not set go. */
function withSecrets(action: DeclaredAction, values: DeploySettings['secrets']): DeclaredAction {
  const secrets = action.secrets.flatMap(({ name }) => {
    const value = values[name]
    return value === undefined ? [] : [{ name, value }]
  })
  return { ...action, secrets }
}
