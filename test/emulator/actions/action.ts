import type { Json } from '../json.ts'

export interface Action {
  id: string
  name: string
  supported_triggers: TriggerRef[]
  code: string
  runtime: string
  dependencies: Json[]
  secrets: Secret[]
  created_at: string
  updated_at: string
  /** When the draft's build is done, in ms of the clock's elapsed time. */
  builtAtMs: number
  /** Whether npm has the packages that the draft depends on. */
  packages: 'looked for' | 'there' | 'missing'
  /** Whether the draft was changed after the last deploy. */
  hasChanges: boolean
  versions: ActionVersion[]
  deployedVersion?: ActionVersion
}

export interface ActionVersion {
  id: string
  number: number
  code: string
  runtime: string
  dependencies: Json[]
  secrets: Secret[]
  supported_triggers: TriggerRef[]
  created_at: string
}

export interface Secret {
  name: string
  value: string
  updated_at: string
}

export interface TriggerRef {
  id: string
  version: string
}

export type Binding = Record<'id' | 'trigger_id' | 'action_id' | 'display_name' | 'created_at' | 'updated_at', string>
