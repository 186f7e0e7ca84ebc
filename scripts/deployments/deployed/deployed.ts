import type { Bindings, ConnectionClient, DeployedAction, PromptTexts } from '../../auth0/deployed.ts'
import type { EmailTemplate } from '../../auth0/reset-email.ts'

/** What the tenant has in the places that tenant/ declares, or that it shares with others. */
export interface Deployed {
  /** By the name that tenant/ gives them: ours, and others of that name. */
  actions: Record<string, DeployedAction>
  resetEmail: EmailTemplate | undefined
  /** By trigger id. */
  triggers: Record<string, Bindings>
  /** By language. */
  customText: Record<string, PromptTexts>
  /** Undefined where no app is set, or the token may not look. */
  client: ConnectionClient | undefined
}
