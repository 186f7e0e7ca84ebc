import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { wordingFor } from '../../../actions/invitation/wording.ts'
import { bundleActions } from '../../../scripts/deployments/declared/bundle.ts'
import { preUserRegistration } from './deployed-action.ts'
import { invitationWith } from './invitation/records.ts'
import { anyCharacter } from '../../hostile-text.ts'

describe('require-invitation at a sign-up', () => {
  let register: ReturnType<typeof preUserRegistration>

  beforeAll(async () => {
    await bundleActions()
    register = preUserRegistration(readFileSync('tenant/actions/require-invitation/code.js', 'utf8'))
  })

  it('refuses a sign-up without an invitation, with a word for the log and a sentence for the person', async () => {
    expect(await register({ email: 'eve@example.com', app_metadata: {} })).toEqual([
      'not_invited',
      'You need an invitation. Ask somebody who has access to invite the address that you sign in with.',
    ])
    expect(await register({ email: 'eve@example.com', user_metadata: { invitation: invitationWith() } })).toBeDefined()
    expect(await register({})).toBeDefined()
  })

  it('says so in the language of the sign-up page', async () => {
    const [, sentence] = (await register({ email: 'eve@example.com' }, {}, { transaction: { locale: 'de-AT' } })) ?? []
    expect(sentence).toBe(wordingFor('not_invited', undefined, 'de'))
    expect(sentence).not.toBe(wordingFor('not_invited', undefined, 'en'))
  })

  it('lets through the users that our tools make', async () => {
    expect(await register({ email: 'ada@example.com', app_metadata: { invitation: invitationWith() } })).toBeUndefined()
  })

  it('lets through addresses at an allowed domain', async () => {
    const secrets = { INVITATIONS_ALLOWED_DOMAINS: 'acme.example' }
    expect(await register({ email: 'bob@acme.example' }, secrets)).toBeUndefined()
    expect(await register({ email: 'bob@acme.example' })).toBeDefined()
  })

  it('never throws, whatever it is given', async () => {
    const users = fc.record(
      { email: fc.string({ unit: anyCharacter }), app_metadata: fc.jsonValue() },
      { requiredKeys: [] },
    )
    await fc.assert(
      fc.asyncProperty(users, fc.jsonValue(), async (user, secrets) => {
        await register(user, secrets)
      }),
      { numRuns: 500, seed: 20260106 },
    )
  })
})
