import type { TenantControls } from './start-tenant.ts'

/** Users of one import: its file is at most 500 KB (docs: manage-users/user-migration/bulk-user-imports). */
const IN_ONE_FILE = 800
/** The first invitation; then there is one a second. */
const FIRST_INSTANT_MS = Date.UTC(2026, 0, 1)

/**
 * Makes many invited users at once, without a mail: user0@example.com and so on. Every third accepted an hour after it
 * was invited, every fiftieth of the others is revoked, and twenty people invited them.
 */
export async function importInvited(tenant: TenantControls, count: number): Promise<void> {
  const { description } = tenant
  const { body } = await tenant.manage('GET', `connections?name=${description.connection}`)
  const connectionId = (body as { id: string }[])[0]?.id ?? ''
  for (let from = 0; from < count; from += IN_ONE_FILE) {
    const length = Math.min(IN_ONE_FILE, count - from)
    const users = Array.from({ length }, (_, index) => invitedUser(from + index))
    const form = new FormData()
    form.set('users', new Blob([JSON.stringify(users)]), 'users.json')
    form.set('connection_id', connectionId)
    const headers = { authorization: `Bearer ${description.management_token}` }
    const started = await fetch(`${description.issuer}api/v2/jobs/users-imports`, {
      method: 'POST',
      headers,
      body: form,
    })
    const { id } = (await started.json()) as { id: string }
    await imported(tenant, id)
  }
}

async function imported(tenant: TenantControls, id: string): Promise<void> {
  for (;;) {
    const { body } = await tenant.manage('GET', `jobs/${id}`)
    const { status, summary } = body as { status: string; summary?: { failed: number } }
    if (status === 'completed' && summary?.failed === 0) return
    if (status === 'completed' || status === 'failed') throw new Error(`The import ended so: ${JSON.stringify(body)}`)
  }
}

function invitedUser(number: number): object {
  const email = `user${number}@example.com`
  const id = `inv_${number.toString(16).padStart(32, '0')}`
  const invited_at = instant(number)
  const invitation = {
    ...{ version: 1, id, email, created_user: true, delivery: 'mail', invited_at, expires_at: '2036-01-01T00:00:00Z' },
    ...{ state: number % 50 === 1 ? 'revoked' : 'open', sends: 1, last_sent_at: invited_at },
    ...{ invited_by: `Inviter ${number % 20}`, expires_on: '1 January 2036, 00:00 UTC' },
  }
  const invitation_acceptance = { id, at: instant(number + 3600) }
  return { email, app_metadata: { invitation, ...(number % 3 === 0 && { invitation_acceptance }) } }
}

function instant(second: number): string {
  return new Date(FIRST_INSTANT_MS + second * 1000).toISOString().replace('.000', '')
}
