import { isOurResetMail } from '../../mail/reset-mail.ts'
import type { DeployedAction } from '../../auth0/deployed.ts'
import type { Deployed } from './deployed.ts'
import { isBuiltByUs } from './seal.ts'

/** Whether the tenant's Action is the one that tenant/ gives this name, and not another that is called so. */
export function isOurs({ draft, deployed }: DeployedAction, name: string): boolean {
  return isBuiltByUs(draft.code, name) || (deployed !== undefined && isBuiltByUs(deployed.code, name))
}

/** Ours among the tenant's Actions, by the names that tenant/ gives them: found again when somebody renamed one. */
export function findOurs(actions: DeployedAction[], declared: string[]): Deployed['actions'] {
  return Object.fromEntries(
    declared.flatMap((name) => {
      const built = actions.filter((action) => isOurs(action, name))
      const action = built.find((one) => one.name === name) ?? built[0] ?? actions.find((one) => one.name === name)
      return action === undefined ? [] : [[name, action]]
    }),
  )
}

/** What of ours the tenant has, in words; for whoever is about to say that there is nothing. */
export function oursIn({ actions, resetEmail }: Pick<Deployed, 'actions' | 'resetEmail'>): string[] {
  const names = Object.entries(actions).flatMap(([name, action]) => (isOurs(action, name) ? [action.name] : []))
  const isTemplateOn = resetEmail !== undefined && isOurResetMail(resetEmail) && resetEmail.enabled !== false
  return [...names.map((name) => `the Action ${name}`), ...(isTemplateOn ? ['the email template reset_email'] : [])]
}
