import { beforeAll, describe, expect, it } from 'vitest'
import { noLandings, landingsOf } from '../../../../../actions/invitation/landings.ts'
import { bundleActions } from '../../../../../scripts/deployments/declared/bundle.ts'
import { readDesired, readNames } from '../../../../../scripts/deployments/declared/desired.ts'

const off = {
  ...{ requiresInvitation: false, acceptWith: [], secrets: {}, without: [], pageLanguages: ['en'] },
  linkLifetimeSec: 604_800,
}
const on = {
  ...off,
  acceptWith: ['google-oauth2'],
  secrets: {
    AUTH0_DOMAIN: 'acme.eu.auth0.com',
    INVITATIONS_ACCEPT_WITH: 'google-oauth2',
    INVITATIONS_LINKING_CLIENT_ID: 'linking',
    INVITATIONS_LINKING_CLIENT_SECRET: 'hush',
  },
}
const landings = landingsOf({ appUrl: 'https://app.example.com/', clientId: 'app' })

describe('the declared tenant, if accounts of other providers may accept', () => {
  beforeAll(() => bundleActions())

  it('has one more Action, bound first, and the secrets that each Action needs', () => {
    const { bound, secrets } = readNames('tenant', on)
    expect(bound['post-login']).toEqual(['link-identity', 'accept-invitation'])
    expect(secrets).toEqual({
      'accept-invitation': ['INVITATIONS_ACCEPT_WITH'],
      'guard-invitation-link': ['INVITATIONS_ACCEPT_WITH'],
      'link-identity': [
        ...['AUTH0_DOMAIN', 'INVITATIONS_ACCEPT_WITH'],
        ...['INVITATIONS_LINKING_CLIENT_ID', 'INVITATIONS_LINKING_CLIENT_SECRET'],
      ],
    })
  })

  it('is otherwise the same, byte for byte, as without that Action, its secrets and the mail’s second way', () => {
    const [without, with_] = [readDesired('tenant', off, landings), readDesired('tenant', on, landings)]
    expect(without.leftOut['link-identity']).toBe('INVITATIONS_ACCEPT_WITH is not set')
    expect(without.triggers['post-login']?.map(({ action_name }) => action_name)).toEqual(['accept-invitation'])
    const codes = ({ actions }: typeof without) => Object.fromEntries(actions.map(({ name, code }) => [name, code]))
    const { 'link-identity': _, ...others } = codes(with_)
    expect(codes(without)).toEqual(others)
    expect(without.actions.flatMap(({ secrets }) => secrets)).toEqual([])
    expect(without.customText).toEqual(with_.customText)
    expect(JSON.stringify(without)).not.toMatch(/other_way|Or sign in/)
    expect(with_.resetEmail.body).toContain('Or sign in')
    // If no address of the app is known, the mail has no second way either.
    expect(readDesired('tenant', on, noLandings).resetEmail).toEqual(readDesired('tenant', off, noLandings).resetEmail)
  })
})
