/** An API. Its identifier is the audience of its tokens. */
export interface ResourceServer {
  id: string
  identifier: string
  name?: string
  scopes?: { value: string; description?: string }[]
  [field: string]: unknown
}

export interface Permission {
  resource_server_identifier: string
  permission_name: string
}
