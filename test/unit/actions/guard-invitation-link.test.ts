import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { bundleActions } from '../../../scripts/deployments/declared/bundle.ts'
import { postChallenge } from './deployed-action.ts'
import { afterExpiry, invitationWith, made, whilePending } from './invitation/records.ts'

const user = { ...made, email: 'ada@example.com', identities: [{}] }

describe('guard-invitation-link at the reset page', () => {
  let open: ReturnType<typeof postChallenge>

  beforeAll(async () => {
    await bundleActions()
    open = postChallenge(readFileSync('tenant/actions/guard-invitation-link/code.js', 'utf8'))
  })

  it('lets through a pending invitation and an ordinary reset', async () => {
    for (const app_metadata of [{ invitation: invitationWith() }, {}, undefined]) {
      expect(await open({ ...user, app_metadata }, whilePending)).toEqual({})
    }
  })

  it('reads nothing but app_metadata if there is no invitation', async () => {
    const user = {
      app_metadata: { other: 1 },
      get email() {
        throw new Error('looked at')
      },
    }
    await expect(open(user, whilePending)).resolves.toEqual({})
  })

  it('stops an expired or revoked invitation before a password is set, with advice', async () => {
    expect((await open({ ...user, app_metadata: { invitation: invitationWith() } }, afterExpiry)).denied).toBe(
      'This invitation expired on 8 January 2026, 00:00 UTC. Ask the person who invited you for a new one.',
    )
    const invitation = invitationWith({ state: 'revoked' })
    expect((await open({ ...user, app_metadata: { invitation } }, whilePending)).denied).toBe(
      'This invitation has been revoked. Ask the person who invited you for a new one.',
    )
  })

  it('sends the person to the app’s page if a setting names one, with the reason and the language', async () => {
    const secrets = { INVITATIONS_REFUSED_URL: 'https://app.example.com/refused' }
    const expired = { ...user, app_metadata: { invitation: invitationWith({ locale: 'de-AT' }) } }
    expect(await open(expired, afterExpiry, { secrets })).toEqual({
      sentTo: 'https://app.example.com/refused?reason=expired&language=de',
    })
    const nonsense = { ...user, app_metadata: { invitation: { version: 9, created_user: true } } }
    const page = { secrets, transaction: { locale: 'fr' } }
    expect(await open(nonsense, whilePending, page)).toEqual({
      sentTo: 'https://app.example.com/refused?reason=malformed&language=fr',
    })
    expect(await open({ ...user, app_metadata: { invitation: invitationWith() } }, whilePending, page)).toEqual({})
    const unsafe = { secrets: { INVITATIONS_REFUSED_URL: 'javascript:alert(1)' } }
    expect(await open(expired, afterExpiry, unsafe)).toHaveProperty('denied')
  })

  it('stops a person who comes back from there, unless they were invited again meanwhile', async () => {
    const comeBack = postChallenge(
      readFileSync('tenant/actions/guard-invitation-link/code.js', 'utf8'),
      'onContinuePostChallenge',
    )
    const secrets = { INVITATIONS_REFUSED_URL: 'https://app.example.com/refused' }
    const invited = { ...user, app_metadata: { invitation: invitationWith() } }
    expect(await comeBack(invited, afterExpiry, { secrets })).toEqual({
      denied: 'This invitation expired on 8 January 2026, 00:00 UTC. Ask the person who invited you for a new one.',
    })
    expect(await comeBack(invited, whilePending, { secrets })).toEqual({})
  })

  it('sets where the button after the new password leads, for an allowed origin and a pending invitation', async () => {
    const secrets = { INVITATIONS_ALLOWED_REDIRECT_ORIGINS: 'https://app.example.com' }
    const redirect_to = 'https://app.example.com/welcome'
    const app_metadata = { invitation: invitationWith({ redirect_to }) }
    expect(await open({ ...user, app_metadata }, whilePending, { secrets })).toEqual({ resultUrl: redirect_to })
    expect(await open({ ...user, app_metadata }, whilePending)).toEqual({})
    expect(await open({ ...user, app_metadata }, afterExpiry, { secrets })).not.toHaveProperty('resultUrl')
    const invitation_acceptance = { id: invitationWith().id, at: '2026-01-02T03:04:05Z' }
    expect(
      await open({ ...user, app_metadata: { ...app_metadata, invitation_acceptance } }, whilePending, { secrets }),
    ).toEqual({})
    const evil = { invitation: invitationWith({ redirect_to: 'https://app.example.com@evil.example/' }) }
    expect(await open({ ...user, app_metadata: evil }, whilePending, { secrets })).toEqual({})
  })

  it('lets an owner reset the password, whatever the status of the invitation', async () => {
    const invitation_acceptance = { id: invitationWith().id, at: '2026-01-02T03:04:05Z' }
    for (const invitation of [invitationWith(), invitationWith({ state: 'revoked' }), 'nonsense']) {
      expect(await open({ ...user, app_metadata: { invitation, invitation_acceptance } }, afterExpiry)).toEqual({})
    }
  })

  it('leaves alone accounts that were there before or have a second identity', async () => {
    const before = { invitation: invitationWith({ created_user: false }) }
    expect(await open({ ...user, app_metadata: before }, afterExpiry)).toEqual({})
    const app_metadata = { invitation: invitationWith() }
    expect(await open({ ...user, app_metadata, identities: [{}, {}] }, afterExpiry)).toEqual({})
  })
})
