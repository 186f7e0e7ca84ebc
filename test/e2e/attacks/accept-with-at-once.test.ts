import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { choosePassword, signIn, signInBy, type AppSignIn } from '../../app.ts'
import { Visitor } from '../../visitor.ts'
import { company, google, identity } from '../provider.ts'
import { notInvited, path, providerScene } from './provider-scene.ts'
import { password } from './scene.ts'

const { at, run, invite, manage, invited, withActions, staysOut, getsIn } = providerScene()
const tryAgain = { refused: 'Your invitation could not be accepted just now. Please sign in again in a minute.' }

describe('Two at once', () => {
  /** Holds the first link until something else has happened. */
  async function whileLinking(email: string, meanwhile: (id: string) => Promise<void>): Promise<AppSignIn> {
    const id = await invite(email)
    await at.tenant.faults([{ method: 'POST', path: '/api/v2/users/*/identities', hold: 'link', times: 1 }])
    const entering = at.enters(identity(email), id)
    await at.tenant.held('link')
    await meanwhile(id)
    await at.tenant.release('link')
    const entered = await entering
    await at.tenant.faults([])
    return entered
  }

  it('the same person in two windows: the invitation is accepted, and there is one account', async () => {
    const email = 'windows@example.com'
    const id = await invite(email)
    const who = identity(email)
    const both = await Promise.all([at.enters(who, id), at.enters(who, id)])
    expect(both.filter((one) => 'claims' in one).length).toBeGreaterThanOrEqual(1)
    await getsIn(who, id)
    expect(await at.accounts(email)).toHaveLength(1)
  })

  it('a second identity of the same person, while the first is being linked: both belong to the account, and one accepts', async () => {
    const email = 'both@example.com'
    const first = await whileLinking(email, async (id) => {
      expect(await at.enters(identity(email), id, company)).toHaveProperty('claims.invitation.accepted_now')
    })
    expect(first).toMatchObject({ claims: { invitation: { status: 'accepted' } } })
    expect(first).not.toHaveProperty('claims.invitation.accepted_now')
  })

  it('a second identity of the same person, afterwards: it stays a separate account', async () => {
    const email = 'second@example.com'
    const id = await invite(email)
    await getsIn(identity(email), id)
    await staysOut(identity(email), id, email, company)
  })

  it('the password accepts while the identity is being linked: one account, one acceptance', async () => {
    const email = 'raced@example.com'
    const entered = await whileLinking(email, async () => {
      await choosePassword((await at.tenant.outbox(email)).at(-1)?.links[0] ?? '', password)
      expect(await signIn(at.tenant, email, password)).toHaveProperty('claims.invitation.accepted_now')
    })
    expect(entered).toMatchObject({ claims: { invitation: { status: 'accepted' } } })
    expect(entered).not.toHaveProperty('claims.invitation.accepted_now')
  })

  it('the invitation is revoked while the identity is being linked: nobody gets in, then or later', async () => {
    const email = 'raced-revoked@example.com'
    const entered = await whileLinking(email, () => run('revoke', email, '--yes'))
    expect(entered).toHaveProperty('refused')
    expect(await invited(email)).not.toHaveProperty('app_metadata.invitation_acceptance')
    const { identities } = await invited(email)
    const who = { ...identity(email), user_id: identities[1]?.user_id ?? '' }
    expect(await at.enters(who, undefined)).toHaveProperty('refused')
  })

  it('the invitation is revoked after it was accepted this way: the owner stays in', async () => {
    const email = 'late-revoke@example.com'
    const id = await invite(email)
    const who = identity(email)
    await getsIn(who, id)
    await at.invitations(['revoke', email, '--yes'])
    await getsIn(who, id)
  })

  it('the id is used again after an administrator has unlinked the identity', async () => {
    const email = 'unlinked@example.com'
    const id = await invite(email)
    const who = identity(email)
    await getsIn(who, id)
    const { user_id } = await invited(email)
    await manage('DELETE', `${path(user_id)}/identities/${google}/${who.user_id}`)
    await staysOut(who, id)
  })
})

/** What the app that links may do, as declared. */
const { scope: scopes } = JSON.parse(readFileSync('tenant/grants/invitations-linking.json', 'utf8')) as {
  scope: string[]
}

describe('The Action that links', () => {
  /** Other values for its secrets. */
  async function withSecrets(change: (secrets: Record<string, string>) => object, story: () => Promise<void>) {
    const { actions } = (await manage('GET', 'actions/actions?actionName=link-identity')) as {
      actions: { id: string; secrets: { name: string }[] }[]
    }
    const [action] = actions
    const values: Record<string, string> = { ...at.settings(), AUTH0_DOMAIN: at.tenant.description.domain }
    const write = async (given: object) => {
      const secrets = Object.entries(given).map(([name, value]) => ({ name, value: String(value) }))
      await manage('PATCH', `actions/actions/${action?.id}`, { secrets })
      await manage('POST', `actions/actions/${action?.id}/deploy`)
    }
    await write(change(values))
    try {
      await story()
    } finally {
      await write(values)
    }
  }

  async function isToldToTryAgain(email: string, ...faults: Parameters<typeof at.tenant.faults>[0]): Promise<void> {
    const id = await at.invitationOf(email)
    const who = identity(email)
    await at.tenant.faults(faults)
    expect(await at.enters(who, id)).toEqual(tryAgain)
    await withActions(['link-identity', 'accept-invitation'], async () => {
      expect(await at.enters(who, id)).toMatchObject({
        claims: { sub: `${google}|${who.user_id}`, invitation: { id, status: 'not_accepted', reason: 'try_again' } },
      })
    })
    await at.tenant.faults([])
    expect((await invited(email)).identities).toHaveLength(1)
  }

  it('has lost its secret, or has a wrong one', async () => {
    const email = 'secret@example.com'
    await invite(email)
    const name = 'INVITATIONS_LINKING_CLIENT_SECRET'
    await withSecrets(
      ({ [name]: _, ...others }) => others,
      () => isToldToTryAgain(email),
    )
    const aDay = 86_400 // a token that was kept from before lasts this long
    await at.tenant.advance(aDay)
    await withSecrets(
      (secrets) => ({ ...secrets, [name]: 'wrong' }),
      () => isToldToTryAgain(email),
    )
    await at.tenant.advance(-aDay)
  })

  it('hits a rate limit at each call', async () => {
    const email = 'waits@example.com'
    const id = await invite(email)
    await isToldToTryAgain(email, { path: '/api/v2/users-by-email', status: 429 })
    await isToldToTryAgain(email, { path: '/api/v2/users/*/organizations', status: 429 })
    await isToldToTryAgain(email, { path: '/api/v2/users/*/identities', status: 429 })
    await getsIn(identity(email), id)
  })

  it('gets an error or no connection at each call', async () => {
    const email = 'broken@example.com'
    const id = await invite(email)
    await isToldToTryAgain(email, { path: '/api/v2/users-by-email', status: 500 })
    await isToldToTryAgain(email, { path: '/api/v2/users/*/organizations', reset: true })
    await isToldToTryAgain(email, { path: '/api/v2/users/*/identities', reset: true })
    await getsIn(identity(email), id)
  })

  it('gets no answer, and gives up in time', async () => {
    const email = 'silent@example.com'
    const id = await invite(email)
    await at.tenant.faults([{ path: '/api/v2/users-by-email', hold: 'for ever' }])
    expect(await at.enters(identity(email), id)).toEqual(tryAgain)
    await at.tenant.faults([])
  })

  it('gets no answer to a link that was made: it checks, and the person gets in', async () => {
    const email = 'lost@example.com'
    const id = await invite(email)
    await at.tenant.faults([{ method: 'POST', path: '/api/v2/users/*/identities', drop_response: true }])
    await getsIn(identity(email), id)
    await at.tenant.faults([])
  })

  it('is no longer bound', async () => {
    const email = 'unbound@example.com'
    const id = await invite(email)
    await withActions(['accept-invitation', 'require-invitation-at-sign-in'], async () => {
      expect(await at.enters(identity(email), id)).toEqual(notInvited)
    })
    await withActions(['accept-invitation'], async () => {
      expect(await at.enters(identity(email), id)).not.toHaveProperty('claims.invitation')
    })
  })

  it('is bound after the others: a linked person has accepted nothing until the next sign-in', async () => {
    const email = 'order@example.com'
    const id = await invite(email)
    const who = identity(email)
    await withActions(['accept-invitation', 'link-identity'], async () => {
      expect(await at.enters(who, id)).not.toHaveProperty('claims.invitation')
      expect(await invited(email)).not.toHaveProperty('app_metadata.invitation_acceptance')
      await getsIn(who, id)
    })
  })

  it('has the secret of an app that lacks a scope, whichever it is', async () => {
    for (const missing of scopes) {
      const email = `without-${missing.replace(':', '-')}@example.com`
      const id = await invite(email)
      const app = { name: `without ${missing}`, app_type: 'non_interactive', grant_types: ['client_credentials'] }
      const { client_id, client_secret } = (await manage('POST', 'clients', app)) as Record<string, string>
      const audience = `https://${at.tenant.description.domain}/api/v2/`
      const scope = scopes.filter((one) => one !== missing)
      await manage('POST', 'client-grants', { client_id, audience, scope })
      const ownApp = { INVITATIONS_LINKING_CLIENT_ID: client_id, INVITATIONS_LINKING_CLIENT_SECRET: client_secret }
      const aDay = 86_400 // a token that was kept from before lasts this long
      await at.tenant.advance(aDay)
      await withSecrets(
        (secrets) => ({ ...secrets, ...ownApp }),
        () => isToldToTryAgain(email),
      )
      await at.tenant.advance(aDay)
      await getsIn(identity(email), id)
    }
  })

  it('gets an id with a sign-in by database password: it links nothing', async () => {
    const [email, eve] = ['password@example.com', 'eve-too@example.com']
    const id = await invite(email)
    await invite(eve)
    await choosePassword((await at.tenant.outbox(eve)).at(-1)?.links[0] ?? '', password)
    const browser = new Visitor()
    const parameters = { 'ext-invitation': id }
    const entered = await signInBy(at.tenant, parameters, browser, (callback) =>
      browser.submit({ username: eve, password }, callback),
    )
    expect(entered).toMatchObject({ claims: { email: eve } })
    expect((await invited(email)).identities).toHaveLength(1)
  })
})
