import { describe, expect, it } from 'vitest'
import { emptyState, encode, SAVED_STATE_ACTION } from '../../../../../scripts/deployments/saved/saved-state.ts'
import { seal, sealOfSecrets } from '../../../../../scripts/deployments/deployed/seal.ts'
import { findingsIn } from '../../../../../scripts/deployments/doctor/diagnose.ts'
import type { Observed } from '../../../../../scripts/deployments/doctor/observed.ts'

const observed: Observed = {
  ...{ look: {}, clientId: 'app', connection: 'Users', customDomain: undefined, requiresInvitation: false, scopes: [] },
  ...{ wanted: { 'password-reset-post-challenge': [] }, secrets: {}, apps: {}, pageLanguages: [], machineAheadMs: 0 },
  ...{ requiredSince: undefined, doubts: [], auth0Now: undefined, acceptWith: [], linkingClientId: undefined },
  ...{ named: { allowedOrigins: [], appUrl: undefined }, linkLifetimeSec: 604_800 },
}

it('five Actions after the reset link are one too many', () => {
  const bindings = Array.from({ length: 5 }, (_, index) => ({ action: { name: `action-${index}` } }))
  const look = { 'bindings_password-reset-post-challenge': { found: { bindings } } }
  expect(findingsIn({ ...observed, look }).map(({ code }) => code)).toEqual([
    'too_many_post_challenge',
    'bindings_of_others',
  ])
})

it('errors come first, then warnings, then notes', () => {
  const look = {
    rules: { unseen: 'no scope' },
    reset_email: { found: { body: 'app_metadata.invitation invitation=', urlLifetimeInSeconds: 60 } },
    provider: { missing: true } as const,
  }
  expect(findingsIn({ ...observed, look }).map(({ severity }) => severity)).toEqual([
    'error',
    'warning',
    'warning',
    'note',
  ])
})

describe('settings', () => {
  const required = { ...observed, requiresInvitation: true, requiredSince: '2026-06-01T14:00:00Z' }
  const codes = (some: Partial<Observed>) => findingsIn({ ...required, ...some }).map(({ code }) => code)
  const actionWith = (name: string, code: string, updated_at?: string) => ({
    name,
    deployed_version: { code, secrets: updated_at === undefined ? [] : [{ name: 'COLOUR', updated_at }] },
  })
  const having = (...actions: object[]) => ({ actions: { found: { actions } } })

  it('that say since when are compared with Auth0’s time, if that is known', () => {
    expect(codes({ auth0Now: new Date('2026-06-01T12:00:00Z') })).toEqual(['required_since_in_future'])
    expect(codes({ auth0Now: new Date('2026-06-01T14:00:00Z') })).toEqual([])
    expect(codes({ auth0Now: undefined })).toEqual([])
  })

  it('that say a later instant than the deployed Action are overruled by it', () => {
    const action = (since: string) => actionWith('require-invitation-at-sign-in', `var REQUIRED_SINCE = "${since}";`)
    expect(codes({ look: having(action('2026-01-31T12:00:00Z')) })).toEqual(['required_since_overruled'])
    for (const since of ['2026-06-01T14:00:00Z', '2026-07-01T00:00:00Z', '']) {
      expect(codes({ look: having(action(since)) })).toEqual([])
    }
  })

  it('that may be a mistake are reported', () => {
    expect(codes({ doubts: ['gmail.com'] })).toEqual(['setting_doubtful'])
  })

  it('that are secrets are reported if somebody else has written them since the deploy, or if no deploy has noted them', () => {
    const code = seal('// accept-invitation 0.1.0, built by auth0-invitations.\n', [{ name: 'COLOUR', value: 'blue' }])
    const notes = [{ sealed: sealOfSecrets(code) ?? '', at: { COLOUR: '1' } }]
    const keeper = {
      name: SAVED_STATE_ACTION,
      code: encode({ ...emptyState, secrets: { 'accept-invitation': notes } }),
    }
    const secrets = { 'accept-invitation': [] }
    const found = (...actions: object[]) => codes({ secrets, look: having(...actions) })
    expect(found(keeper, actionWith('accept-invitation', code, '1'))).toEqual([])
    expect(found(keeper, actionWith('accept-invitation', code, '2'))).toEqual(['secrets_overwritten'])
    expect(found(actionWith('accept-invitation', code, '1'))).toEqual(['secrets_not_noted'])
    expect(found({ ...keeper, code: 'torn' }, actionWith('accept-invitation', code, '1'))).toEqual([
      'secrets_not_noted',
    ])
  })
})

it('the doctor finds an app that nobody signs in to', () => {
  const look = { app: { found: { app_type: 'non_interactive', initiate_login_uri: 'https://app.example.com' } } }
  expect(findingsIn({ ...observed, look }).map(({ code }) => code)).toEqual(['app_is_machine'])
})

it('the doctor never throws, whatever the tenant answers', () => {
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
    expect(() => findingsIn({ ...observed, look, wanted: { 'post-login': ['accept-invitation'] } })).not.toThrow()
  }
})
