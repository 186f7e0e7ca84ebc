import { describe, expect, it } from 'vitest'
import { bind, postLogin, register, signInAs, userOf } from './actions-on-stage.ts'
import { stage } from './stage.ts'

const stand = stage({ deployed: false })
const supported_triggers = [{ id: 'post-login', version: 'v3' }]

it.each([
  ['code of more than 100 kB', { code: 'x'.repeat(100_001) }, 'code exceeds 100 kB'],
  [
    'a secret of more than 4,096 characters',
    { secrets: [{ name: 'A', value: 'x'.repeat(4097) }] },
    'the secret A exceeds 4096 characters',
  ],
  [
    'more than 30 secrets',
    { secrets: Array.from({ length: 31 }, (_, at) => ({ name: `S${at}`, value: 'x' })) },
    'more than 30 secrets',
  ],
])('an Action cannot have %s', async (_, draft, reason) => {
  const { tenant } = stand
  expect(await tenant.manage('POST', 'actions/actions', { name: 'large', supported_triggers, ...draft })).toMatchObject(
    {
      status: 400,
      body: { message: `Payload validation error: ${reason}.`, errorCode: 'invalid_body' },
    },
  )
})

it('at most four Actions are bound to password-reset-post-challenge, and none to a trigger that never runs', async () => {
  const code = 'exports.onExecutePostChallenge = async () => {}'
  const five = [code, code, code, code, code]
  await expect(bind(stand.tenant, 'password-reset-post-challenge', ...five)).rejects.toThrow('At most 4 Actions')
  await expect(bind(stand.tenant, 'custom-token-exchange', code)).rejects.toThrow(
    'does not implement Actions of the trigger',
  )
})

it('the 51st version replaces the oldest, and an earlier one that is deployed again gets a new number', async () => {
  const { tenant } = stand
  const draft = { name: 'versions', supported_triggers, code: postLogin('') }
  const { id } = (await tenant.manage('POST', 'actions/actions', draft)).body as { id: string }
  for (let version = 1; version <= 50; version++) await tenant.manage('POST', `actions/actions/${id}/deploy`)
  const before = await versionsOf(id)
  const again = `actions/actions/${id}/versions/${before.at(-1)?.id ?? ''}/deploy`
  expect((await tenant.manage('POST', again)).body).toMatchObject({ number: 51 })
  const numbers = (await versionsOf(id)).map(({ number }) => number)
  expect([numbers.length, numbers[0], numbers.at(-1)]).toEqual([50, 51, 2])
})

it('an Action that is made with deploy: true is deployed at once, but a PATCH does not have this field', async () => {
  const { tenant } = stand
  const draft = { name: 'deployed', supported_triggers, code: postLogin(''), deploy: true }
  const made = await tenant.manage('POST', 'actions/actions', draft)
  const pending = { status: 'pending', all_changes_deployed: true, current_version: { status: 'PENDING', number: 1 } }
  expect(made).toMatchObject({ status: 201, body: pending })
  const { id } = made.body as { id: string }
  expect((await tenant.manage('GET', `actions/actions/${id}`)).body).toMatchObject({
    ...{ status: 'built', all_changes_deployed: true },
    ...{ current_version: { status: 'BUILT' }, deployed_version: { number: 1, status: 'built', deployed: true } },
  })
  expect(await tenant.manage('PATCH', `actions/actions/${id}`, { deploy: true })).toMatchObject({
    body: { message: "Payload validation error: 'Additional properties not allowed: deploy'." },
  })
})

async function versionsOf(id: string): Promise<{ id: string; number: number }[]> {
  const { body } = await stand.tenant.manage('GET', `actions/actions/${id}/versions`)
  return (body as { versions: { id: string; number: number }[] }).versions
}

describe('an Action that', () => {
  const email = 'limits@example.com'

  it('runs for 20 s is stopped, and the sign-in fails', async () => {
    const { tenant } = stand
    await register(tenant, email)
    await bind(tenant, 'post-login', postLogin('await new Promise((resolve) => setTimeout(resolve, 3_600_000))'))
    const signingIn = signInAs(tenant, email)
    await tenant.awaited('the time limit of Actions')
    await tenant.advance(20)
    expect(await signingIn).toEqual({ refused: 'The Action ran longer than 20 s and was stopped.' })
  })

  it('runs out of memory fails that sign-in only', async () => {
    const { tenant } = stand
    const email = 'memory@example.com'
    await register(tenant, email)
    const code = `if (event.stats.logins_count === 1) for (const all = []; ; ) all.push(new Array(1e6).fill(all.length))`
    await bind(tenant, 'post-login', postLogin(code))
    expect(await signInAs(tenant, email)).toEqual({ refused: 'The Action ended its process.' })
    expect(await signInAs(tenant, email)).toHaveProperty('claims')
  })

  it('writes more than a user can hold fails the sign-in, and nothing is written', async () => {
    const { tenant } = stand
    const email = 'full@example.com'
    await register(tenant, email, { app_metadata: { large: 'x'.repeat(9000) } })
    await bind(tenant, 'post-login', postLogin(`api.user.setUserMetadata('more', 'x'.repeat(1200))`))
    expect(await signInAs(tenant, email)).toEqual({ refused: 'Metadata of a user is limited to 10240 bytes' })
    expect(await userOf(tenant, email)).not.toHaveProperty('user_metadata')
  })
})

describe('api refuses, with an error in the Action,', () => {
  it.each([
    [
      'a scope with a space',
      `api.accessToken.addScope('read write')`,
      'The value for the scope must not have whitespace.',
    ],
    ['an empty scope', `api.accessToken.removeScope(' ')`, 'The value for the scope is required.'],
    ['a scope that is not text', `api.accessToken.addScope(7)`, 'The value for the scope must be a string.'],
    [
      'a scope of 281 characters',
      `api.accessToken.addScope('x'.repeat(281))`,
      'The value for the scope exceeds the allowed maximum of 280 characters.',
    ],
    ['the claim scope', `api.idToken.setCustomClaim('scope', 'all')`, 'The "scope" claim cannot be set.'],
    [
      'a validation error of 101 characters',
      `api.validation.error('code', 'x'.repeat(101))`,
      'errorMessage must NOT have more than 100 characters',
    ],
    [
      'a validation error without a message',
      `api.validation.error('code')`,
      ` must have required property 'errorMessage'`,
    ],
    ['to send somebody to something that is not an address', `api.redirect.sendUserTo('somewhere')`, 'Invalid URL'],
  ])('%s', async (_, body, message) => {
    const { tenant } = stand
    const email = 'refused@example.com'
    await register(tenant, email)
    await bind(tenant, 'post-login', postLogin(body))
    expect(await signInAs(tenant, email)).toEqual({ refused: message })
  })

  it('a handler that is not an async function', async () => {
    const { tenant } = stand
    await register(tenant, 'handler@example.com')
    await bind(tenant, 'post-login', 'exports.onExecutePostLogin = (event, api) => {}')
    expect(await signInAs(tenant, 'handler@example.com')).toEqual({
      refused: expect.stringContaining('Invalid function signature for the "onExecutePostLogin" handler.') as string,
    })
  })

  it('no wrong use of the cache, which answers with a code', async () => {
    const { tenant } = stand
    await register(tenant, 'cache@example.com')
    const answers = `[api.cache.delete('none'), api.cache.set('a', 'b', { ttl: NaN }), api.cache.set('a', 'b', { ttl: -1 }),
      api.cache.set('k'.repeat(65), 'b'), api.cache.set('a', 'b'.repeat(4097)), api.cache.set('a', 'b', { ttl: 1500.7 })]`
    await bind(
      tenant,
      'post-login',
      postLogin(`api.idToken.setCustomClaim('codes', ${answers}.map(({ code, type }) => code ?? type))`),
    )
    expect(await signInAs(tenant, 'cache@example.com')).toHaveProperty('claims.codes', [
      ...[
        'CacheKeyDoesNotExist',
        'InvalidExpiry',
        'ItemAlreadyExpired',
        'CacheKeySizeExceeded',
        'CacheValueSizeExceeded',
      ],
      'success',
    ])
  })
})
