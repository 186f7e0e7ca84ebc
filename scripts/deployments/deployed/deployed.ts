import type { Bindings, ConnectionClient, DeployedAction, PromptTexts } from '../../auth0/deployed.ts'
import type { EmailTemplate } from '../../auth0/reset-email.ts'

/** What the tenant has in the places that tenant/ declares, including what others put there. */
export interface Deployed {
  /** Keyed by the name in tenant/. Includes Actions of others with that name. */
  actions: Record<string, DeployedAction>
  resetEmail: EmailTemplate | undefined
  /** Keyed by trigger id. */
  triggers: Record<string, Bindings>
  /** Keyed by language. */
  customText: Record<string, PromptTexts>
  /** Undefined if no app is set, or if the token may not read it. */
  client: ConnectionClient | undefined
}
