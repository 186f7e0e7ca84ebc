import { beforeAll, describe, expect, it } from 'vitest'
import { choosePassword, signIn } from '../app.ts'
import { errorIn, objects, stage } from './stage.ts'

const play = stage({ deployed: true })
const free = stage({ deployed: false, plan: 'free' })
const password = 'Difference-Engine-2'
let editor = ''
let viewer = ''

beforeAll(async () => {
  const made = async (name: string) => (await play.tenant.manage('POST', 'roles', { name })).body as { id: string }
  editor = (await made('editor')).id
  viewer = (await made('viewer')).id
})

async function userOf(email: string): Promise<Record<string, unknown>> {
  const { body } = await play.tenant.manage('GET', `users-by-email?email=${encodeURIComponent(email)}`)
  return (body as Record<string, unknown>[])[0] ?? {}
}

async function rolesOf(email: string): Promise<string[]> {
  const { user_id } = await userOf(email)
  const { body } = await play.tenant.manage('GET', `users/${encodeURIComponent(String(user_id))}/roles`)
  return (body as { name: string }[]).map(({ name }) => name).sort()
}

async function recordOf(email: string): Promise<Record<string, unknown>> {
  return ((await userOf(email))['app_metadata'] as { invitation: Record<string, unknown> }).invitation
}

describe('invite --role', () => {
  it('by name or id gives the roles with the invitation, with two more calls; nobody can use them before accepting', async () => {
    const email = 'both@example.com'
    await play.invitations(['invite', 'looked@example.com'])
    await play.tenant.forgetRequests()
    const flags = ['--role', 'editor', '--role', viewer]
    const token = { AUTH0_ACCESS_TOKEN: play.tenant.description.management_token }
    const ended = await play.invitations(['invite', email, ...flags, '--json'], token)
    expect(objects(ended)[0]).toMatchObject({ outcome: 'invited', email_sent: true })
    expect((await play.tenant.requests()).map(({ method, path }) => `${method} ${path.split('?')[0]}`)).toEqual([
      'GET /api/v2/roles',
      'POST /api/v2/users',
      expect.stringMatching(/^POST \/api\/v2\/users\/[^/]+\/roles$/),
      'POST /dbconnections/change_password',
    ])
    expect(await rolesOf(email)).toEqual(['editor', 'viewer'])
    expect(await recordOf(email)).toMatchObject({ roles: [editor, viewer] })
    const link = (await play.tenant.outbox(email)).at(-1)?.links[0] ?? ''
    await choosePassword(link, password)
    expect(await signIn(play.tenant, email, password)).toMatchObject({ claims: { invitation: { status: 'accepted' } } })
  })

  it('with an unknown role is refused before anything is changed, and lists the roles', async () => {
    const ended = await play.invitations(['invite', 'unknown@example.com', '--role', 'owner', '--json'])
    expect(ended.exitCode).toBe(2)
    expect(errorIn(ended)).toMatchObject({
      code: 'unknown_role',
      message: 'The tenant has no role "owner". It has "editor", "viewer".',
    })
    expect(await userOf('unknown@example.com')).toEqual({})
  })

  it('on a plan without roles is refused with a sentence', async () => {
    const ended = await free.invitations(['invite', 'free@example.com', '--role', 'editor', '--json'])
    expect(errorIn(ended).message).toBe('The tenant has no role "editor". It has none: roles need a paid plan.')
  })

  it('mails nothing if Auth0 refuses to give the roles; without --role, the invitation goes out', async () => {
    const email = 'refused@example.com'
    await play.tenant.faults([{ method: 'POST', path: '/api/v2/users/*/roles', status: 403 }])
    const ended = await play.invitations(['invite', email, '--role', 'editor', '--json'])
    await play.tenant.faults([])
    expect(errorIn(ended)).toMatchObject({ code: 'roles_not_given' })
    expect(await play.tenant.outbox(email)).toEqual([])
    const again = await play.invitations(['invite', email, '--json'])
    expect(objects(again)[0]).toMatchObject({ outcome: 'invited', email_sent: true })
    expect(await rolesOf(email)).toEqual([])
    expect(await recordOf(email)).not.toHaveProperty('roles')
  })

  it('gives them and mails, if the same command runs again after that', async () => {
    const email = 'again@example.com'
    await play.tenant.faults([{ method: 'POST', path: '/api/v2/users/*/roles', status: 400 }])
    await play.invitations(['invite', email, '--role', 'editor'])
    await play.tenant.faults([])
    await play.invitations(['invite', email, '--role', 'editor'])
    expect(await rolesOf(email)).toEqual(['editor'])
    expect(await recordOf(email)).toMatchObject({ roles: [editor], sends: 1 })
  })

  it('works with --link, too', async () => {
    const ended = await play.invitations(['invite', 'link@example.com', '--link', '--role', 'viewer', '--json'])
    expect(objects(ended)[0]).toHaveProperty('link')
    expect(await rolesOf('link@example.com')).toEqual(['viewer'])
  })

  it('with --dry-run says what it would do', async () => {
    const { stdout } = await play.invitations(['invite', 'dry@example.com', '--role', 'editor', '--dry-run'])
    expect(stdout).toContain(', give it a role and ask Auth0 for the mail. Nothing was done.')
    expect(await userOf('dry@example.com')).toEqual({})
  })
})

describe('the roles of a revoked invitation', () => {
  it('stay with the blocked account; the next invitation removes those that it does not give', async () => {
    const email = 'fewer@example.com'
    await play.invitations(['invite', email, '--role', 'editor', '--role', 'viewer'])
    await play.invitations(['revoke', email, '--yes'])
    expect(await rolesOf(email)).toEqual(['editor', 'viewer'])
    await play.invitations(['invite', email, '--role', 'viewer'])
    expect(await rolesOf(email)).toEqual(['viewer'])
  })

  it('are neither removed nor given if somebody has linked another identity; the record keeps the request', async () => {
    const email = 'linked@example.com'
    await play.invitations(['invite', email, '--role', 'editor'])
    await play.invitations(['revoke', email, '--yes'])
    const { user_id: first } = await userOf(email)
    const { connection } = play.tenant.description
    const { body } = await play.tenant.manage('POST', 'users', { connection, email: 'other@example.com', password })
    const other = { provider: 'auth0', user_id: (body as { user_id: string }).user_id.replace('auth0|', '') }
    await play.tenant.manage('POST', `users/${encodeURIComponent(String(first))}/identities`, other)
    await play.tenant.manage('PATCH', `users/${encodeURIComponent(String(first))}`, {
      email_verified: true,
      blocked: false,
    })
    await play.invitations(['invite', email, '--role', 'viewer'], { INVITATIONS_APP_URL: 'https://app.example.com/' })
    expect(await rolesOf(email)).toEqual(['editor'])
    expect(await recordOf(email)).toMatchObject({ created_user: false, roles: [viewer] })
  })
})
