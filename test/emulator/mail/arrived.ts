import type { Tenant } from '../tenant.ts'
import type { Mail } from './mail.ts'

/** The mails that have arrived, oldest first. A slow mail server still has the others. */
export function arrived({ state, clock }: Tenant): Mail[] {
  return state.outbox.filter(({ arrives_at }) => arrives_at === undefined || arrives_at <= clock.now())
}
