export interface Client {
  client_id: string
  client_secret: string
  name: string
  grant_types: string[]
  app_type?: string
  callbacks?: string[]
  allowed_logout_urls?: string[]
  client_metadata?: Record<string, string>
  [field: string]: unknown
}

/** What an application may request from an API. A grant that is `default_for` a kind of them names no application. */
export interface ClientGrant {
  id: string
  client_id?: string
  audience: string
  scope?: string[]
  organization_usage?: string
  allow_any_organization?: boolean
  [field: string]: unknown
}

/** A public key or certificate with which an application authenticates. The key itself is never returned. */
export interface ClientCredential {
  id: string
  [field: string]: unknown
}
