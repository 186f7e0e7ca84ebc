import { randomInt } from 'node:crypto'
import { userAgentOf } from '../../authentication/database.ts'
import type { Call } from '../../http/endpoint.ts'
import { record } from '../../logs/record.ts'
import { send } from '../../mail/send.ts'
import { identifier } from '../../identifier.ts'
import { ownValue } from '../../json.ts'
import type { Client } from '../../management/client.ts'
import type { Connection } from '../../management/connection.ts'
import { defaultProfile } from '../../management/new-user.ts'
import { holderOfMailbox } from './user.ts'

// docs: authenticate/passwordless/authentication-methods/email-otp
const DEFAULT_SECONDS = 180
const DEFAULT_LENGTH = 6
const MOST_ATTEMPTS = 3

export function isMailbox(email: string): boolean {
  return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email)
}

/** Mails a code to an address. The tenant's log says so, but never which code. @returns an id of the request */
export function sendCode(
  call: Call,
  { connection, client, email }: { connection: Connection; client: Client; email: string },
): string {
  const { tenant, ip } = call
  const { totp } = connection.options
  const [seconds, length] = [ownValue(totp, 'time_step'), ownValue(totp, 'length')]
  const digits = typeof length === 'number' ? length : DEFAULT_LENGTH
  const code = Array.from({ length: digits }, () => randomInt(10)).join('')
  const lifetimeMs = (typeof seconds === 'number' ? seconds : DEFAULT_SECONDS) * 1000
  tenant.state.mailedCodes.set(keyOf(connection, email), {
    ...{ code, wrongAttempts: 0 },
    expiresAt: new Date(tenant.clock.now().getTime() + lifetimeMs),
  })
  const user = holderOfMailbox(tenant, connection, email)
  record(tenant, {
    ...{ type: 'cls', description: email, user, userName: email, client, connection, ip },
    userAgent: userAgentOf(call),
    details: { email, link: false, connection: connection.name },
  })
  const reader = { ...(user ?? defaultProfile(email)), email }
  send(tenant, { template: 'passwordless_email', user: reader, connection, client, code })
  return identifier('', 24).toLowerCase()
}

/** Whether it is the code that was mailed. After that, or after three wrong ones, the code no longer works. */
export function redeemCode({ tenant }: Call, connection: Connection, email: string, code: string): boolean {
  const { mailedCodes } = tenant.state
  const key = keyOf(connection, email)
  const mailed = mailedCodes.get(key)
  if (mailed === undefined) return false
  if (mailed.expiresAt <= tenant.clock.now()) {
    mailedCodes.delete(key)
    return false
  }
  if (mailed.code !== code) {
    mailed.wrongAttempts += 1
    if (mailed.wrongAttempts >= MOST_ATTEMPTS) mailedCodes.delete(key)
    return false
  }
  mailedCodes.delete(key)
  return true
}

function keyOf({ id }: Connection, email: string): string {
  return `${id} ${email.toLowerCase()}`
}
