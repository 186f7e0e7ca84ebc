import { expect, it } from 'vitest'
import { findingsIn } from '../../../../scripts/doctor/diagnose.ts'
import type { Facts } from '../../../../scripts/doctor/finding.ts'

const facts: Facts = {
  ...{ look: {}, clientId: 'app', connection: 'Users', requiresInvitation: false, scopes: undefined },
  ...{ wanted: { 'password-reset-post-challenge': [] }, secrets: {}, apps: {}, pageLanguages: [] },
  named: { allowedOrigins: [], appUrl: undefined },
}

it('five Actions behind the reset link are one too many', () => {
  const bindings = Array.from({ length: 5 }, (_, index) => ({ action: { name: `action-${index}` } }))
  const look = { 'bindings_password-reset-post-challenge': { found: { bindings } } }
  expect(findingsIn({ ...facts, look }).map(({ code }) => code)).toEqual(['too_many_post_challenge'])
})

it('errors come first, then warnings, then notes', () => {
  const look = {
    rules: { unseen: 'no scope' },
    reset_email: { found: { body: 'app_metadata.invitation invitation=', urlLifetimeInSeconds: 60 } },
    provider: { missing: true } as const,
  }
  expect(findingsIn({ ...facts, look }).map(({ severity }) => severity)).toEqual([
    'error',
    'warning',
    'warning',
    'note',
  ])
})

it('whatever the tenant answers, nothing is thrown', () => {
  for (const found of [undefined, null, 1, 'text', [], [null], {}, { options: null }, { actions: [{}] }]) {
    const names = [
      'provider',
      'reset_email',
      'connections',
      'app',
      'tenant',
      'rules',
      'actions',
      'invited',
      'oldest_event',
    ]
    const look = Object.fromEntries(names.map((name) => [name, { found }]))
    expect(() => findingsIn({ ...facts, look, wanted: { 'post-login': ['accept-invitation'] } })).not.toThrow()
  }
})
