import { describe, expect, it } from 'vitest'
import { createInvitations } from '../../scripts/invitations/index.ts'
import { readInvitationSettings } from '../../scripts/ground/settings/invitation-settings.ts'
import { choosePassword, signIn } from '../app.ts'
import { assumedByStories } from '../assumed.ts'
import { passwordOfAll as password, register, userOf } from './actions-on-stage.ts'
import { errorIn, objects, stage } from './stage.ts'

const play = stage({
  deployed: true,
  settings: {
    INVITATIONS_ALLOWED_REDIRECT_ORIGINS: 'https://engine.example.com',
    INVITATIONS_REDIRECT_WITH_INVITATION: 'on',
    INVITATIONS_EXISTING_ACCOUNTS: 'ask-in-app',
  },
})

/** The app has pages at these addresses. */
async function setCallbacks(...addresses: string[]): Promise<void> {
  const { client_id, callback } = play.tenant.description.clients.app
  await play.tenant.manage('PATCH', `clients/${client_id}`, { callbacks: [callback, ...addresses] })
}

async function newestLink(email: string): Promise<string> {
  return (await play.tenant.outbox(email)).at(-1)?.links[0] ?? ''
}

/** Whether the tenant makes a button of api.transaction.setResultUrl; which tenants do is not documented. */
const hasButton = assumedByStories()['set-result-url'] === 'button'

describe('redirect_to', () => {
  it('is where the button after the new password leads, with the invitation; without the button, everything else works', async () => {
    await setCallbacks('https://engine.example.com/callback')
    const email = 'ada@example.com'
    const invited = await play.invitations([
      'invite',
      email,
      '--redirect-to',
      'https://engine.example.com/hi',
      '--json',
    ])
    const id = String(objects(invited)[0]?.['invitation_id'])
    const page = await choosePassword(await newestLink(email), password)
    expect(page.heading).toBe('Your password is saved')
    expect(page.html.includes(`href="https://engine.example.com/hi?invitation=${id}"`)).toBe(hasButton)
    expect(await signIn(play.tenant, email, password)).toHaveProperty('claims.invitation.status', 'accepted')
  })

  it('leads nowhere if the deploy did not know its origin, even if it is a page of the app by now', async () => {
    await setCallbacks('https://other.example.com/callback')
    const email = 'bob@example.com'
    const ended = await play.invitations(['invite', email, '--redirect-to', 'https://other.example.com/hi'])
    expect(ended.exitCode).toBe(0)
    const page = await choosePassword(await newestLink(email), password)
    expect(page.heading).toBe('Your password is saved')
    expect(page.html).not.toContain('other.example.com')
  })

  it('is refused by invite if the app has no page there, with one call for all people, and nobody is invited', async () => {
    await setCallbacks('https://pages.example.com/callback')
    await play.tenant.forgetRequests()
    const people = ['eve@example.com', 'eva@example.com']
    const refused = await play.invitations([
      'invite',
      ...people,
      '--redirect-to',
      'https://pages.example.com.evil.example/',
      '--json',
    ])
    expect(refused.exitCode).toBe(2)
    expect(errorIn(refused)).toMatchObject({ code: 'invalid_redirect_to' })
    expect(await userOf(play.tenant, 'eve@example.com')).toEqual({})
    await play.tenant.forgetRequests()
    await play.invitations(['invite', ...people, '--redirect-to', 'https://pages.example.com/'])
    const calls = (await play.tenant.requests()).map(({ method, path }) => `${method} ${path.split('?')[0]}`)
    const { client_id } = play.tenant.description.clients.app
    expect(calls.filter((call) => call === `GET /api/v2/clients/${client_id}`)).toHaveLength(1)
    expect(calls).toHaveLength(6) // the token, the app, and two calls for each
  })

  it('needs no call for the app if a setting names its origin', async () => {
    await play.tenant.forgetRequests()
    await play.invitations(['invite', 'ida@example.com', '--redirect-to', 'https://engine.example.com/'])
    const paths = (await play.tenant.requests()).map(({ path }) => path)
    expect(paths.filter((path) => path.includes('/clients/'))).toEqual([])
  })
})

/** The record of an invitation of an account that was there before. */
function openInvitation(email: string) {
  const now = Date.now()
  return {
    ...{ version: 1, id: 'inv_0123456789abcdef0123456789abcdef', email, state: 'open', sends: 1 },
    ...{ created_user: false, delivery: 'mail', invited_by: 'Ada' },
    ...{ invited_at: new Date(now).toISOString(), expires_at: new Date(now + 86_400_000).toISOString() },
  }
}

function write(userId: string, invitation: object) {
  return play.tenant.manage('PATCH', `users/${encodeURIComponent(userId)}`, { app_metadata: { invitation } })
}

describe('somebody who had an account before, if the app asks,', () => {
  it('has a pending claim until they agree; then the next sign-in accepts', async () => {
    const email = 'grace@example.com'
    await register(play.tenant, email, { email_verified: true })
    const { user_id } = await userOf(play.tenant, email)
    const invitation = openInvitation(email)
    await write(String(user_id), invitation)
    const { id, expires_at } = invitation
    expect(await signIn(play.tenant, email, password)).toHaveProperty('claims.invitation', {
      ...{ id, status: 'pending', expires_at, invited_by: 'Ada' },
    })
    expect(await userOf(play.tenant, email)).not.toHaveProperty('app_metadata.invitation_acceptance')

    const invitations = createInvitations(readInvitationSettings(play.tenant.settings))
    const consent = { user_id: String(user_id), invitation_id: id }
    expect(await invitations.accept({ ...consent, invitation_id: 'inv_of_somebody_else' })).toMatchObject({
      reason: 'not_found',
    })
    expect(await invitations.accept(consent)).toMatchObject({ outcome: 'consented' })
    expect(await userOf(play.tenant, email)).not.toHaveProperty('app_metadata.invitation_acceptance')
    expect(await signIn(play.tenant, email, password)).toMatchObject({
      claims: { invitation: { id, status: 'accepted', accepted_now: true } },
    })
    expect(await userOf(play.tenant, email)).toHaveProperty('app_metadata.invitation_acceptance.id', id)
    expect(await invitations.accept(consent)).toMatchObject({ outcome: 'already_accepted' })
  })

  it('has nothing to agree to without an invitation, or after a revocation', async () => {
    const email = 'mary@example.com'
    await register(play.tenant, email, { email_verified: true })
    const { user_id } = await userOf(play.tenant, email)
    const invitations = createInvitations(readInvitationSettings(play.tenant.settings))
    const consent = { user_id: String(user_id), invitation_id: 'inv_0123456789abcdef' }
    expect(await invitations.accept(consent)).toMatchObject({ outcome: 'failed', reason: 'not_invited' })
    const revoked = { ...openInvitation(email), id: consent.invitation_id, state: 'revoked' }
    await write(String(user_id), revoked)
    expect(await invitations.accept(consent)).toMatchObject({ outcome: 'failed', reason: 'invitation_revoked' })
    expect(await userOf(play.tenant, email)).toHaveProperty('app_metadata.invitation', revoked)
  })
})
