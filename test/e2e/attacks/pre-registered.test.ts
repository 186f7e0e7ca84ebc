import { beforeAll, describe, expect, it } from 'vitest'
import { forgotPassword } from '../../app.ts'
import { Visitor } from '../../visitor.ts'
import { password, scene } from './scene.ts'

const at = scene()
const callback = () => at.tenant.description.clients.app.callback
const wrongPassword =
  'The email address or the password is wrong. If you were invited and have not chosen a password yet, open the link in your email first.'

/** Signs up with the invitee's address, which nobody verifies. */
async function signUpAs(email: string): Promise<string> {
  await at.signUp(email, { name: 'Eve of evil.example' })
  return String((await at.userOf(email))['user_id'])
}

/** Another team's Action sends people away in the middle of a sign-in. */
const interlude = `exports.onExecutePostLogin = async (event, api) => { api.redirect.sendUserTo('https://app.example.com/terms') }
exports.onContinuePostLogin = async () => {}`

let foreign = {}

beforeAll(async () => {
  foreign = await at.anotherTeams('post-login', 'interlude', interlude)
})

describe('An account that an attacker made with the invitee’s address', () => {
  describe.each([
    ['is deleted and created again', 'again', []],
    ['is kept, and every way into it ends', 'kept', ['--keep-account']],
  ])('%s', (_, mode, flags) => {
    const address = (name: string) => `${name}-${mode}@example.com`
    const browser = new Visitor()
    const page = new Visitor()
    const away = new Visitor()
    let refreshToken: unknown
    let mailedLink = ''

    beforeAll(async () => {
      const names = ['password', 'session', 'refresh', 'link', 'page', 'away', 'passkey', 'name']
      for (const name of names) await signUpAs(address(name))
      await at.signsIn(address('session'), browser)
      const grant = { grant_type: 'password', username: address('refresh'), password, scope: 'openid offline_access' }
      refreshToken = ((await at.exchange(grant)).body as { refresh_token: unknown }).refresh_token
      await forgotPassword(at.tenant, address('link'))
      mailedLink = await at.newestLink(address('link'))
      await at.authorize({}, page)
      await at.withBindings(
        'post-login',
        (ours) => [foreign, ...ours],
        async () => {
          await at.authorize({}, away)
          await away.submit({ username: address('away'), password }, 'https://app.example.com/terms')
        },
      )
      const { user_id } = await at.userOf(address('passkey'))
      await at.tenant.manage('POST', `users/${encodeURIComponent(String(user_id))}/authentication-methods`, {
        type: 'passkey',
        public_key: 'eve',
        key_id: 'eve',
        relying_party_identifier: 'example.com',
      })
      await at.invite(names.map(address), ...flags, '--yes')
    })

    it('the attacker’s password', async () => {
      expect(await at.signsIn(address('password'))).toEqual({ refused: wrongPassword })
      await at.expectInviteeGetsIn(address('password'))
    })

    it('the attacker’s session', async () => {
      await at.authorize({ prompt: 'none' }, browser)
      expect(browser.url.searchParams.get('error')).toBe('login_required')
      await at.expectNobodyAccepted(address('session'))
      await at.expectInviteeGetsIn(address('session'))
    })

    it('the attacker’s refresh token', async () => {
      const renewal = { grant_type: 'refresh_token', refresh_token: String(refreshToken) }
      expect((await at.exchange(renewal)).status).toBe(403)
      await at.expectNobodyAccepted(address('refresh'))
      await at.expectInviteeGetsIn(address('refresh'))
      expect((await at.exchange(renewal)).status).toBe(403)
    })

    it('a link to a new password from before the invitation', async () => {
      expect((await new Visitor().open(mailedLink)).status).toBe(400)
      await at.expectInviteeGetsIn(address('link'))
    })

    it('a sign-in page opened before the invitation, sent after it', async () => {
      await page.submit({ username: address('page'), password }, callback())
      expect(page.alert).toBe(wrongPassword)
      await at.expectNobodyAccepted(address('page'))
    })

    it('a sign-in that began before the invitation and ends after it', async () => {
      const state = away.url.searchParams.get('state') ?? ''
      expect(state).not.toBe('')
      await away.open(`${at.tenant.description.issuer}continue?state=${encodeURIComponent(state)}`, callback())
      expect(away.url.searchParams.get('code')).toBeNull()
      await at.expectNobodyAccepted(address('away'))
      await at.expectInviteeGetsIn(address('away'))
    })

    it('the attacker’s passkey', async () => {
      const { user_id } = await at.userOf(address('passkey'))
      const path = `users/${encodeURIComponent(String(user_id))}/authentication-methods`
      expect((await at.tenant.manage('GET', path)).body).toEqual([])
    })

    it('the name that the attacker gave the account: the mail does not use it', async () => {
      const mail = (await at.tenant.outbox(address('name'))).at(-1)
      expect(mail?.subject).toBe('You are invited to Analytical Engine')
      expect(mail?.html).not.toContain('evil')
    })
  })
})

describe('An account that was there before', () => {
  it('the attacker’s linked identities: refused without --keep-account, unlinked with it', async () => {
    const email = 'linked@example.com'
    const victim = await signUpAs(email)
    const secondary = await signUpAs('eve@example.net')
    const path = `users/${encodeURIComponent(victim)}/identities`
    await at.tenant.manage('POST', path, { provider: 'auth0', user_id: secondary })
    await expect(at.invite([email], '--yes')).rejects.toThrow('account_not_verified')
    await at.invite([email], '--yes', '--keep-account')
    expect((await at.userOf(email))['identities']).toHaveLength(1)
    expect(await at.signsIn('eve@example.net')).not.toHaveProperty('claims.invitation')
    await at.expectInviteeGetsIn(email)
  })

  it('the attacker signs up again in the moment between deletion and invitation: nobody is invited, nothing is mailed', async () => {
    const email = 'again-and-again@example.com'
    await signUpAs(email)
    await at.tenant.faults([{ method: 'POST', path: '/api/v2/users', after: 1, times: 1, hold: 'create' }])
    const inviting = at.invitations(['invite', email, '--yes', '--json'])
    await at.tenant.held('create')
    await signUpAs(email)
    await at.tenant.release('create')
    expect((await inviting).stdout).toContain('"reason":"account_changed"')
    await at.tenant.faults([])
    const mails = await at.tenant.outbox(email)
    expect(mails.filter(({ template }) => template === 'reset_email')).toEqual([])
    expect(await at.signsIn(email)).not.toHaveProperty('claims.invitation')
    await at.invite([email], '--yes')
    await at.expectInviteeGetsIn(email)
  })
})
