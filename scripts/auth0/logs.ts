import { LogsClient } from 'auth0/users/logs'
import type { Connection } from './connect.ts'

/**
 * Whether the log of a user shows that Auth0 was asked for a mail since an instant. Undecided counts as no: without the
 * scope read:logs_users, or where the log is behind.
 * @see https://auth0.com/docs/deploy-monitor/logs/log-event-type-codes (`scpr`)
 */
export async function wasMailed({ clientOptions }: Connection, userId: string, since: string): Promise<boolean> {
  try {
    const page = await new LogsClient(clientOptions).list(userId, { sort: 'date:-1', per_page: 50 })
    return page.data.some(
      ({ type, date }) => type === 'scpr' && typeof date === 'string' && Date.parse(date) >= Date.parse(since),
    )
  } catch {
    return false
  }
}
