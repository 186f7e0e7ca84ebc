import { gunzipSync } from 'node:zlib'
import { beforeEach, describe, expect, it } from 'vitest'
import { ownValue } from '../emulator/json.ts'
import { giveBackTenant, lendTenant } from '../lent-tenants.ts'
import type { TenantControls } from '../start-tenant.ts'
import { stage } from './stage.ts'

const play = stage({ deployed: false })
const day = 86_400

interface Answer {
  status: number
  body: unknown
}

async function connectionId(tenant: TenantControls): Promise<string> {
  const { body } = await tenant.manage('GET', `connections?name=${tenant.description.connection}`)
  return String(ownValue(ownValue(body, '0'), 'id'))
}

/** Uploads the users as a file to import. */
async function importUsers(
  users: unknown,
  fields: Record<string, string> = {},
  tenant: TenantControls = play.tenant,
): Promise<Answer> {
  const form = new FormData()
  const text = typeof users === 'string' ? users : JSON.stringify(users)
  form.append('users', new Blob([text], { type: 'application/json' }), 'users.json')
  for (const [name, value] of Object.entries({ connection_id: await connectionId(tenant), ...fields }))
    form.append(name, value)
  const response = await fetch(`${tenant.description.issuer}api/v2/jobs/users-imports`, {
    method: 'POST',
    headers: { authorization: `Bearer ${tenant.description.management_token}` },
    body: form,
  })
  return { status: response.status, body: await response.json() }
}

/** The job once it has run. */
async function done({ body }: Answer, tenant: TenantControls = play.tenant): Promise<{ id: string; answer: unknown }> {
  await tenant.advance(1)
  const id = String(ownValue(body, 'id'))
  return { id, answer: (await tenant.manage('GET', `jobs/${id}`)).body }
}

async function usersWith(email: string): Promise<unknown> {
  return (await play.tenant.manage('GET', `users-by-email?email=${email}`)).body
}

beforeEach(() => play.tenant.reset())

describe('users-imports', () => {
  it('have made users without a password once the job is completed, not before', async () => {
    await play.tenant.pauseJobs(true)
    const job = await importUsers([{ email: 'Ada@example.com', app_metadata: { plan: 'gold' } }], { external_id: 'x1' })
    expect(job).toMatchObject({ status: 202, body: { type: 'users_import', status: 'pending', external_id: 'x1' } })
    expect(await usersWith('ada@example.com')).toEqual([])
    await play.tenant.pauseJobs(false)
    const { answer } = await done(job)
    expect(answer).toMatchObject({
      status: 'completed',
      summary: { failed: 0, updated: 0, inserted: 1, total: 1 },
    })
    expect(await usersWith('ada@example.com')).toMatchObject([{ app_metadata: { plan: 'gold' } }])
  })

  it('refuse users one by one, each with a reason', async () => {
    await done(await importUsers([{ email: 'there@example.com' }]))
    const users = [
      { email: 'there@example.com' },
      { email: 'not an address' },
      { email: 'new@example.com' },
      { email: 'New@example.com' },
      { email: 'odd@example.com', shoe_size: 38, password_hash: '$2b$10$secret' },
    ]
    const { id, answer } = await done(await importUsers(users))
    expect(answer).toMatchObject({ summary: { failed: 4, updated: 0, inserted: 1, total: 5 } })
    const { body } = await play.tenant.manage('GET', `jobs/${id}/errors`)
    expect(body).toMatchObject([
      { errors: [{ message: 'The user already exist and upsert parameter is false' }] },
      { errors: [{ code: 'INVALID_FORMAT', path: 'email' }] },
      { errors: [{ message: 'A user with this [email|username|user_id] was already provided.' }] },
      { user: { password_hash: '*****' }, errors: [{ message: 'Additional properties not allowed: shoe_size' }] },
    ])
  })

  it('with upsert overwrite metadata instead of merging it', async () => {
    await done(await importUsers([{ email: 'ada@example.com', app_metadata: { a: 1, b: 2 } }]))
    const again = await importUsers([{ email: 'ada@example.com', app_metadata: { a: 3 } }], { upsert: 'true' })
    expect((await done(again)).answer).toMatchObject({ summary: { updated: 1, inserted: 0 } })
    expect(await usersWith('ada@example.com')).toMatchObject([{ app_metadata: { a: 3 } }])
    expect(await usersWith('ada@example.com')).not.toMatchObject([{ app_metadata: { b: 2 } }])
  })

  it('run two at a time; a third is 429 until one has ended', async () => {
    await play.tenant.pauseJobs(true)
    await importUsers([{ email: 'a@example.com' }])
    await importUsers([{ email: 'b@example.com' }])
    expect(await importUsers([{ email: 'c@example.com' }])).toMatchObject({ status: 429 })
    await play.tenant.pauseJobs(false)
    await play.tenant.advance(1)
    expect(await importUsers([{ email: 'c@example.com' }])).toMatchObject({ status: 202 })
  })

  it('time out after two hours', async () => {
    await play.tenant.pauseJobs(true)
    const job = await importUsers([{ email: 'late@example.com' }])
    await play.tenant.advance(2 * 3600)
    expect((await done(job)).answer).toMatchObject({ status: 'failed', status_details: 'The job timed out.' })
  })

  it('are forgotten after a day', async () => {
    const { id } = await done(await importUsers([{ email: 'ada@example.com' }]))
    await play.tenant.advance(day)
    expect(await play.tenant.manage('GET', `jobs/${id}`)).toMatchObject({ status: 404 })
  })

  it('refuse files of more than 500 KB', async () => {
    const users = [{ email: 'big@example.com', user_metadata: { text: 'x'.repeat(500_000) } }]
    expect(await importUsers(users)).toMatchObject({ status: 413 })
  })

  it('with the switch imports-run-registration-triggers run Actions, which may refuse a user', async () => {
    const tenant = await lendTenant({ assume: ['imports-run-registration-triggers=yes'] })
    try {
      const code = `exports.onExecutePreUserRegistration = async (event, api) => {
        if (event.user.email.startsWith('no')) api.access.deny('no', 'No.')
      }`
      const supported_triggers = [{ id: 'pre-user-registration', version: 'v2' }]
      const { body } = await tenant.manage('POST', 'actions/actions', { name: 'guard', code, supported_triggers })
      await tenant.manage('POST', `actions/actions/${String(ownValue(body, 'id'))}/deploy`)
      const bindings = [{ ref: { type: 'action_name', value: 'guard' }, display_name: 'guard' }]
      await tenant.manage('PATCH', 'actions/triggers/pre-user-registration/bindings', { bindings })
      const job = await importUsers([{ email: 'no@example.com' }, { email: 'yes@example.com' }], {}, tenant)
      expect((await done(job, tenant)).answer).toMatchObject({ summary: { failed: 1, inserted: 1 } })
    } finally {
      await giveBackTenant(tenant)
    }
  })

  it('fail as a whole if the file is not a JSON array', async () => {
    const { id, answer } = await done(await importUsers('{"email":'))
    expect(answer).toMatchObject({ status: 'failed' })
    expect((await play.tenant.manage('GET', `jobs/${id}/errors`)).body).toMatchObject({ id, status: 'failed' })
  })
})

describe('users-exports', () => {
  async function exported(request: object): Promise<string> {
    const { answer } = await done(await play.tenant.manage('POST', 'jobs/users-exports', request))
    const response = await fetch(String(ownValue(answer, 'location')))
    return gunzipSync(Buffer.from(await response.arrayBuffer())).toString()
  }

  it('hold more users than a search finds', async () => {
    const users = Array.from({ length: 1200 }, (_, index) => ({ email: `user${index}@example.com` }))
    await done(await importUsers(users))
    const lines = (await exported({ format: 'json', fields: [{ name: 'email' }] })).trim().split('\n')
    expect(lines).toHaveLength(1200)
    expect(JSON.parse(lines[0] ?? '')).toEqual({ email: 'user0@example.com' })
  })

  it('write CSV with the columns that were asked for, under their names', async () => {
    await done(
      await importUsers([{ email: 'ada@example.com', name: 'Ada "Countess"', app_metadata: { plan: 'gold' } }]),
    )
    const fields = [
      { name: 'email' },
      { name: 'name' },
      { name: 'app_metadata.plan' },
      { name: 'identities[0].connection', export_as: 'provider' },
    ]
    expect(await exported({ format: 'csv', fields, limit: 5 })).toBe(
      `"email","name","app_metadata.plan","provider"\r\n` +
        `"ada@example.com","Ada ""Countess""","gold","${play.tenant.description.connection}"\r\n`,
    )
  })

  it('give a link that expires; another read of the job gives another link', async () => {
    const { id, answer } = await done(await play.tenant.manage('POST', 'jobs/users-exports', { format: 'json' }))
    await play.tenant.advance(61)
    expect((await fetch(String(ownValue(answer, 'location')))).status).toBe(403)
    const { body } = await play.tenant.manage('GET', `jobs/${id}`)
    expect((await fetch(String(ownValue(body, 'location')))).status).toBe(200)
  })
})
