import { beforeEach, describe, expect, it } from 'vitest'
import { signIn, signInAtProvider } from '../app.ts'
import { bind, executions, passwordOfAll, postLogin, register, signInAs, userOf } from './actions-on-stage.ts'
import { stage } from './stage.ts'

const play = stage({ deployed: false })
const google = 'google-oauth2'
const email = 'ada@example.com'
const ada = { user_id: '1815', email: 'ada@gmail.example', email_verified: 'true' as const }

let user_id = ''

beforeEach(async () => {
  await play.tenant.reset()
  const enabled_clients = [play.tenant.description.clients.app.client_id]
  await play.tenant.manage('POST', 'connections', { name: google, strategy: google, enabled_clients })
  user_id = ((await register(play.tenant, email)).body as { user_id: string }).user_id
  await signInAtProvider(play.tenant, google, ada)
})

function link(primary: string, secondary: string) {
  const [provider, id] = secondary.split('|')
  const path = `users/${encodeURIComponent(primary)}/identities`
  return play.tenant.manage('POST', path, { provider, user_id: id })
}

/** The code of an Action that calls the Management API as this process does. */
function linking(primary: string, secondary: string, set: string): string {
  const { issuer, management_token } = play.tenant.description
  const [provider, id] = secondary.split('|')
  return postLogin(`
    if (event.user.user_id !== '${secondary}') return
    await fetch('${issuer}api/v2/users/${encodeURIComponent(primary)}/identities', {
      method: 'POST',
      headers: { authorization: 'Bearer ${management_token}', 'content-type': 'application/json' },
      body: JSON.stringify({ provider: '${provider}', user_id: '${id}' }),
    })
    ${set}`)
}

describe('a linked account', () => {
  it('signs in to the primary user, whose profile stays; the linked profile is kept with the identity', async () => {
    expect((await link(user_id, 'google-oauth2|1815')).status).toBe(201)
    expect(await signInAtProvider(play.tenant, google, { ...ada, name: 'Countess' })).toMatchObject({
      claims: { sub: user_id, email, name: email },
    })
    expect(await userOf(play.tenant, email)).toMatchObject({
      identities: [
        { provider: 'auth0' },
        {
          provider: google,
          user_id: '1815',
          profileData: { email: ada.email, email_verified: true, name: 'Countess' },
        },
      ],
    })
    expect(await userOf(play.tenant, ada.email)).toEqual({})
  })

  it('from a database still signs in with its own address and password', async () => {
    await link('google-oauth2|1815', user_id)
    expect(await signIn(play.tenant, email, passwordOfAll)).toMatchObject({ claims: { sub: 'google-oauth2|1815' } })
    expect(await signIn(play.tenant, email, 'wrong')).toHaveProperty('refused')
  })

  it('is a separate account again after it is unlinked', async () => {
    await link(user_id, 'google-oauth2|1815')
    const path = `users/${encodeURIComponent(user_id)}/identities/${google}/1815`
    expect((await play.tenant.manage('DELETE', path)).status).toBe(200)
    expect(await signInAtProvider(play.tenant, google, ada)).toMatchObject({ claims: { sub: 'google-oauth2|1815' } })
  })

  it.each([
    ['itself', 400, () => link(user_id, user_id)],
    ['an account that does not exist', 404, () => link(user_id, 'google-oauth2|nobody')],
    ['to an account that does not exist', 404, () => link('auth0|nobody', user_id)],
    [
      'an account twice',
      409,
      async () => {
        await link(user_id, 'google-oauth2|1815')
        return link(user_id, 'google-oauth2|1815')
      },
    ],
  ])('is refused: %s', async (_, status, attempt) => {
    expect((await attempt()).status).toBe(status)
  })

  it('cannot be unlinked if it is the user’s own', async () => {
    const [provider, id] = user_id.split('|')
    const path = `users/${encodeURIComponent(user_id)}/identities/${provider}/${id}`
    expect((await play.tenant.manage('DELETE', path)).status).toBe(400)
  })
})

describe('api.authentication.setPrimaryUser', () => {
  it('gives the tokens to the primary user, whom later Actions see', async () => {
    const set = `api.authentication.setPrimaryUser('${user_id}'); api.user.setAppMetadata('lost', true)`
    const later = postLogin(`
      console.log(event.user.user_id, event.user.identities.length)
      api.user.setAppMetadata('kept', true)
      api.idToken.setCustomClaim('primary', event.user.email)`)
    await bind(play.tenant, 'post-login', linking(user_id, 'google-oauth2|1815', set), later)
    expect(await signInAtProvider(play.tenant, google, ada)).toMatchObject({ claims: { sub: user_id, primary: email } })
    expect((await executions(play.tenant)).flatMap(({ logs }) => logs)).toEqual([`${user_id} 2`])
    expect(await userOf(play.tenant, email)).toMatchObject({ app_metadata: { kept: true } })
    expect(await userOf(play.tenant, email)).not.toHaveProperty('app_metadata.lost')
  })

  it.each([
    [
      'the identity was linked and no user is named',
      '',
      'The identity that signed in does not belong to the primary user.',
    ],
    ['nobody has that id', `api.authentication.setPrimaryUser('auth0|x')`, 'The primary user auth0|x does not exist.'],
    [
      'it is called twice',
      `api.authentication.setPrimaryUser('auth0|x'); api.authentication.setPrimaryUser('auth0|x')`,
      'The primary user can only be altered once per transaction',
    ],
    [
      'it is given nothing',
      `api.authentication.setPrimaryUser('')`,
      'The primary user id is a string of 1 to 128 characters.',
    ],
  ])('fails the sign-in if %s', async (_, set, refused) => {
    await bind(play.tenant, 'post-login', linking(user_id, 'google-oauth2|1815', set))
    expect(await signInAtProvider(play.tenant, google, ada)).toEqual({ refused })
  })

  it('fails the sign-in if the identity is not linked to that user, or if another Action calls it again', async () => {
    const set = postLogin(`api.authentication.setPrimaryUser('${user_id}')`)
    await bind(play.tenant, 'post-login', set)
    const refused = 'The identity that signed in does not belong to the primary user.'
    expect(await signInAtProvider(play.tenant, google, ada)).toEqual({ refused })
    await bind(play.tenant, 'post-login', set, set)
    expect(await signInAs(play.tenant, email)).toEqual({
      refused: 'The primary user can only be altered once per transaction',
    })
  })
})
