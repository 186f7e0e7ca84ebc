import { isOurResetMail } from '../../mail/reset-mail.ts'
import type { DeployedAction } from '../../auth0/deployed.ts'
import type { Deployed } from './deployed.ts'
import { isBuiltByUs } from './seal.ts'

/** Whether this is our Action of that name, and not somebody else's with the same name. */
export function isOurs({ draft, deployed }: DeployedAction, name: string): boolean {
  return isBuiltByUs(draft.code, name) || (deployed !== undefined && isBuiltByUs(deployed.code, name))
}

/** Our Actions in the tenant, keyed by their names in tenant/. Finds them even if somebody renamed one. */
export function findOurs(actions: DeployedAction[], declared: string[]): Deployed['actions'] {
  return Object.fromEntries(
    declared.flatMap((name) => {
      const built = actions.filter((action) => isOurs(action, name))
      const action = built.find((one) => one.name === name) ?? built[0] ?? actions.find((one) => one.name === name)
      return action === undefined ? [] : [[name, action]]
    }),
  )
}

/** Names everything of ours that the tenant has, for a message that says that nothing is saved. */
export function oursIn({ actions, resetEmail }: Pick<Deployed, 'actions' | 'resetEmail'>): string[] {
  const names = Object.entries(actions).flatMap(([name, action]) => (isOurs(action, name) ? [action.name] : []))
  const isTemplateOn = resetEmail !== undefined && isOurResetMail(resetEmail) && resetEmail.enabled !== false
  return [...names.map((name) => `the Action ${name}`), ...(isTemplateOn ? ['the email template reset_email'] : [])]
}
