import { describe, expect, it } from 'vitest'
import { forgotPassword } from '../../../../../scripts/invitations/reading/details.ts'
import { afterExpiry, invitationWith, whilePending } from '../../../actions/invitation/records.ts'
import { attached, common, invited, mailTo } from '../../../tenant/mail-to.ts'

const account = {
  ...{ user_id: 'auth0|1', email: 'ada@example.com', user_metadata: {}, email_verified: true, blocked: false },
  ...{ identities: 1, connections: ['Users'], linked: [], hasPhone: false, hasSetPassword: false },
  created_at: '2026-01-01T00:00:00Z',
}
const subjects = {
  invitation: 'You are invited to Acme',
  reminder: 'Reminder: you are invited to Acme',
  last_reminder: 'Your invitation to Acme expires soon',
  reset: 'Choose a new password for Acme',
}
const accepted = { invitation_acceptance: { id: invitationWith().id, at: '2026-01-02T00:00:00Z' } }

describe('the mail of “Forgot password?”', () => {
  it.each([
    ['somebody who was never invited', { app_metadata: {} }, 'reset', 'reset'],
    ['an invitation', invited(), 'invitation', 'reset'],
    ['a reminder', invited({ sends: 2 }), 'reminder', 'reset'],
    ['a last reminder', invited({ sends: 2, expires_soon: true }), 'last_reminder', 'reset'],
    ['an account that was there before', attached(), 'invitation', 'reset'],
    ['such an account, and no address of the app', attached({ redirect_to: undefined }), 'reset', 'reset'],
    [
      'such an account, whose owner agreed',
      attached({ consented_at: '2026-01-02T00:00:00Z' }),
      'invitation',
      'invitation',
    ],
    ['a revoked invitation', invited({ state: 'revoked' }), 'reset', 'reset'],
    ['an accepted invitation', { app_metadata: { ...invited().app_metadata, ...accepted } }, 'reset', 'reset'],
  ] as const)('for %s is the one that the template chooses, before and after the expiry', (_, user, before, after) => {
    const told = (now: Date) => forgotPassword({ ...account, ...user }, now).mail
    expect([told(whilePending), told(afterExpiry)]).toEqual([before, after])
    const mailed = (now: Date) => mailTo(user, common, { now }).subject
    expect([mailed(whilePending), mailed(afterExpiry)]).toEqual([subjects[before], subjects[after]])
  })
})
