import { beforeAll, describe, expect, it } from 'vitest'
import { choosePassword, signIn } from '../app.ts'
import { Visitor } from '../visitor.ts'
import { password } from './accounts.ts'
import { objects } from './stage.ts'
import { appUrl, company, google, identity, providerStage, unlisted } from './provider.ts'

const at = providerStage()
const WEEK = 7 * 24 * 3600

async function invite(email: string, ...flags: string[]): Promise<string> {
  const { exitCode, stderr } = await at.invitations(['invite', email, ...flags])
  expect(exitCode, stderr).toBe(0)
  return at.invitationOf(email)
}

async function bound(): Promise<string[]> {
  const { body } = await at.tenant.manage('GET', 'actions/triggers/post-login/bindings')
  return (body as { bindings: { action: { name: string } }[] }).bindings.map(({ action }) => action.name)
}

/** The person never came back from Auth0: the answer to the link was lost, and the check after it failed. */
async function halfLinked(email: string) {
  const id = await invite(email)
  const who = identity(email)
  await at.tenant.faults([
    { method: 'POST', path: '/api/v2/users/*/identities', drop_response: true },
    { method: 'GET', path: '/api/v2/users/*', status: 500 },
  ])
  const first = await at.enters(who, id)
  await at.tenant.faults([])
  expect((await at.accounts(email))[0]?.identities).toHaveLength(2)
  return { id, who, first }
}

beforeAll(() => at.prepare())

describe('accepting with an account that somebody already has', () => {
  it('is deployed as an Action of its own, before the one that accepts', async () => {
    expect(await bound()).toEqual(['link-identity', 'accept-invitation'])
  })

  it('keeps the invited account, its roles and its context, and needs no password', async () => {
    const email = 'ada@example.com'
    const id = await invite(email, '--context', '{"plan":"team"}', '--invited-by', 'Grace')
    const mail = (await at.tenant.outbox(email)).at(-1)
    expect(mail?.links).toContain(`${appUrl}?invitation=${id}`)
    expect(mail?.text).toContain('Or sign in with an account you already have')
    const [before] = await at.accounts(email)
    const signedIn = await at.enters(identity(email, { name: 'Ada Lovelace' }), id)
    const claim = { id, status: 'accepted', accepted_now: true, context: { plan: 'team' }, invited_by: 'Grace' }
    expect(signedIn).toMatchObject({ claims: { sub: before?.user_id, email, invitation: claim } })
    const [after, ...others] = await at.accounts(email)
    expect(others).toEqual([])
    expect(after).toMatchObject({
      identities: [{ provider: 'auth0' }, { provider: google }],
      app_metadata: { ...before?.app_metadata, invitation_acceptance: { id } },
    })
  })

  it('signs in with it from then on, with or without the parameter, and is accepted once', async () => {
    const email = 'again@example.com'
    const id = await invite(email)
    const who = identity(email)
    await at.enters(who, id)
    for (const ext of [undefined, id]) {
      const { claims } = (await at.enters(who, ext)) as { claims: { invitation: object } }
      expect(claims.invitation).toMatchObject({ id, status: 'accepted' })
      expect(claims.invitation).not.toHaveProperty('accepted_now')
    }
  })

  it('works with the company’s own provider, whose ids are its own', async () => {
    const email = 'grace@example.com'
    const id = await invite(email)
    expect(await at.enters(identity(email), id, company)).toMatchObject({
      claims: { invitation: { id, accepted_now: true } },
    })
  })

  it('ignores letter case', async () => {
    const id = await invite('case@example.com')
    expect(await at.enters(identity('CASE@example.COM'), id)).toMatchObject({
      claims: { invitation: { id, accepted_now: true } },
    })
  })

  it('leaves the other way open: the password of the mail accepts just as well', async () => {
    const email = 'by-password@example.com'
    const id = await invite(email)
    await choosePassword((await at.tenant.outbox(email)).at(-1)?.links[0] ?? '', password)
    expect(await signIn(at.tenant, email, password)).toMatchObject({ claims: { invitation: { id } } })
  })

  it('without the parameter is an ordinary sign-in, and makes no call', async () => {
    const email = 'ordinary@example.com'
    await invite(email)
    const who = identity(email)
    await at.tenant.forgetRequests()
    const { claims } = (await at.enters(who, undefined)) as { claims: object }
    expect(claims).toMatchObject({ sub: `${google}|${who.user_id}` })
    expect(claims).not.toHaveProperty('invitation')
    expect((await at.tenant.requests()).filter(({ path }) => path.startsWith('/api/v2/'))).toEqual([])
  })

  it('makes three calls, with a token from the cache', async () => {
    const email = 'token@example.com'
    const id = await invite(email)
    await at.tenant.forgetRequests()
    expect(await at.enters(identity(email), id)).toHaveProperty('claims.invitation')
    const app = at.settings()['INVITATIONS_LINKING_CLIENT_ID']
    const made = (await at.tenant.requests()).filter(({ client_id }) => client_id === app)
    expect(made.map(({ method, path }) => `${method} ${path.replace(/[|][^/]*/g, '|…')}`)).toEqual([
      'GET /api/v2/users-by-email',
      'GET /api/v2/users/google-oauth2|…/organizations',
      'POST /api/v2/users/auth0|…/identities',
    ])
  })
})

describe('an account that was linked but in which nobody has accepted yet', () => {
  it('is accepted at the next sign-in, even without the parameter', async () => {
    const { id, who, first } = await halfLinked('half@example.com')
    expect(first).toHaveProperty('refused')
    expect(await at.enters(who, undefined)).toMatchObject({ claims: { invitation: { id, accepted_now: true } } })
  })

  it('lets nobody in after the expiry, and is blocked when the invitation is revoked', async () => {
    const revoked = await halfLinked('half-revoked@example.com')
    const { exitCode, stderr } = await at.invitations(['revoke', 'half-revoked@example.com', '--yes'])
    expect([exitCode, stderr]).toEqual([0, ''])
    expect(await at.accounts('half-revoked@example.com')).toMatchObject([{ blocked: true }])
    expect(await at.enters(revoked.who, revoked.id)).toHaveProperty('refused')
    const expired = await halfLinked('half-expired@example.com')
    await at.tenant.advance(WEEK)
    try {
      expect(await at.enters(expired.who, expired.id)).toMatchObject({
        refused: expect.stringContaining('expired') as string,
      })
    } finally {
      await at.tenant.advance(-WEEK)
    }
  })
})

describe('the doctor', () => {
  it('finds nothing wrong with it, and names a connection that does not exist', async () => {
    const codes = async (settings = {}) => {
      const ended = await at.invitations(['doctor', '--json'], settings)
      return objects(ended).flatMap(({ code }) => (/^(accept_with|link)/.test(String(code)) ? code : []))
    }
    expect(await codes()).toEqual([])
    expect(await codes({ INVITATIONS_ACCEPT_WITH: 'no-such-one' })).toEqual(['accept_with_unknown'])
  })
})

describe('an invitation that says how it is accepted', () => {
  it('with one provider: the mail leads to the app only, and a password is refused at the link and at the sign-in', async () => {
    const email = 'one-way@example.com'
    const id = await invite(email, '--accept-with', google)
    const links = (await at.tenant.outbox(email)).at(-1)?.links
    expect(new Set(links)).toEqual(new Set([`${appUrl}?invitation=${id}`]))
    const [{ user_id } = { user_id: '' }] = await at.accounts(email)
    const { client_id } = at.tenant.description.clients.app
    const { body } = await at.tenant.manage('POST', 'tickets/password-change', { user_id, client_id })
    const page = await new Visitor().open((body as { ticket: string }).ticket)
    expect(page.html).not.toContain('password2')
    expect(page.heading).toBe('This link does not work') // Auth0’s own page, in Auth0’s words
    for (const change of [{ email_verified: true }, { password }]) {
      await at.tenant.manage('PATCH', `users/${encodeURIComponent(user_id)}`, change)
    }
    const refused = expect.stringMatching(/^This invitation is for an account/) as string
    expect(await signIn(at.tenant, email, password)).toEqual({ refused })
    expect(await at.enters(identity(email), id, company)).not.toHaveProperty('claims.invitation')
    expect(await at.enters(identity(email), id)).toMatchObject({ claims: { invitation: { id, accepted_now: true } } })
  })

  it('with a password: the mail has no other way, and another account is not linked', async () => {
    const email = 'password-only@example.com'
    const id = await invite(email, '--accept-with', 'password')
    const mail = (await at.tenant.outbox(email)).at(-1)
    expect(mail?.text).not.toContain('Or sign in')
    expect(await at.enters(identity(email), id)).not.toHaveProperty('claims.invitation')
    await choosePassword(mail?.links[0] ?? '', password)
    expect(await signIn(at.tenant, email, password)).toMatchObject({ claims: { invitation: { id } } })
  })

  it('with a connection that is not listed, or with a link: is refused', async () => {
    for (const flags of [
      ['--accept-with', unlisted],
      ['--accept-with', google, '--link'],
    ]) {
      const { exitCode, stderr } = await at.invitations(['invite', 'nobody@example.com', ...flags])
      expect([exitCode, stderr]).toEqual([2, expect.stringMatching(/INVITATIONS_ACCEPT_WITH|Leave the link out/)])
    }
    expect(await at.accounts('nobody@example.com')).toEqual([])
  })
})

describe('reconcile, at a linked account that nobody has accepted with', () => {
  it('blocks the account once the invitation has expired, like every account that nobody owns', async () => {
    const email = 'half-forgotten@example.com'
    await halfLinked(email)
    await at.tenant.advance(WEEK + 120)
    try {
      await at.invitations(['reconcile', '--yes'])
      expect(await at.accounts(email)).toMatchObject([{ blocked: true, identities: [{}, { provider: google }] }])
    } finally {
      await at.tenant.advance(-WEEK - 120)
    }
  })
})

describe('somebody who already has an account at another provider', () => {
  it('is invited there: nothing is mailed, the address to hand over is printed, and the account stays as it is', async () => {
    const email = 'theirs@example.com'
    const who = identity(email)
    const before = (await at.enters(who, undefined)) as { claims: { sub: string } }
    await at.tenant.manage('PATCH', `users/${google}%7C${who.user_id}`, { app_metadata: { plan: 'team' } })
    const { stdout, exitCode } = await at.invitations(['invite', email, '--json'])
    expect(exitCode).toBe(0)
    const user_id = `${google}|${who.user_id}`
    expect(JSON.parse(stdout)).toMatchObject({ outcome: 'attached', user_id, email_sent: false, link: appUrl })
    expect(await at.tenant.outbox(email)).toEqual([])
    const { claims } = (await at.enters(who, undefined)) as { claims: { sub: string; invitation: object } }
    expect(claims.sub).toBe(before.claims.sub)
    expect(claims.invitation).toMatchObject({ status: 'accepted', accepted_now: true })
    expect(await at.accounts(email)).toMatchObject([{ user_id, app_metadata: { plan: 'team' } }])
  })

  it('is found by a dry run, which says that there is nothing to mail', async () => {
    const email = 'dry@example.com'
    await at.enters(identity(email), undefined)
    const { stdout } = await at.invitations(['invite', email, '--dry-run'])
    expect(stdout).toContain(`attach the invitation to the account ${google}|`)
    expect(stdout).toContain('mail nothing, since Auth0 mails only to accounts of the database')
  })

  it('is invited to a new account if the provider has not verified the address, or is not listed', async () => {
    const { email_verified: _, ...unverified } = identity('unverified@example.com')
    await at.enters(unverified, undefined)
    await at.enters(identity('unlisted@example.com'), undefined, unlisted)
    for (const email of ['unverified@example.com', 'unlisted@example.com']) {
      await invite(email)
      expect(await at.tenant.outbox(email)).toHaveLength(1)
      expect(await at.accounts(email)).toHaveLength(2)
    }
  })
})

describe('accepting with another account, together with other settings', () => {
  it('with ask-in-app, only people who had an account before are asked', async () => {
    await at.prepare({ INVITATIONS_EXISTING_ACCOUNTS: 'ask-in-app' })
    const email = 'asked@example.com'
    const id = await invite(email)
    expect(await at.enters(identity(email), id)).toMatchObject({ claims: { invitation: { status: 'accepted' } } })
  })

  it('an invite-only app lets in exactly these people', async () => {
    await at.prepare({ INVITATIONS_REQUIRE: 'on', INVITATIONS_REQUIRED_SINCE: '2020-01-01T00:00:00Z' })
    expect(await bound()).toEqual(['link-identity', 'accept-invitation', 'require-invitation-at-sign-in'])
    const email = 'invite-only@example.com'
    const id = await invite(email)
    const refused = expect.stringMatching(/^You need an invitation/) as string
    expect(await at.enters(identity('eve@example.com'), id)).toEqual({ refused })
    expect(await at.enters(identity(email), undefined)).toEqual({ refused })
    expect(await at.enters(identity(email), id)).toMatchObject({ claims: { invitation: { id, accepted_now: true } } })
  })

  it('an invite-only app says when it was Auth0 that did not answer', async () => {
    const email = 'slow@example.com'
    const id = await invite(email)
    const who = identity(email)
    await at.tenant.faults([{ method: 'GET', path: '/api/v2/users-by-email', status: 429 }])
    const refused = 'Your invitation could not be accepted just now. Please sign in again in a minute.'
    expect(await at.enters(who, id)).toEqual({ refused })
    await at.tenant.faults([])
    expect(await at.enters(who, id)).toMatchObject({ claims: { invitation: { id, accepted_now: true } } })
  })
})

describe('once the setting is removed', () => {
  it('a deploy unbinds the Action and says why; nobody accepts with another account', async () => {
    const names = Object.keys(at.settings()).filter((name) => name !== 'INVITATIONS_APP_URL')
    const off = Object.fromEntries(names.map((name) => [name, undefined]))
    const { stdout } = await at.invitations(['deploy', 'apply', '--yes'], off)
    expect(stdout).toContain('Trigger post-login: unbind link-identity, because INVITATIONS_ACCEPT_WITH is not set.')
    expect(await bound()).toEqual(['accept-invitation'])
    const email = 'off@example.com'
    const id = await invite(email)
    expect((await at.tenant.outbox(email)).at(-1)?.text).not.toContain('Or sign in')
    const who = identity(email)
    expect(await at.enters(who, id, google, new Visitor())).toMatchObject({
      claims: { sub: `${google}|${who.user_id}` },
    })
  })
})
