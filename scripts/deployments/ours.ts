import type { Deployed } from './deployed.ts'
import { isOurs as isOurTemplate } from './keep-reset-mail.ts'
import { isOurs } from './merge.ts'

/** What of ours the tenant has, in words; for whoever is about to say that there is nothing. */
export function oursIn({ actions, resetEmail }: Pick<Deployed, 'actions' | 'resetEmail'>): string[] {
  const names = Object.entries(actions).flatMap(([name, action]) => (isOurs(action, name) ? [action.name] : []))
  const isTemplateOn = resetEmail !== undefined && isOurTemplate(resetEmail) && resetEmail.enabled !== false
  return [...names.map((name) => `the Action ${name}`), ...(isTemplateOn ? ['the email template reset_email'] : [])]
}
