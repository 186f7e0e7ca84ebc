import { expect, it } from 'vitest'
import { acceptWithChecks } from '../../../../../scripts/deployments/doctor/accept-with.ts'
import type { Observed } from '../../../../../scripts/deployments/doctor/observed.ts'

const observed: Observed = {
  ...{ look: {}, clientId: 'app', connection: 'Users', customDomain: undefined, requiresInvitation: false, scopes: [] },
  ...{ wanted: {}, secrets: {}, apps: {}, pageLanguages: [], machineAheadMs: 0, linkLifetimeSec: 604_800 },
  ...{ requiredSince: undefined, doubts: [], auth0Now: undefined, named: { allowedOrigins: [], appUrl: undefined } },
  ...{ acceptWith: ['acme'], linkingClientId: 'linking' },
}
const found = (connection: object) => ({ accept_with_acme: { found: [{ name: 'acme', ...connection }] } })
const bound = (...names: string[]) => ({
  'bindings_post-login': { found: { bindings: names.map((name) => ({ action: { name } })) } },
})
const trusting = { should_trust_email_verified_connection: 'always_set_emails_as_verified' }

function codes(look: Observed['look'], some: Partial<Observed> = {}): string[] {
  return acceptWithChecks.flatMap((check) => check({ ...observed, look, ...some }) ?? []).map(({ code }) => code)
}

it.each<[string, string[], Observed['look']]>([
  ['a connection of another provider', [], found({ strategy: 'google-oauth2' })],
  ['no connection of that name', ['accept_with_unknown'], { accept_with_acme: { found: [] } }],
  ['a database', ['accept_with_without_proof'], found({ strategy: 'auth0' })],
  ['codes by mail', ['accept_with_without_proof'], found({ strategy: 'email' })],
  ['a directory whose addresses nobody trusts', ['accept_with_not_verified'], found({ strategy: 'waad' })],
  ['a directory whose addresses are trusted', [], found({ strategy: 'waad', options: trusting })],
  ['an app that is gone', ['linking_app_gone'], { linking_app: { missing: true } }],
  ['the Action after the one that accepts', ['links_too_late'], bound('accept-invitation', 'link-identity')],
  ['the Action before it', [], bound('link-identity', 'accept-invitation')],
  ['a token without the scope', [], { accept_with_acme: { unseen: 'no scope' }, linking_app: { unseen: 'no scope' } }],
])('accepting with other accounts, with %s: %j', (_, wanted, look) => {
  expect(codes(look)).toEqual(wanted)
})

it('accepting with other accounts is not checked without the setting', () => {
  const look = { linking_app: { missing: true } as const }
  expect(codes(look, { acceptWith: [], linkingClientId: undefined })).toEqual([])
})
