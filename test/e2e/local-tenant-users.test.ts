import { beforeEach, describe, expect, it } from 'vitest'
import { ownValue } from '../emulator/json.ts'
import { stage } from './stage.ts'

const play = stage({ deployed: false })
const password = 'Difference-Engine-2'

/** @returns the path of the new user */
async function makeUser(email: string, more: object = {}): Promise<string> {
  const { connection } = play.tenant.description
  const { body } = await play.tenant.manage('POST', 'users', { email, password, connection, ...more })
  return `users/${encodeURIComponent(String(ownValue(body, 'user_id')))}`
}

function change(path: string, body: object): ReturnType<typeof play.tenant.manage> {
  return play.tenant.manage('PATCH', path, body)
}

/** Signs in with the password; the answer has a refresh token. */
function signIn(username: string, secret = password): ReturnType<typeof play.tenant.post> {
  const grant = { grant_type: 'password', ...play.tenant.description.clients.app, scope: 'openid offline_access' }
  return play.tenant.post('oauth/token', { ...grant, callback: undefined, username, password: secret })
}

async function refresh(answer: { body: unknown }): Promise<number> {
  const refresh_token = ownValue(answer.body, 'refresh_token')
  const grant = { grant_type: 'refresh_token', ...play.tenant.description.clients.app, callback: undefined }
  return (await play.tenant.post('oauth/token', { ...grant, refresh_token })).status
}

beforeEach(() => play.tenant.reset())

describe('changing a user', () => {
  it('with a new password lifts an administrator’s block, and keeps refresh tokens', async () => {
    const ada = await makeUser('ada@example.com')
    const tokens = await signIn('ada@example.com')
    await change(ada, { blocked: true })
    expect(await change(ada, { password: 'Analytical-Engine-3' })).toMatchObject({ body: { blocked: false } })
    expect((await signIn('ada@example.com', 'Analytical-Engine-3')).status).toBe(200)
    expect(await refresh(tokens)).toBe(200)
  })

  it.each([
    [{ password: 'Analytical-Engine-3', email: 'new@example.com' }, 'Cannot update password and email simultaneously'],
    [{ username: 'ada', email: 'new@example.com' }, 'Cannot update username and email simultaneously'],
    [{ email: 'Charles@example.com' }, 'The specified new email already exists'],
    [{ connection: 'nowhere', email: 'new@example.com' }, 'The connection does not exist.'],
  ])('refuses %j', async (body, message) => {
    await makeUser('charles@example.com')
    expect(await change(await makeUser('ada@example.com'), body)).toMatchObject({ status: 400, body: { message } })
  })

  it('refuses an unknown field, and says where else it may go', async () => {
    const ada = await makeUser('ada@example.com')
    expect(await change(ada, { shoe_size: 38, name: 'Ada' })).toMatchObject({
      status: 400,
      body: {
        message: expect.stringMatching(
          /^Payload validation error: 'Additional properties not allowed: shoe_size \(consider storing them in app_metadata or user_metadata\. .+\)'\.$/,
        ) as string,
        errorCode: 'invalid_body',
      },
    })
  })

  it('with a new address leaves it unverified', async () => {
    const ada = await makeUser('ada@example.com', { email_verified: true })
    expect(await change(ada, { email: 'Countess@example.com' })).toMatchObject({
      body: { email: 'countess@example.com', email_verified: false },
    })
  })

  it.each([
    ['a name with a dot', { 'a.b': 1 }],
    ['a name with a dollar sign, further down', { a: [{ $b: 1 }] }],
    ['more than 10 kB', { text: 'x'.repeat(10_240) }],
  ])('refuses metadata with %s', async (_, app_metadata) => {
    const ada = await makeUser('ada@example.com')
    expect(await change(ada, { app_metadata })).toMatchObject({ status: 400, body: { errorCode: 'invalid_body' } })
  })
})

describe('a weak password', () => {
  const refusal = (message: string) => ({
    status: 400,
    body: { statusCode: 400, error: 'Bad Request', message },
  })

  it('is refused for new users and for changes, without the rules', async () => {
    const path = await makeUser('strong@example.com')
    const tooWeak = refusal('PasswordStrengthError: Password is too weak')
    const { connection } = play.tenant.description
    const weak = { connection, email: 'weak@example.com', password: 'short' }
    expect(await play.tenant.manage('POST', 'users', weak)).toEqual(tooWeak)
    expect(await play.tenant.manage('PATCH', path, { password: 'short' })).toEqual(tooWeak)
  })

  it('is one that is in the connection’s list, or that holds the user’s own name', async () => {
    const options = {
      passwordPolicy: 'low',
      password_dictionary: { enable: true, dictionary: ['password1password1'] },
      password_no_personal_info: { enable: true },
    }
    await play.tenant.manage('POST', 'connections', { name: 'strict', strategy: 'auth0', options })
    const make = (given: string) =>
      play.tenant.manage('POST', 'users', { connection: 'strict', email: 'ada@example.com', password: given })
    expect(await make('Password1Password1')).toEqual(refusal('PasswordDictionaryError: Password is too common'))
    expect(await make('I-am-ada-since-1815')).toEqual(
      refusal('PasswordNoUserInfoError: Password contains user information'),
    )
  })
})

it('a linked account brings along its given profile, and has it again after it is unlinked', async () => {
  const ada = await makeUser('ada@example.com')
  await makeUser('augusta@example.com', { user_id: 'augusta', given_name: 'Augusta', nickname: 'gus' })
  const linked = await play.tenant.manage('POST', `${ada}/identities`, { provider: 'auth0', user_id: 'augusta' })
  const profile = { email: 'augusta@example.com', email_verified: false, given_name: 'Augusta', nickname: 'gus' }
  expect(linked.body).toMatchObject([{ profileData: { email: 'ada@example.com' } }, { user_id: 'augusta' }])
  expect(ownValue((linked.body as unknown[])[1], 'profileData')).toEqual(profile)
  await play.tenant.manage('DELETE', `${ada}/identities/auth0/augusta`)
  expect((await play.tenant.manage('GET', 'users/auth0%7Caugusta')).body).toMatchObject({
    ...profile,
    name: 'augusta@example.com',
    picture: expect.stringContaining('gravatar.com') as string,
  })
})

describe('a user’s tokens and factors', () => {
  it('refresh tokens are device credentials, and end with one grant or with all', async () => {
    const ada = await makeUser('ada@example.com')
    const userId = ada.slice('users/'.length)
    const first = await signIn('ada@example.com')
    const second = await signIn('ada@example.com')
    const { body } = await play.tenant.manage('GET', `device-credentials?user_id=${userId}`)
    expect(body).toMatchObject([{ type: 'refresh_token' }, { type: 'refresh_token' }])
    await play.tenant.manage('DELETE', `device-credentials/${String(ownValue(ownValue(body, '0'), 'id'))}`)
    expect(await refresh(first)).toBe(403)
    expect(await refresh(second)).toBe(200)
    await play.tenant.manage('DELETE', `grants?user_id=${userId}`)
    expect(await refresh(second)).toBe(403)
  })

  it('refresh tokens are listed by user, and can be ended at once', async () => {
    const ada = await makeUser('ada@example.com')
    const tokens = await signIn('ada@example.com')
    expect((await play.tenant.manage('GET', `${ada}/refresh-tokens`)).body).toMatchObject({ tokens: [{}] })
    expect(await play.tenant.manage('DELETE', `${ada}/refresh-tokens`)).toEqual({ status: 202, body: {} })
    expect(await refresh(tokens)).toBe(403)
  })

  it('authentication methods are shown masked, and never with their secrets', async () => {
    const ada = await makeUser('ada@example.com')
    const methods = [
      { type: 'phone', name: 'Phone', phone_number: '+441234567890' },
      { type: 'totp', name: 'App', totp_secret: 'JBSWY3DPEHPK3PXP' },
    ]
    await play.tenant.manage('PUT', `${ada}/authentication-methods`, methods)
    expect((await play.tenant.manage('GET', `${ada}/authentication-methods`)).body).toMatchObject([
      { type: 'phone', phone_number: 'XXXXXXXXX7890', confirmed: true },
      { type: 'totp', confirmed: true },
    ])
    await play.tenant.manage('DELETE', `${ada}/authentication-methods`)
    expect((await play.tenant.manage('GET', `${ada}/authentication-methods`)).body).toEqual([])
  })
})
