import { identifier } from '../identifier.ts'
import { ownValue } from '../json.ts'
import type { Client } from '../management/client.ts'
import type { Grant, RefreshToken, RefreshTokenFamily } from './grant.ts'
import type { Tenant } from '../tenant.ts'

/** How refresh tokens rotate and end, from the client's setting `refresh_token`. */
interface Setting {
  rotates: boolean
  /** How long the previous token still works after rotation. */
  leewaySeconds: number
  absoluteSeconds: number
  idleSeconds: number
}

export interface UsedRefreshToken {
  grant: RefreshToken
  rotates: boolean
  giveBack: () => void
}

/** @param family of the token that this one follows; default: a new family */
export function startRefreshToken({ state, clock }: Tenant, grant: Grant, family?: RefreshTokenFamily): string {
  const now = clock.now()
  const token = identifier('v1.', 43)
  state.refreshTokens.set(token, {
    ...grant,
    family: family ?? { id: identifier('', 20), createdAt: now, lastUsedAt: now, isRevoked: false },
  })
  return token
}

/**
 * Uses a refresh token. With rotation, it is spent at once, before anything else can happen. If a spent token comes back
 * after the leeway, somebody stole it, so the whole family ends.
 * @returns what it grants, whether another one follows, and how to undo the use if the exchange is refused after all (a
 * refused user's token stays as it was); or how it failed
 * @see https://auth0.com/docs/secure/tokens/refresh-tokens/refresh-token-rotation
 */
export function useRefreshToken(
  { state, clock }: Tenant,
  client: Client,
  token: string,
): UsedRefreshToken | 'unknown' | 'reused' {
  const grant = state.refreshTokens.get(token)
  const now = clock.now()
  const setting = settingOf(client)
  if (!grant || grant.client_id !== client.client_id) return 'unknown'
  const { family, rotatedAt } = grant
  if (family.isRevoked) return rotatedAt === undefined ? 'unknown' : 'reused'
  if (secondsBetween(family.createdAt, now) >= setting.absoluteSeconds) return 'unknown'
  if (secondsBetween(family.lastUsedAt, now) >= setting.idleSeconds) return 'unknown'
  if (rotatedAt !== undefined && secondsBetween(rotatedAt, now) >= setting.leewaySeconds) {
    family.isRevoked = true
    return 'reused'
  }
  family.lastUsedAt = now
  const isFirstUse = setting.rotates && rotatedAt === undefined
  if (isFirstUse) grant.rotatedAt = now
  return { grant, rotates: setting.rotates, giveBack: () => isFirstUse && delete grant.rotatedAt }
}

/** Revoking one revokes all from the same sign-in (docs: secure/tokens/refresh-tokens/revoke-refresh-tokens). */
export function revokeRefreshToken({ state }: Tenant, client: Client, token: string): boolean {
  const grant = state.refreshTokens.get(token)
  if (!grant || grant.client_id !== client.client_id) return false
  grant.family.isRevoked = true
  return true
}

function settingOf(client: Client): Setting {
  const setting = client['refresh_token']
  const seconds = (field: string) => {
    const value = ownValue(setting, field)
    return typeof value === 'number' ? value : 0
  }
  const expires = ownValue(setting, 'expiration_type') === 'expiring'
  const lasts = (unlimited: string, field: string) =>
    !expires || ownValue(setting, unlimited) === true || seconds(field) === 0 ? Infinity : seconds(field)
  return {
    rotates: ownValue(setting, 'rotation_type') === 'rotating',
    leewaySeconds: seconds('leeway'),
    absoluteSeconds: lasts('infinite_token_lifetime', 'token_lifetime'),
    idleSeconds: lasts('infinite_idle_token_lifetime', 'idle_token_lifetime'),
  }
}

function secondsBetween(before: Date, after: Date): number {
  return (after.getTime() - before.getTime()) / 1000
}
