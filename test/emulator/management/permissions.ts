import { managementError } from '../http/answers.ts'
import type { Call } from '../http/endpoint.ts'
import { ownValue, type Json } from '../json.ts'
import type { Permission } from './resource-server.ts'
import type { Tenant } from '../tenant.ts'
import { apiBy } from './resource-servers.ts'

/** The permissions that a body names. Each one that is given must be a scope of an API in the tenant (recorded traffic). */
export function permissionsIn({ tenant, body }: Call, { mustExist }: { mustExist: boolean }): Permission[] {
  const given: unknown[] = Array.isArray(body['permissions']) ? body['permissions'] : []
  return given.map((one) => {
    const permission = {
      resource_server_identifier: String(ownValue(one, 'resource_server_identifier')),
      permission_name: String(ownValue(one, 'permission_name')),
    }
    if (mustExist && describe(tenant, permission) === undefined) {
      const { resource_server_identifier, permission_name } = permission
      const what = `${resource_server_identifier} - ${permission_name}`
      throw managementError(404, `This permission does not exist: '${what}'`, 'inexistent_resource_server_permission')
    }
    return permission
  })
}

/** The present permissions and the added ones, without repeats. */
export function withPermissions(held: Permission[], added: Permission[]): Permission[] {
  return [...withoutPermissions(held, added), ...added]
}

export function withoutPermissions(held: Permission[], removed: Permission[]): Permission[] {
  return held.filter((one) => !removed.some((other) => isSame(one, other)))
}

/** Permissions with the names of their APIs. If the API or the scope is gone, the permission is left out. */
export function describePermissions(tenant: Tenant, permissions: Permission[]): Json[] {
  return permissions.map((one) => describe(tenant, one)).filter((one) => one !== undefined)
}

function describe(tenant: Tenant, { resource_server_identifier, permission_name }: Permission): Json | undefined {
  const api = apiBy(tenant, resource_server_identifier)
  const scope = api?.scopes?.find(({ value }) => value === permission_name)
  if (api === undefined || scope === undefined) return undefined
  return {
    permission_name,
    description: scope.description ?? '',
    resource_server_name: api.name,
    resource_server_identifier,
  }
}

function isSame(a: Permission, b: Permission): boolean {
  return a.permission_name === b.permission_name && a.resource_server_identifier === b.resource_server_identifier
}
