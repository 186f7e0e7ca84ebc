import { describe, expect, it } from 'vitest'
import { choosePassword } from '../app.ts'
import { objects, stage } from './stage.ts'

const play = stage({ deployed: true })
const template = 'email-templates/reset_email'

/** While the template cannot be rendered, mails fail and the log says so. */
async function whileMailsFail(work: () => Promise<unknown>): Promise<void> {
  const { body } = (await play.tenant.manage('GET', template)).body as { body: string }
  await play.tenant.manage('PATCH', template, { body: '{% render "nothing" %}' })
  await work()
  await play.tenant.manage('PATCH', template, { body })
}

async function userOf(email: string): Promise<{ user_id: string; app_metadata: { invitation: object } }> {
  const { body } = await play.tenant.manage('GET', `users-by-email?email=${email}`)
  const [user] = body as { user_id: string; app_metadata: { invitation: object } }[]
  if (user === undefined) throw new Error(`There is no ${email}.`)
  return user
}

/** Waits until the next mail may be sent. */
async function letCooldownPass(email: string): Promise<void> {
  const { user_id, app_metadata } = await userOf(email)
  const { body } = await play.tenant.manage('GET', `logs?q=type:scpr AND user_name:"${email}"&sort=date:1`)
  const [first] = body as { date: string }[]
  const last_sent_at = new Date(Date.parse(first?.date ?? '') - 61_000).toISOString()
  const invitation = { ...app_metadata.invitation, last_sent_at, invited_at: last_sent_at }
  await play.tenant.manage('PATCH', `users/${encodeURIComponent(user_id)}`, { app_metadata: { invitation } })
}

async function shown(email: string, settings = {}): Promise<Record<string, unknown>> {
  return objects(await play.invitations(['show', email, '--json'], settings))[0] ?? {}
}

async function failedOnes(): Promise<unknown[]> {
  await play.tenant.advance(5) // searches can be behind by seconds
  return objects(await play.invitations(['list', '--status', 'failed', '--json'])).map(({ email }) => email)
}

/** A token of an app with these scopes and no more. */
async function tokenWith(scope: string[]): Promise<Record<string, string>> {
  const { issuer } = play.tenant.description
  const audience = `${issuer}api/v2/`
  const made = await play.tenant.manage('POST', 'clients', { name: 'few scopes', app_type: 'non_interactive' })
  const { client_id, client_secret } = made.body as { client_id: string; client_secret: string }
  await play.tenant.manage('POST', 'client-grants', { client_id, audience, scope })
  return { AUTH0_CLIENT_ID: client_id, AUTH0_CLIENT_SECRET: client_secret }
}

describe('the delivery of a mail', () => {
  it('show says that the provider took it, what happened since, and what “Forgot password?” sends now', async () => {
    const email = 'ada@example.com'
    await play.invitations(['invite', email, '--invited-by', 'Grace'])
    expect(await shown(email)).toMatchObject({
      status: 'pending',
      deliveries: { mails: [{ outcome: 'handed_to_provider', reason: null }], unknown: null },
      history: [{ event: 'invited', detail: 'Grace' }, { event: 'mail_handed_to_provider' }],
      forgot_password: { mail: 'invitation', link_works: true },
    })
    const [mail] = await play.tenant.outbox(email)
    await choosePassword(mail?.links[0] ?? '', 'Difference-Engine-2')
    const { stdout } = await play.invitations(['show', email])
    expect(stdout).toMatch(/^\S+Z +invited: Grace\n\S+Z +mail handed to the email provider\n\S+Z +password set$/m)
    expect(stdout).toMatch(
      /^The log goes back to [\d-]+T[\d:]+Z, and may be seconds behind\. Auth0 does not know whether a mail arrived/m,
    )
    expect(stdout).toContain('“Forgot password?” sends the invitation.')
    expect(stdout).not.toContain('ticket=')
  })

  it('a mail that the provider refused: list shows it as failed, in the provider’s words, and resend --failed mails again', async () => {
    await play.invitations(['invite', 'fine@example.com'])
    await whileMailsFail(() => play.invitations(['invite', 'bob@example.com', 'eve@example.com']))
    const bob = await shown('bob@example.com')
    expect(bob).toMatchObject({ status: 'failed', deliveries: { mails: [{ outcome: 'failed' }] } })
    expect(JSON.stringify(bob['deliveries'])).toContain('render')
    expect((await failedOnes()).sort()).toEqual(['bob@example.com', 'eve@example.com'])

    await letCooldownPass('bob@example.com')
    await letCooldownPass('eve@example.com')
    const foreseen = objects(await play.invitations(['resend', '--failed', '--dry-run', '--json']))
    expect(foreseen.map(({ reason }) => reason)).toEqual(['dry_run', 'dry_run'])
    const resent = objects(await play.invitations(['resend', '--failed', '--json']))
    expect(resent.map(({ email, outcome }) => [email, outcome]).sort()).toEqual([
      ['bob@example.com', 'resent'],
      ['eve@example.com', 'resent'],
    ])
    expect(await play.tenant.outbox('bob@example.com')).toHaveLength(1)
    expect(await failedOnes()).toEqual([])
    const { stdout } = await play.invitations(['resend', '--failed'])
    expect(stdout).toBe('No mail of a pending invitation has failed, as far as the log goes back.\n')
  })

  it('a mail for which Auth0 could not even be asked counts as failed', async () => {
    const refused = { method: 'POST', path: '/dbconnections/change_password', times: 1, status: 403 }
    await play.tenant.faults([refused])
    await play.invitations(['invite', 'half@example.com'])
    await play.tenant.faults([])
    expect(await failedOnes()).toEqual(['half@example.com'])
    expect(objects(await play.invitations(['resend', '--failed', '--json']))).toMatchObject([{ outcome: 'resent' }])
    expect(await play.tenant.outbox('half@example.com')).toHaveLength(1)
  })

  it('without the scope read:logs: a sentence says so, and everything else is shown', async () => {
    await play.invitations(['invite', 'quiet@example.com'])
    const few = await tokenWith(['read:users', 'update:users'])
    expect(await shown('quiet@example.com', few)).toMatchObject({
      status: 'pending',
      deliveries: { mails: [{ outcome: 'asked' }], log_since: null },
    })
    const ended = await play.invitations(['show', 'quiet@example.com'], few)
    expect(ended.exitCode).toBe(0)
    expect(ended.stdout).toContain(
      "Not checked: what became of mails. Could not read the tenant's log: the token lacks the scope",
    )
    const listed = await play.invitations(['list', '--status', 'failed'], few)
    expect(listed.stderr).toContain('Note: Not checked: what became of mails.')
  })
})
