import type { Permission } from './resource-server.ts'

export interface Role {
  id: string
  name: string
  description?: string
  /** Whether the whole tenant may use it, or only the organization that owns it. */
  type: 'tenant' | 'organization'
  owner_id?: string
  permissions: Permission[]
  /** Ids of the users who have it. */
  users: Set<string>
}
