import type { Json } from '../json.ts'

export interface Identity {
  connection: string
  user_id: string
  provider: string
  isSocial: boolean
  /** The profile that a linked account had. */
  profileData?: Json
}

/** A user as the Management API returns it. Keys that are not set are absent, as in Auth0's answers. */
export interface User {
  user_id: string
  email: string
  email_verified: boolean
  name: string
  nickname: string
  picture: string
  identities: Identity[]
  created_at: string
  updated_at: string
  given_name?: string
  family_name?: string
  username?: string
  blocked?: boolean
  app_metadata?: Json
  user_metadata?: Json
  last_password_reset?: string
  last_login?: string
  last_ip?: string
  logins_count?: number
}

/** A second factor or a passkey of a user, as it was enrolled. */
export interface AuthenticationMethod {
  id: string
  type: string
  created_at: string
  [field: string]: unknown
}

/** Wrong passwords in a row, for one user from one IP address. */
export interface WrongPasswords {
  user_id: string
  /** What was entered as the user's name. */
  identifier: string
  connection: string
  ip: string
  count: number
  lastAt: Date
}
