/** A trigger's bindings in order. What tenant/ declares has no ids. */
export type Bindings = { action_id?: string; action_name: string; display_name: string }[]
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

/** What makes an Action what it is; of secrets only the names can be read, and when each was written. */
export interface ActionContent {
  code: string
  runtime: string
  dependencies: { name: string; version: string }[]
  secrets: string[]
  /** ISO 8601, by the secret's name; where Auth0 does not say, the empty string. */
  secretsWrittenAt: Readonly<Record<string, string>>
}

/** An Action as the tenant has it. */
export interface DeployedAction {
  id: string
  /** Somebody may have renamed ours. */
  name: string
  draft: ActionContent
  /** What runs; undefined before the first deploy. */
  deployed: (ActionContent & { version_id: string; number: number }) | undefined
}

/** Whether the app may use the connection. */
export interface ConnectionClient {
  connection_id: string
  connection: string
  client_id: string
  isEnabled: boolean
  /** Every account of the connection needs a user name. */
  needsUsername: boolean
}

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
