/** How an organization uses a connection of the tenant. */
export interface OrganizationConnection {
  connection_id: string
  assign_membership_on_login: boolean
  is_signup_enabled: boolean
  show_as_button: boolean
  is_enabled: boolean
  [field: string]: unknown
}

export interface OrganizationInvitation {
  id: string
  [field: string]: unknown
}

export interface DiscoveryDomain {
  id: string
  domain: string
  status: string
  [field: string]: unknown
}

/** An organization with everything that ends with it. */
export interface Organization {
  /** What its own endpoints return, without keys that are not set. */
  settings: { id: string; name: string; [field: string]: unknown }
  /** Ids of users, in the order in which they joined. */
  members: Set<string>
  /** The roles that a user has in this organization, keyed by user id. They can be given before membership. */
  memberRoles: Map<string, Set<string>>
  connections: Map<string, OrganizationConnection>
  invitations: Map<string, OrganizationInvitation>
  discoveryDomains: Map<string, DiscoveryDomain>
  /** Ids of client grants. */
  clientGrants: Set<string>
  /** Keyed by client id. */
  clients: Map<string, { use_for_member_access: boolean }>
}
