import { readFileSync } from 'node:fs'
import { join } from 'node:path'

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

/** What tenant/ declares, as far as it meets what others may have set in the same place. */
export interface Desired {
  resetEmail: EmailTemplate
  /** By trigger id. */
  triggers: Record<string, Bindings>
  /** By language. */
  customText: Record<string, PromptTexts>
}

/** The same places as the tenant has them now. */
export interface Deployed {
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

export function readDesired(tenantFolder: string): Desired {
  const read = (file: string) => readFileSync(join(tenantFolder, file), 'utf8')
  const resetEmail = JSON.parse(read(mergedFiles.resetEmail)) as EmailTemplate
  return {
    resetEmail: { ...resetEmail, body: read('emails/reset_email.html') },
    triggers: JSON.parse(read(mergedFiles.triggers)) as Desired['triggers'],
    customText: JSON.parse(read(mergedFiles.customText)) as Desired['customText'],
  }
}
