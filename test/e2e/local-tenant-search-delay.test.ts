import { beforeEach, describe, expect, it } from 'vitest'
import { bind, postLogin, register, signInAs, userOf } from './actions-on-stage.ts'
import { stage } from './stage.ts'

const stand = stage({ deployed: false, searchDelaySeconds: 5 })
const email = 'ada@example.com'
let id: string

beforeEach(async () => {
  await stand.tenant.reset()
  id = ((await register(stand.tenant, email)).body as { user_id: string }).user_id
})

async function found(q: string): Promise<unknown[]> {
  const { body } = await stand.tenant.manage('GET', `users?q=${encodeURIComponent(q)}`)
  return (body as { email: string }[]).map((user) => user.email)
}

describe('a search of users that is five seconds behind', () => {
  it('does not find a new user yet, although reads by address and by id do', async () => {
    expect(await found('*')).toEqual([])
    expect(await userOf(stand.tenant, email)).toMatchObject({ user_id: id })
    expect((await stand.tenant.manage('GET', `users/${id}`)).status).toBe(200)
    await stand.tenant.advance(5)
    expect(await found('*')).toEqual([email])
  })

  it('still finds a user as before a change, and a deleted user', async () => {
    await stand.tenant.advance(5)
    await stand.tenant.manage('PATCH', `users/${id}`, { app_metadata: { plan: 'gold' } })
    expect(await found('app_metadata.plan:gold')).toEqual([])
    await stand.tenant.advance(5)
    expect(await found('app_metadata.plan:gold')).toEqual([email])
    await stand.tenant.manage('DELETE', `users/${id}`)
    expect(await found('app_metadata.plan:gold')).toEqual([email])
    await stand.tenant.advance(5)
    expect(await found('app_metadata.plan:gold')).toEqual([])
  })

  it('finds what an Action wrote only after the delay', async () => {
    await bind(stand.tenant, 'post-login', postLogin(`api.user.setAppMetadata('seen', true)`))
    await stand.tenant.advance(5)
    await signInAs(stand.tenant, email)
    expect(await found('app_metadata.seen:true')).toEqual([])
    await stand.tenant.advance(5)
    expect(await found('app_metadata.seen:true')).toEqual([email])
  })

  it('delays the members of an organization, too', async () => {
    const { body } = await stand.tenant.manage('POST', 'organizations', { name: 'analysts' })
    const path = `organizations/${(body as { id: string }).id}/members`
    const members = async () => ((await stand.tenant.manage('GET', path)).body as object[]).length
    await stand.tenant.manage('POST', path, { members: [id] })
    expect(await members()).toBe(0)
    await stand.tenant.advance(5)
    expect(await members()).toBe(1)
    await stand.tenant.manage('DELETE', path, { members: [id] })
    expect(await members()).toBe(1)
  })
})
