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

/** An organization with all that hangs on it and ends with it. */
export interface Organization {
  /** What its own endpoints answer, keys that are not set left out. */
  settings: { id: string; name: string; [field: string]: unknown }
  /** Ids of users, in the order in which they joined. */
  members: Set<string>
  /** By user id: the roles that one has in this organization; they may be given before membership. */
  memberRoles: Map<string, Set<string>>
  connections: Map<string, OrganizationConnection>
  invitations: Map<string, OrganizationInvitation>
  discoveryDomains: Map<string, DiscoveryDomain>
  /** Ids of client grants. */
  clientGrants: Set<string>
  /** By client id. */
  clients: Map<string, { use_for_member_access: boolean }>
}
