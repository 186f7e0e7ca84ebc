import type { Invitation } from '../../../../actions/invitation/invitation.ts'
import { invitationWith, made } from '../../actions/invitation/records.ts'
import type { Account, Metadata } from './one-account.ts'

const { id } = invitationWith()
const first = '2026-01-02T00:00:00Z'
const existing = { user_id: 'auth0|5f7c8ec7c33c6c004bbafe82', created_at: '2025-06-01T09:00:00.000Z' }
const plainRedirect = 'https://app.example.com/'

/** The account before. */
export const scenes = {
  'nobody is there': undefined,
  pending: account({ invitation: invitationWith() }),
  'pending, and a password is chosen': account({ invitation: invitationWith() }, chosen()),
  'pending, and its mail is owed': account({ invitation: owed() }),
  expired: account({ invitation: expiredOffer() }),
  'expired, and a password is chosen': account({ invitation: expiredOffer() }, chosen()),
  'expired and blocked by us': account({ invitation: expiredOffer(), ...fact('block') }, { blocked: true }),
  revoked: account({ invitation: revokedOffer(), ...fact('revocation'), ...fact('block') }, { blocked: true }),
  'half revoked by a killed run': account({ invitation: invitationWith(), ...fact('revocation') }, chosen()),
  'revoked by version 0.1': account(
    { invitation: { ...revokedOffer(), revoked_at: first, blocked_at: first } },
    { blocked: true },
  ),
  'pending, and blocked by an administrator': account({ invitation: invitationWith() }, { blocked: true }),
  'attached to an account that was there': there({ invitation: attachedOffer() }),
  'attached, and its mail is owed': there({ invitation: { ...attachedOffer(), sends: 0 } }),
  'attached and expired': there({ invitation: { ...attachedOffer(), expires_at: first } }),
  'attached and revoked': there({ invitation: { ...attachedOffer(), state: 'revoked' }, ...fact('revocation') }),
  'an account, never invited': there({}),
  'an account that an administrator blocked': there({}, { blocked: true }),
  'an account whose address nobody verified': there({}, { email_verified: false, last_login: undefined }),
  'accepted, and its roles are owed': there({
    invitation: { ...attachedOffer(), roles: ['rol_editor'] },
    invitation_acceptance: { id, at: '2026-01-04T00:00:00Z' },
  }),
  'asked for by another system': there({ invitation: { state: 'requested' } }),
} satisfies Record<string, Account | undefined>
export type Scene = keyof typeof scenes

function account(app_metadata: Metadata, more: Partial<Account> = {}): Account {
  const { user_id, created_at } = made
  return {
    ...{ user_id, created_at, app_metadata, blocked: false, email_verified: false, isPasswordKnown: false, roles: [] },
    ...more,
  }
}

function there(app_metadata: Metadata, more: Partial<Account> = {}): Account {
  const used = { email_verified: true, isPasswordKnown: true, last_login: '2026-01-04T00:00:00.000Z' }
  return account(app_metadata, { ...existing, ...used, ...more })
}

function chosen(): Partial<Account> {
  return { isPasswordKnown: true, email_verified: true, last_password_reset: '2026-01-04T00:00:00.000Z' }
}

function owed(): Invitation {
  const { last_sent_at: _, ...rest } = invitationWith({ sends: 0 })
  return rest
}

function expiredOffer(): Invitation {
  return invitationWith({ expires_at: first })
}

function revokedOffer(): Invitation {
  return invitationWith({ state: 'revoked' })
}

function attachedOffer(): Invitation {
  return invitationWith({ created_user: false, redirect_to: plainRedirect })
}

function fact(name: string): Metadata {
  return { [`invitation_${name}`]: { id, at: first } }
}
