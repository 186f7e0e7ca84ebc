import { describe, expect, it } from 'vitest'
import {
  createInvitations,
  settingsFrom,
  type GivenSettings,
  type Invitations,
} from '../../scripts/invitations/index.ts'
import { stage } from './stage.ts'

const play = stage({ deployed: false })
const library = (): Invitations => createInvitations(settingsFrom(play.tenant.settings))

describe('the library', () => {
  it('invites with the settings that have no default', async () => {
    const { domain, credentials, clientId } = settingsFrom(play.tenant.settings)
    const outcome = await createInvitations({ domain, credentials, clientId }).invite({ email: 'few@example.com' })
    expect(outcome).toMatchObject({ email: 'few@example.com', outcome: 'invited', email_sent: true, reason: null })
    expect(await play.tenant.outbox('few@example.com')).toHaveLength(1)
  })

  it('lists every setting that is missing or wrong, by the names that code uses', () => {
    // As a program without types may call it.
    const given: GivenSettings = Object.assign(
      { domain: '', credentials: { accessToken: '' }, clientId: '' },
      {
        domain: 'https://acme.eu.auth0.com',
        credentials: { clientId: 'id' },
        clientId: undefined,
      },
    )
    expect(() => createInvitations(given)).toThrow(
      expect.objectContaining({
        code: 'settings_incomplete',
        message: `3 settings are missing or wrong:
  - domain: "https://acme.eu.auth0.com" is not a bare domain; leave out https:// and the path.
  - credentials.clientSecret is missing. In the Auth0 dashboard: Applications > your machine-to-machine app > Settings > Client Secret (or set credentials.signingKey instead).
  - clientId is missing. In the Auth0 dashboard: Applications > the app that invitees sign in to > Settings > Client ID.`,
      }),
    )
  })
})

describe('a signal', () => {
  it('that is already aborted stops every method before its first call', async () => {
    const signal = AbortSignal.abort()
    const invitations = library()
    await play.tenant.forgetRequests()
    const calls = [
      invitations.invite({ email: 'never@example.com' }, { signal }),
      invitations.resend('never@example.com', { signal }),
      invitations.revoke('never@example.com', { signal }),
      invitations.accept({ user_id: 'auth0|1', invitation_id: 'inv_0123456789abcdef0123456789abcdef' }, { signal }),
      invitations.get('never@example.com', { signal }),
      invitations.joinRequests({ signal }),
    ]
    for (const call of calls) await expect(call).rejects.toMatchObject({ code: 'interrupted' })
    expect(await play.tenant.requests()).toEqual([])
  })

  it('during the search for the account leaves everything as it is', async () => {
    const invitations = library()
    await invitations.invite({ email: 'kept@example.com' })
    await play.tenant.faults([{ method: 'GET', path: '/api/v2/users-by-email', times: 1, hold: 'look' }])
    const stopping = new AbortController()
    const revoking = invitations.revoke('kept@example.com', { signal: stopping.signal })
    await play.tenant.held('look')
    stopping.abort()
    await play.tenant.release('look')
    await expect(revoking).rejects.toMatchObject({ code: 'interrupted' })
    expect(await invitations.get('kept@example.com')).toMatchObject([{ status: 'pending' }])
  })

  it('while the account is made still lets the mail go out, so that nobody is invited without one', async () => {
    await play.tenant.faults([{ method: 'POST', path: '/api/v2/users', times: 1, hold: 'create' }])
    const stopping = new AbortController()
    const inviting = library().invite({ email: 'whole@example.com' }, { signal: stopping.signal })
    await play.tenant.held('create')
    stopping.abort()
    await play.tenant.release('create')
    expect(await inviting).toMatchObject({ outcome: 'invited', email_sent: true })
    expect(await play.tenant.outbox('whole@example.com')).toHaveLength(1)
  })
})
