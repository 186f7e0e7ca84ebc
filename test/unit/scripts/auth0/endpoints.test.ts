import { expect, it } from 'vitest'
import { endpoints } from '../../../../scripts/auth0/endpoints.ts'

it('a name, an address or a query stays the same in the path of a call', () => {
  const paths = [
    endpoints.app('../users', 'name', 'callbacks'),
    endpoints.database('a&strategy=b'),
    endpoints.accountsOf('ada+1@example.com'),
    endpoints.newestEvents('type:fs OR type:f', 5),
  ].map(({ path }) => path)
  expect(paths).toEqual([
    'clients/..%2Fusers?fields=name,callbacks&include_fields=true',
    'connections?name=a%26strategy%3Db&strategy=auth0',
    'users-by-email?email=ada%2B1%40example.com',
    'logs?q=type%3Afs%20OR%20type%3Af&sort=date:-1&per_page=5',
  ])
})
