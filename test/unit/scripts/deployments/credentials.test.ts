import { expect, it } from 'vitest'
import { readCredentials } from '../../../../scripts/deployments/credentials.ts'
import { audienceOf } from '../../../../scripts/ground/settings/tenant-settings.ts'

it('the apps get grants for the tenant’s own Management API, even if AUTH0_DOMAIN has to be a custom domain', () => {
  const own = 'https://acme.eu.auth0.com/api/v2/'
  for (const settings of [{ domain: 'acme.eu.auth0.com' }, { domain: 'login.example.com', audience: own }]) {
    const all = readCredentials('tenant', audienceOf(settings))
    expect(all.map(({ audience }) => audience)).toEqual([own, own, own, own])
  }
})
