import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { giveBackTenant, lendTenant } from '../lent-tenants.ts'
import type { TenantControls } from '../start-tenant.ts'

let tenant: TenantControls

beforeAll(async () => {
  tenant = await lendTenant()
  const connection = tenant.description.connection
  for (const [name, plan, email_verified] of [
    ['Grace', 'gold', true],
    ['Ada', 'silver', false],
    ['Mary', 'gold', false],
  ] as const) {
    const email = `${name.toLowerCase()}@example.com`
    const user = { connection, email, password: 'correct horse 1', name, email_verified, app_metadata: { plan } }
    expect((await tenant.manage('POST', 'users', user)).status).toBe(201)
  }
})

afterAll(async () => {
  await giveBackTenant(tenant)
})

async function names(query: Record<string, string>): Promise<unknown> {
  const { body } = await tenant.manage('GET', `users?${new URLSearchParams({ fields: 'name', ...query }).toString()}`)
  return Array.isArray(body) ? body.map(({ name }: { name: string }) => name) : body
}

describe('the local tenant', () => {
  it('finds users by metadata, joined and grouped', async () => {
    expect(await names({ q: 'app_metadata.plan:gold AND NOT (email_verified:true OR name:nobody)' })).toEqual(['Mary'])
  })

  it('sorts as asked, up or down', async () => {
    expect(await names({ sort: 'name:1' })).toEqual(['Ada', 'Grace', 'Mary'])
    expect(await names({ sort: 'email:-1' })).toEqual(['Mary', 'Grace', 'Ada'])
  })

  it('refuses an invalid query, and pages beyond the 1,000th user', async () => {
    expect(await names({ q: 'name:(' })).toMatchObject({ statusCode: 400, errorCode: 'invalid_query_string' })
    expect(await names({ page: '10', per_page: '100' })).toMatchObject({
      message: expect.stringContaining('You can only page through the first 1000 records.') as string,
    })
  })

  it('distinguishes letter case in users-by-email', async () => {
    const byEmail = async (email: string) => (await tenant.manage('GET', `users-by-email?email=${email}`)).body
    expect(await byEmail('ada@example.com')).toHaveLength(1)
    expect(await byEmail('Ada@example.com')).toEqual([])
  })
})
